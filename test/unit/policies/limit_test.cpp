// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/limit/attempt_timed_out.hpp>
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/none.hpp>
#include <reprise/policies/limit/run_timeout.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using reprise::idle_timeout;
using reprise::run_timeout;
using testing::StrEq;
using testing::ThrowsMessage;

static_assert(reprise::no_time_limit::attempt_limits() == reprise::attempt_limits{});
static_assert(
    (run_timeout{5s} || idle_timeout{1s}.grace(2s) || run_timeout{3s}).attempt_limits() ==
        reprise::attempt_limits{.run = 3s, .idle = 1s, .grace = 2s},
    "the shorter of each kind, and the longer grace");

template <class Make>
void refused(Make const& make, char const* sentence) {
    EXPECT_THAT(make, ThrowsMessage<std::invalid_argument>(StrEq(sentence)));
}

TEST(run_timeout, refuses_a_time_that_is_not_above_zero) {
    refused([] { (void)run_timeout{0s}; }, "run_timeout: the time must be above zero, got 0s");
    refused(
        [] { (void)run_timeout{1s}.grace(-1s); },
        "run_timeout: the grace must be above zero, got -1s");
}

TEST(idle_timeout, refuses_a_time_that_is_not_above_zero) {
    refused(
        [] { (void)idle_timeout{-1ns}; }, "idle_timeout: the time must be above zero, got -1ns");
    refused(
        [] { (void)idle_timeout{1s}.grace(0s); },
        "idle_timeout: the grace must be above zero, got 0s");
}

TEST(attempt_timed_out, says_which_limit_ended_the_attempt_and_when) {
    reprise::attempt_timed_out const ended{reprise::time_limit::idle, 1s, 1500ms, false};
    EXPECT_STREQ(ended.what(), "the attempt was ended by the idle timeout of 1s, after 1.5s");
    reprise::attempt_timed_out const left{reprise::time_limit::run, 2s, 3s, true};
    EXPECT_STREQ(
        left.what(),
        "the attempt was ended by the run timeout of 2s, after 3s; it did not heed that, and was abandoned");
}

}  // namespace
