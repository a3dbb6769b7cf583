// SPDX-License-Identifier: Apache-2.0

// Conditions, classifiers and loggers that are made of a predicate, of others, or of somebody else's counters.

#include <reprise/policies/classify/combine.hpp>
#include <reprise/policies/classify/retry_if_message.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/retry_on_condition.hpp>
#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/log/trace_events.hpp>
#include <reprise/policies/stop/stop_if.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace {

using namespace std::chrono_literals;
using namespace reprise::testing::laws;

template <class Policy>
testing::AssertionResult check_classifier(Policy const& policy) {
    return check_classifier_policy(
        policy, std::runtime_error{"down"}, std::logic_error{"mistake"},
        std::system_error{std::make_error_code(std::errc::connection_reset)});
}

TEST(stop_if, obeys_the_laws) {
    EXPECT_TRUE(check_stop_policy(
        reprise::stop_if([](reprise::stop_query const& query) { return query.attempts > 3; })));
    EXPECT_TRUE(check_stop_policy(reprise::stop_if_timed(
        [](reprise::stop_query const& query) { return query.elapsed > 1s; })));
}

TEST(classifiers_of_others, obey_the_laws) {
    using namespace reprise;
    EXPECT_TRUE(check_classifier(retry_if_message("down")));
    EXPECT_TRUE(check_classifier(retry_on_condition(std::errc::connection_reset)));
    EXPECT_TRUE(check_classifier(retry_on<std::runtime_error>{} || retry_on<std::logic_error>{}));
    EXPECT_TRUE(check_classifier(retry_on<std::exception>{} && retry_unless<std::logic_error>{}));
    EXPECT_TRUE(check_classifier(!retry_on<std::logic_error>{}));
}

TEST(observers, obey_the_laws) {
    reprise::counters numbers;
    EXPECT_TRUE(check_logger_policy(reprise::count_in{numbers}));
    reprise::trace_events events;
    EXPECT_TRUE(check_logger_policy(reprise::trace_in<>{events}));
}

}  // namespace
