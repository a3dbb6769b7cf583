// SPDX-License-Identifier: Apache-2.0

// The policies that ask other policies, and those that watch, obey the laws of their concepts.

#include <reprise/policies.hpp>
#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/log/trace_events.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace {

using reprise::retry_on;
using reprise::retry_unless;

template <class Policy>
testing::AssertionResult check_classifier(Policy const& policy) {
    return reprise::testing::laws::check_classifier_policy(
        policy, std::runtime_error{"deadlock"}, std::logic_error{"no"},
        std::system_error{std::make_error_code(std::errc::timed_out)});
}

TEST(combined_classifiers, obey_the_laws) {
    EXPECT_TRUE(check_classifier(retry_on<std::system_error>{} || retry_on<std::runtime_error>{}));
    EXPECT_TRUE(check_classifier(retry_on<std::exception>{} && retry_unless<std::logic_error>{}));
    EXPECT_TRUE(check_classifier(!retry_on<std::runtime_error>{}));
    EXPECT_TRUE(check_classifier(reprise::transient{} && !reprise::retry_if_message("deadlock")));
    EXPECT_TRUE(check_classifier(reprise::retry_if_message("deadlock")));
    EXPECT_TRUE(check_classifier(reprise::retry_on_condition(std::errc::timed_out)));
    EXPECT_TRUE(check_classifier(reprise::retry_if_cause(retry_on<std::runtime_error>{})));
}

TEST(stop_if, obeys_the_laws) {
    EXPECT_TRUE(reprise::testing::laws::check_stop_policy(
        reprise::stop_if([](reprise::stop_query const& query) { return query.attempts > 3; })));
    EXPECT_TRUE(reprise::testing::laws::check_stop_policy(reprise::stop_if([] { return true; })));
    EXPECT_TRUE(
        reprise::testing::laws::check_stop_policy(reprise::stop_if_timed([](auto const& query) {
            return query.delay > std::chrono::seconds{1} || query.elapsed > std::chrono::seconds{5};
        })));
}

TEST(watching_loggers, obey_the_laws) {
    reprise::counters numbers;
    EXPECT_TRUE(reprise::testing::laws::check_logger_policy(reprise::count_in{numbers}));
    reprise::trace_events events;
    EXPECT_TRUE(reprise::testing::laws::check_logger_policy(reprise::trace_in{events}));
    std::ostringstream log;
    EXPECT_TRUE(
        reprise::testing::laws::check_logger_policy(reprise::located{reprise::log_to{log}}));
}

}  // namespace
