// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/stop/stop_if.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using reprise::stop_if;
using reprise::stop_query;
using reprise::stop_reason;

TEST(stop_if, refuses_when_the_predicate_says_true) {
    bool open = false;
    auto const stop = stop_if([&open] { return open; });
    static_assert(reprise::stop_policy<decltype(stop)>);
    static_assert(
        !reprise::stop_needs_time<decltype(stop)> && !reprise::stop_limits<decltype(stop)>);
    EXPECT_EQ(stop.stops({}), std::nullopt);
    open = true;
    EXPECT_EQ(stop.stops({}), stop_reason::refused);
}

TEST(stop_if, passes_on_the_reason_that_the_predicate_gives) {
    constexpr auto stop = stop_if([](stop_query const& query) {
        return query.attempts > 2 ? std::optional{stop_reason::cancelled} : std::nullopt;
    });
    static_assert(stop.stops({.attempts = 2}) == std::nullopt);
    static_assert(stop.stops({.attempts = 3}) == stop_reason::cancelled);
    constexpr auto always = stop_if([](stop_query const&) { return stop_reason::deadline; });
    static_assert(always.stops({}) == stop_reason::deadline);
}

TEST(stop_if, ends_a_run_with_the_operations_own_error) {
    int calls = 0;
    auto const policy = reprise::compose(
        reprise::attempts{9} || stop_if([&calls] { return calls == 4; }), reprise::no_backoff{},
        reprise::retry_all{});
    auto const result = reprise::try_retry(policy, [&calls] {
        ++calls;
        throw std::domain_error{"mine"};
    });
    EXPECT_EQ(calls, 4);
    EXPECT_EQ(result.report().reason, stop_reason::refused);
    EXPECT_THROW(result.value(), std::domain_error);
}

TEST(stop_if, that_throws_ends_the_run_with_the_operations_own_error) {
    auto const policy = reprise::compose(
        reprise::attempts{9} ||
            stop_if([]() -> bool { throw std::logic_error{"the predicate's"}; }),
        reprise::no_backoff{}, reprise::retry_all{});
    EXPECT_THROW(
        reprise::retry(policy, [] { throw std::domain_error{"mine"}; }), std::domain_error);
}

TEST(stop_if_timed, sees_the_time_and_the_coming_wait) {
    reprise::testing::virtual_clock clock;
    auto const stop = reprise::stop_if_timed(
        [](stop_query const& query) { return query.elapsed + query.delay > 5s; });
    static_assert(reprise::stop_needs_time<decltype(stop)>);
    auto const policy = reprise::compose(
        reprise::forever{} || stop, reprise::constant{2s}, reprise::no_jitter{},
        reprise::retry_all{}, std::ref(clock));
    int calls = 0;
    EXPECT_THROW(
        reprise::retry(
            policy,
            [&calls] {
                ++calls;
                throw std::domain_error{"mine"};
            }),
        std::domain_error);
    EXPECT_EQ(calls, 3) << "after 0 s, 2 s and 4 s";
}

}  // namespace
