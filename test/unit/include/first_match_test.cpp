// SPDX-License-Identifier: Apache-2.0

#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::compose;
using reprise::exponential;
using reprise::first_match;
using reprise::no_jitter;
using reprise::retry_if;
using reprise::retry_on;
using reprise::testing::script;
using reprise::testing::virtual_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct timed_out {};
struct conflict {};
struct broken {};

constexpr auto for_timeouts =
    compose(retry_on<timed_out>{}, attempts{3}, exponential{10ms}, no_jitter{});
constexpr auto for_conflicts =
    compose(retry_on<conflict>{}, attempts{3}, exponential{1s}, no_jitter{});

TEST(first_match, counts_for_each_policy_what_failed_under_it) {
    virtual_clock clock;
    auto const policy = first_match(for_timeouts, for_conflicts, std::ref(clock));
    auto operation =
        script<int>{}.fail_with(timed_out{}, 2).fail_with(conflict{}, 2).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms, 20ms, 1s, 2s));
}

TEST(first_match, counts_all_together_with_a_shared_counter) {
    virtual_clock clock;
    auto const policy =
        first_match(reprise::shared_counter, for_timeouts, for_conflicts, std::ref(clock));
    auto operation = script<int>{}.fail_with(timed_out{}, 2).fail_with(conflict{});
    EXPECT_THROW(reprise::retry(policy, operation), conflict);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms, 20ms));
    EXPECT_EQ(operation.calls(), 3);
}

TEST(first_match, lets_a_shared_counter_grow_the_backoff_of_another_policy) {
    virtual_clock clock;
    auto const policy = first_match(
        reprise::shared_counter, reprise::with(for_timeouts, attempts{5}),
        reprise::with(for_conflicts, attempts{5}), std::ref(clock));
    auto operation = script<int>{}.fail_with(timed_out{}, 2).fail_with(conflict{}).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms, 20ms, 4s));
}

TEST(first_match, ends_with_a_failure_that_no_policy_retries) {
    virtual_clock clock;
    auto const policy = first_match(for_timeouts, for_conflicts, std::ref(clock));
    auto operation = script<int>{}.fail_with(timed_out{}).fail_with(broken{});
    auto const result = reprise::try_retry(policy, operation);
    EXPECT_THROW(result.value(), broken);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::permanent_failure);
    EXPECT_EQ(result.report().attempts, 2);
}

TEST(first_match, ends_at_the_ceiling_of_the_whole) {
    virtual_clock clock;
    auto const policy = first_match(for_timeouts, for_conflicts, attempts{4}, std::ref(clock));
    auto operation = script<int>{}.fail_with(timed_out{}, 2).fail_with(conflict{}, 2);
    auto const result = reprise::try_retry(policy, operation);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::attempts_exhausted);
    EXPECT_EQ(result.report().attempts, 4);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms, 20ms, 1s));
}

TEST(first_match, does_not_begin_a_wait_that_would_pass_the_deadline_of_the_whole) {
    virtual_clock clock;
    auto const policy =
        first_match(for_timeouts, for_conflicts, reprise::elapsed{1s}, std::ref(clock));
    auto operation = script<int>{}.fail_with(timed_out{}).fail_with(conflict{});
    auto const result = reprise::try_retry(policy, operation);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::deadline);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms));
}

TEST(first_match, leaves_a_wait_when_the_token_of_the_whole_asks_for_it) {
    virtual_clock clock;
    std::stop_source source;
    auto const policy = first_match(
        for_timeouts, for_conflicts, reprise::stop_on{source.get_token()}, std::ref(clock));
    clock.at(500ms, [&source] { source.request_stop(); });
    auto operation = script<int>{}.fail_with(timed_out{}).fail_with(conflict{});
    auto const result = reprise::try_retry(policy, operation);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
    EXPECT_EQ(result.report().attempts, 2);
    EXPECT_EQ(result.report().waited, 10ms);
}

TEST(first_match, asks_the_policies_in_order_and_takes_the_first_not_the_best) {
    virtual_clock clock;
    auto const policy = first_match(
        compose(
            retry_if<std::exception>([](auto const&) { return true; }), attempts{2},
            exponential{500ms}, no_jitter{}),
        compose(retry_on<std::invalid_argument>{}, attempts{9}), std::ref(clock));
    auto operation = script<int>{}.fail_with(std::invalid_argument{"no"}, 2);
    EXPECT_THROW(reprise::retry(policy, operation), std::invalid_argument);
    EXPECT_THAT(clock.waits(), ElementsAre(500ms));
}

TEST(first_match, asks_each_classifier_as_if_its_own_handlers_had_caught_the_failure) {
    struct derived : std::system_error {
        derived() : system_error{std::make_error_code(std::errc::connection_reset)} {}
    };
    virtual_clock clock;
    // derived is in the list of the first only; the second knows its base, and judges it by the condition
    auto const never = [](derived const&) { return false; };
    auto const policy = first_match(
        compose(retry_if(never)), reprise::with(compose(), no_jitter{}), std::ref(clock));
    auto operation = script<int>{}.fail_with(derived{}).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(500ms));
}

TEST(first_match, finds_a_listed_type_that_is_another_base_of_the_failure) {
    struct left {
        virtual ~left() = default;
    };
    struct right {
        virtual ~right() = default;
    };
    struct both : left, right {};
    virtual_clock clock;
    auto const policy = first_match(
        compose(retry_if([](left const&) { return false; })),
        compose(retry_on<right>{}, exponential{10ms}, no_jitter{}), std::ref(clock));
    auto operation = script<int>{}.fail_with(both{}).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms));
}

TEST(first_match, leaves_a_mark_to_the_first_policy) {
    virtual_clock clock;
    auto const policy = first_match(for_timeouts, for_conflicts, std::ref(clock));
    auto operation = script<int>{}.fail_with(reprise::retry_anyway(broken{})).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms));
}

TEST(first_match, judges_returned_values_too) {
    virtual_clock clock;
    auto const policy = first_match(
        for_timeouts,
        compose(
            reprise::retry_if_result([](int value) { return value < 0; }), attempts{3},
            exponential{1s}, no_jitter{}),
        std::ref(clock));
    auto operation = script<int>{}.return_value(-1).fail_with(timed_out{}).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 10ms));
}

TEST(first_match, uses_the_first_policys_logger_and_clock_unless_it_has_its_own) {
    virtual_clock clock;
    std::vector<std::uint64_t> retried;
    auto const note = [&retried](reprise::retry_scheduled const& event) {
        retried.push_back(event.attempt);
    };
    auto const policy = first_match(
        reprise::with(for_timeouts, std::ref(clock), reprise::on_retry(note)), for_conflicts);
    auto operation = script<int>{}.fail_with(timed_out{}).fail_with(conflict{}).succeed_with(7);
    EXPECT_EQ(reprise::retry(policy, operation), 7);
    EXPECT_THAT(clock.waits(), ElementsAre(10ms, 1s));
    EXPECT_THAT(retried, ElementsAre(1, 2));
}

TEST(first_match, says_how_many_attempts_and_how_long_at_most) {
    static_assert(reprise::max_attempts(first_match(for_timeouts, for_conflicts)) == 5);
    static_assert(
        reprise::max_attempts(first_match(reprise::shared_counter, for_timeouts, for_conflicts)) ==
        3);
    static_assert(
        reprise::max_attempts(first_match(for_timeouts, for_conflicts, attempts{4})) == 4);
    static_assert(reprise::worst_case_delay(first_match(for_timeouts, for_conflicts)) == 3s + 30ms);
    static_assert(
        reprise::worst_case_delay(
            first_match(reprise::shared_counter, for_timeouts, for_conflicts)) == 3s);
}

TEST(first_match, can_be_part_of_a_type) {
    using fixed = reprise::static_policy<[] { return first_match(for_timeouts, for_conflicts); }>;
    static_assert(reprise::max_attempts(fixed{}) == 5);
    EXPECT_EQ(reprise::retry(fixed{}, [] { return 7; }), 7);
}

TEST(first_match, tells_the_loop_form_how_many_attempts_are_left) {
    virtual_clock clock;
    std::vector<std::uint64_t> left;
    for (auto& attempt :
         reprise::attempts_of(first_match(for_timeouts, for_conflicts, std::ref(clock)))) {
        left.push_back(attempt.attempts_left().value_or(99));
        if (attempt.number() < 3) attempt.failed(conflict{});
    }
    EXPECT_THAT(left, ElementsAre(4, 3, 2));
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 2s));
}

}  // namespace
