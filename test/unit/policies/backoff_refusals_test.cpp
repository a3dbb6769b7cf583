// SPDX-License-Identifier: Apache-2.0
//
// What a configuration is refused with at run time: the sentence that the compiler says, and the value.
#include <reprise/policies/backoff/capped.hpp>
#include <reprise/policies/backoff/delay_table.hpp>
#include <reprise/policies/backoff/fibonacci.hpp>
#include <reprise/policies/backoff/floored.hpp>
#include <reprise/policies/backoff/from_function.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/backoff/polynomial.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using testing::StrEq;
using testing::ThrowsMessage;

template <class Make>
void refused(Make const& make, char const* sentence) {
    EXPECT_THAT(make, ThrowsMessage<std::invalid_argument>(StrEq(sentence)));
}

TEST(fibonacci, refuses_what_cannot_make_sense) {
    refused(
        [] { (void)reprise::fibonacci{-1ms, 1s}; },
        "fibonacci: the unit must not be negative, got -1ms");
    refused(
        [] { (void)reprise::fibonacci{1s, 999ms}; },
        "fibonacci: the cap must not be below the unit, got 999ms");
}

TEST(polynomial, refuses_what_cannot_make_sense) {
    refused(
        [] { (void)reprise::polynomial{-1ns, 1, 1s}; },
        "polynomial: the unit must not be negative, got -1ns");
    refused(
        [] { (void)reprise::polynomial{1ms, 0, 1s}; },
        "polynomial: the degree must be at least 1; write constant for delays of equal length, got 0");
    refused(
        [] { (void)reprise::polynomial{2s, 2, 1s}; },
        "polynomial: the cap must not be below the unit, got 1s");
}

TEST(delay_table, refuses_a_negative_delay) {
    refused(
        [] { (void)reprise::delay_table{1s, -1us}; },
        "delay_table: a delay must not be negative, got -1us");
}

TEST(capped, refuses_a_negative_cap) {
    refused(
        [] { (void)reprise::capped(reprise::no_backoff{}, -1s); },
        "capped: the cap must not be negative, got -1s");
}

TEST(floored, refuses_a_negative_floor) {
    refused(
        [] { (void)reprise::floored(reprise::no_backoff{}, -1s); },
        "floored: the shortest delay must not be negative, got -1s");
}

TEST(from_function, passes_on_what_the_function_throws) {
    auto const backoff = reprise::from_function(
        [](std::uint64_t /*retry*/) -> reprise::delay_answer { throw std::domain_error{"no"}; });
    EXPECT_THROW((void)backoff.delay(1), std::domain_error);
    static_assert(!noexcept(backoff.delay(1)));
}

TEST(from_function, counts_a_negative_delay_as_zero_and_keeps_what_was_computed) {
    auto const backoff = reprise::from_function(
        [](std::uint64_t retry, reprise::duration computed) noexcept {
            return retry == 1   ? reprise::delay_answer::use(-1s)
                   : retry == 2 ? reprise::delay_answer::use(computed + 1s)
                   : retry == 3 ? reprise::delay_answer::keep()
                                : reprise::delay_answer::stop();
        },
        reprise::exponential{1s, 2.0, 1h});
    static_assert(noexcept(backoff.delay(1)));
    EXPECT_EQ(backoff.answer(1), reprise::delay_answer::use(0s));
    EXPECT_EQ(backoff.delay(2), 3s);
    EXPECT_EQ(backoff.delay(3), 4s);
    EXPECT_TRUE(backoff.answer(4).stops());
    EXPECT_EQ(backoff.delay(4), reprise::duration::max());
    EXPECT_TRUE(reprise::delay_answer::keep().keeps());
    EXPECT_EQ(reprise::delay_answer::keep().delay(), 0s);
}

}  // namespace
