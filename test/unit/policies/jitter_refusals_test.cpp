// SPDX-License-Identifier: Apache-2.0
//
// What a jitter is refused with at run time: the sentence that the compiler says, and the value.
#include <reprise/policies/jitter/decorrelated.hpp>
#include <reprise/policies/jitter/monotone.hpp>
#include <reprise/policies/jitter/multiplicative.hpp>
#include <reprise/policies/jitter/proportional.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using testing::StartsWith;
using testing::ThrowsMessage;

template <class Make>
void refused(Make const& make, char const* sentence) {
    EXPECT_THAT(make, ThrowsMessage<std::invalid_argument>(StartsWith(sentence)));
}

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

TEST(proportional_jitter, refuses_a_fraction_that_is_none) {
    for (double const fraction : {-0.01, 1.01, nan, infinity}) {
        refused(
            [fraction] { (void)reprise::proportional_jitter{fraction}; },
            "proportional_jitter: the fraction must be between 0 and 1, got ");
    }
}

TEST(multiplicative_jitter, refuses_factors_that_are_none) {
    for (double const low : {-0.01, nan, -infinity}) {
        refused(
            [low] { (void)reprise::multiplicative_jitter(low, 1.0); },
            "multiplicative_jitter: the smallest factor must not be negative, got ");
    }
    for (double const high : {0.4, nan}) {
        refused(
            [high] { (void)reprise::multiplicative_jitter(0.5, high); },
            "multiplicative_jitter: the largest factor must not be below the smallest, got ");
    }
    refused(
        [] { (void)reprise::multiplicative_jitter(0.5, infinity); },
        "multiplicative_jitter: the largest factor must be finite, got inf");
}

TEST(decorrelated_jitter, refuses_a_base_that_is_not_above_zero) {
    refused(
        [] { (void)reprise::decorrelated_jitter{0s}; },
        "decorrelated_jitter: the base must be above zero, got 0s");
}

TEST(monotone_jitter, refuses_a_base_that_is_not_above_zero) {
    refused(
        [] { (void)reprise::monotone_jitter{-1s}; },
        "monotone_jitter: the base must be above zero, got -1s");
}

}  // namespace
