// SPDX-License-Identifier: Apache-2.0

#include <reprise/any_of_policies.hpp>
#include <reprise/describe.hpp>
#include <reprise/description_text.hpp>
#include <reprise/first_match.hpp>
#include <reprise/policies/backoff/delay_table.hpp>
#include <reprise/policies/jitter/smoothed.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
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

// in step, one after the other, or sharing what the ceiling leaves
constexpr auto in_time = compose(
    retry_on<timed_out>{}, attempts{3} || reprise::elapsed{5s}, exponential{4s, 2.0, 8s},
    no_jitter{});
constexpr auto in_any_time =
    compose(retry_on<conflict>{}, attempts{3}, reprise::constant{1s}, no_jitter{});

TEST(first_match, counts_what_can_be_waited_under_a_time_limit_of_one_of_its_policies) {
    using reprise::worst_case_delay;
    using reprise::worst_case_time;
    // the attempts take time too, so that the second wait of the first ends before 5 s all the same
    static_assert(worst_case_delay(first_match(in_time, in_any_time)) == 7s);
    static_assert(worst_case_delay(first_match(in_any_time, in_time)) == 7s);
    static_assert(worst_case_delay(first_match(in_time, in_any_time, attempts{4})) == 6s);
    static_assert(worst_case_delay(first_match(in_time, in_any_time, attempts{3})) == 5s);
    static_assert(worst_case_delay(first_match(in_time, in_any_time, reprise::elapsed{6s})) == 6s);
    static_assert(
        worst_case_delay(first_match(reprise::shared_counter, in_time, in_any_time)) == 5s);
    static_assert(
        worst_case_delay(first_match(
            reprise::shared_counter, in_time, reprise::with(in_any_time, attempts{4}))) == 6s);

    // without a limit on its attempts, the first uses up its time, and the second still follows
    constexpr auto only_time = reprise::with(in_time, reprise::elapsed{5s});
    static_assert(worst_case_delay(first_match(only_time, in_any_time)) == 7s);
    static_assert(worst_case_time(first_match(only_time, in_any_time), 1s) == 10s);
    static_assert(
        worst_case_delay(first_match(reprise::with(only_time, reprise::forever{}), in_any_time)) ==
        reprise::unbounded);

    static_assert(worst_case_time(first_match(in_time, in_any_time), 1s) == 10s);
    static_assert(worst_case_time(first_match(in_any_time, for_timeouts), 1s, 2s) == 15s + 30ms);
    static_assert(!reprise::fits(first_match(in_time, in_any_time), 9s, 1s));
}

TEST(first_match, says_between_what_each_delay_lies) {
    using reprise::delay_bounds;
    using reprise::delay_range;
    static_assert(
        delay_bounds<4>(first_match(for_timeouts, for_conflicts)) ==
        std::array<delay_range, 4>{{{10ms, 1s}, {10ms, 2s}, {10ms, 2s}, {20ms, 2s}}});
    static_assert(
        delay_bounds<2>(first_match(reprise::shared_counter, for_timeouts, for_conflicts)) ==
        std::array<delay_range, 2>{{{10ms, 1s}, {20ms, 2s}}});
    EXPECT_THAT(
        [] { (void)delay_bounds<5>(first_match(for_timeouts, for_conflicts)); },
        ::testing::ThrowsMessage<std::invalid_argument>(::testing::StrEq(
            "delay_bounds: the policy makes fewer retries than bounds are asked for, got 4")));
}

// Under a shared counter the failures of others come between, and a jitter has seen nothing of the retries before.
TEST(first_match, counts_a_jitter_that_has_missed_retries) {
    constexpr auto smoothed = compose(
        retry_on<timed_out>{}, attempts{4}, reprise::constant{1s}, reprise::smoothed_jitter{});
    constexpr auto quick =
        compose(retry_on<conflict>{}, attempts{4}, reprise::no_backoff{}, no_jitter{});
    constexpr auto shared = first_match(reprise::shared_counter, smoothed, quick);
    auto machine = shared.machine();
    constexpr auto largest = [] { return ~std::uint64_t{0}; };
    for (int i = 0; i < 2; ++i)
        (void)machine.failed(reprise::verdict::transient().by_rule(1), {}, largest);
    auto const third = machine.failed(reprise::verdict::transient(), {}, largest).delay();
    EXPECT_GT(third, reprise::delay_bounds<3>(smoothed)[2].most);
    EXPECT_EQ(third, reprise::delay_bounds<3>(shared)[2].most);
}

// All orders in which the policies can be asked, against what is said of them without running anything.
struct enumeration {
    std::size_t policies;
    std::size_t longest_run = 0;
    reprise::duration longest_wait{};
    std::vector<reprise::delay_range> ranges{};

    template <class Machine>
    void follow(Machine const& machine, std::size_t retry_number = 1) {
        longest_run = std::max(longest_run, retry_number);
        longest_wait = std::max(longest_wait, machine.waited());
        for (std::uint32_t rule = 0; rule < policies; ++rule) {
            auto next = machine;
            auto const step = next.failed(
                reprise::verdict::transient().by_rule(rule), machine.start() + machine.waited(),
                [] { return std::uint64_t{0}; });
            if (!step.waits()) continue;
            if (ranges.size() < retry_number) ranges.push_back({step.delay(), step.delay()});
            auto& range = ranges[retry_number - 1];
            range.least = std::min(range.least, step.delay());
            range.most = std::max(range.most, step.delay());
            follow(next, retry_number + 1);
        }
    }
};

TEST(first_match, says_exactly_what_all_orders_of_failures_come_to) {
    auto any = [words = reprise::random_stream{5, 0}](std::uint64_t below) mutable {
        return words() % below;
    };
    auto const delay = [&any] { return 1ms * any(100); };
    for (int round = 0; round < 300; ++round) {
        std::vector<reprise::any_retry_policy> policies;
        for (auto count = any(3) + 1; count > 0; --count) {
            policies.emplace_back(compose(
                reprise::delay_table{delay(), delay(), delay()}, attempts{any(4) + 1},
                no_jitter{}));
        }
        bool const shared = any(2) == 0;
        reprise::any_of_policies const policy{policies, shared, attempts{any(9) + 1}};
        enumeration all{policies.size()};
        all.follow(policy.machine());
        ASSERT_EQ(reprise::max_attempts(policy), all.longest_run) << round;
        ASSERT_EQ(reprise::worst_case_delay(policy), all.longest_wait) << round;
        ASSERT_EQ(
            reprise::worst_case_time(policy, 0s, 1h),
            all.longest_wait + 1h * (all.longest_run - 1));
        std::vector<reprise::delay_range> ranges(20);
        ranges.resize(policy.delay_ranges(ranges));
        ASSERT_EQ(ranges, all.ranges) << round;
    }
}

TEST(first_match, says_no_less_than_all_orders_of_failures_come_to_in_their_time) {
    auto any = [words = reprise::random_stream{6, 0}](std::uint64_t below) mutable {
        return words() % below;
    };
    for (int round = 0; round < 300; ++round) {
        std::vector<reprise::any_retry_policy> policies;
        for (auto count = any(3) + 1; count > 0; --count) {
            policies.emplace_back(compose(
                reprise::delay_table{1ms * any(100), 1ms * any(100)},
                attempts{any(4) + 1} || reprise::elapsed{1ms * (any(200) + 1)}, no_jitter{}));
        }
        bool const shared = any(2) == 0;
        reprise::any_of_policies const policy{policies, shared, reprise::elapsed{150ms}};
        enumeration all{policies.size()};
        all.follow(policy.machine());
        ASSERT_GE(reprise::worst_case_delay(policy), all.longest_wait) << round;
        std::vector<reprise::delay_range> ranges(20);
        ranges.resize(policy.delay_ranges(ranges));
        ASSERT_GE(ranges.size(), all.ranges.size());
        for (std::size_t i = 0; i < all.ranges.size(); ++i) {
            ASSERT_LE(ranges[i].least, all.ranges[i].least) << round;
            ASSERT_GE(ranges[i].most, all.ranges[i].most) << round;
        }
    }
}

TEST(first_match, bounds_more_retries_than_it_knows_one_by_one) {
    constexpr auto steady = compose(attempts{1001}, reprise::constant{1ms}, no_jitter{});
    EXPECT_EQ(reprise::worst_case_delay(first_match(steady)), 1s);
    EXPECT_EQ(reprise::worst_case_delay(first_match(steady, attempts{501})), 500ms);
    EXPECT_EQ(reprise::worst_case_delay(first_match(reprise::shared_counter, steady)), 1s);
    EXPECT_EQ(
        reprise::worst_case_delay(first_match(reprise::shared_counter, steady, attempts{100})),
        99ms);
    constexpr auto endless = reprise::with(steady, reprise::forever{});
    EXPECT_EQ(reprise::worst_case_delay(first_match(endless, attempts{501})), 500ms);
    EXPECT_EQ(reprise::worst_case_delay(first_match(endless, reprise::elapsed{2s})), 2s);
    EXPECT_EQ(reprise::worst_case_delay(first_match(endless)), reprise::unbounded);
}

TEST(first_match, has_a_schedule_where_all_failures_are_the_first_policys) {
    static_assert(
        reprise::schedule_table<2>(first_match(for_timeouts, for_conflicts)) ==
        std::array<reprise::duration, 2>{10ms, 20ms});
    constexpr auto endless = reprise::with(for_timeouts, reprise::forever{});
    constexpr auto length = [](auto const& policy) {
        return ranges::range_cardinality<decltype(reprise::schedule(policy))>::value;
    };
    static_assert(length(first_match(endless, for_conflicts)) == ranges::infinite);
    static_assert(length(first_match(for_conflicts, endless)) == ranges::unknown);
    static_assert(length(first_match(endless, for_conflicts, attempts{9})) == ranges::unknown);
}

TEST(first_match, is_described_policy_by_policy) {
    // of types that every compiler spells alike
    constexpr auto for_numbers = reprise::with(for_timeouts, retry_on<int>{});
    constexpr auto for_letters = reprise::with(for_conflicts, retry_on<char>{});
    constexpr auto policy = first_match(for_numbers, for_letters, attempts{4});
    EXPECT_EQ(
        to_line(reprise::describe(reprise::with(policy, reprise::run_timeout{1s}))),
        "policy retry_policy(backoff exponential(initial 10ms, factor 2, cap 128s), jitter no_jitter, "
        "classifier retry_on(type int), stop attempts(most 3)), "
        "policy retry_policy(backoff exponential(initial 1s, factor 2, cap 128s), jitter no_jitter, "
        "classifier retry_on(type char), stop attempts(most 3)), "
        "stop attempts(most 4), logger no_logging, clock steady, random entropy, "
        "time limit run_timeout(most 1s, grace 1s)");
    EXPECT_THAT(
        to_line(reprise::describe(first_match(reprise::shared_counter, for_numbers))),
        ::testing::HasSubstr("), shared counter true, logger no_logging, "));
    static_assert(reprise::describe(policy) != reprise::describe(first_match(for_letters)));
    reprise::any_retry_policy const policies[]{for_numbers, for_letters};
    EXPECT_EQ(
        reprise::describe(reprise::any_of_policies{policies, false, attempts{4}}),
        reprise::describe(policy));
}

TEST(first_match, limits_the_time_of_each_attempt_as_its_first_policy_or_the_whole_says) {
    constexpr auto limited = reprise::with(for_timeouts, reprise::run_timeout{2s});
    auto const limit_of = [](auto const& policy) {
        return reprise::retry(
            policy, [](reprise::attempt const& attempt) { return attempt.limits().run; });
    };
    virtual_clock clock;
    EXPECT_EQ(limit_of(first_match(limited, for_conflicts, std::ref(clock))), 2s);
    EXPECT_EQ(
        limit_of(
            first_match(for_timeouts, for_conflicts, reprise::run_timeout{3s}, std::ref(clock))),
        3s);
    EXPECT_EQ(
        limit_of(first_match(limited, for_conflicts, reprise::elapsed{1s}, std::ref(clock))), 1s)
        << "no longer than the whole has time";
    static_assert(reprise::worst_case_time(first_match(limited, for_conflicts)) == 18s + 30ms);
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
