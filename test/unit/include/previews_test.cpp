// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/take.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <ranges>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::compose;
using reprise::duration;
using reprise::max_attempts;
using reprise::schedule;
using reprise::unbounded;
using reprise::worst_case_delay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A view is asked for all that it holds, or for the first ones of those that never end.
template <class View>
std::vector<duration> all(View view) {
    return view | ranges::to<std::vector>;
}

template <class Policy>
std::vector<duration> first(Policy const& policy, int count) {
    return schedule(policy) | ranges::views::take(count) | ranges::to<std::vector>;
}

// max_attempts

TEST(max_attempts, is_what_the_stop_condition_allows) {
    static_assert(max_attempts(compose()) == 3U);
    static_assert(max_attempts(compose(reprise::attempts{1})) == 1U);
    static_assert(max_attempts(compose(reprise::retries{4})) == 5U);
    static_assert(max_attempts(compose(reprise::elapsed{1s})) == unbounded);
    static_assert(max_attempts(compose(reprise::forever{})) == unbounded);
    static_assert(max_attempts(compose(reprise::attempts{9} || reprise::elapsed{1s})) == 9U);
    static_assert(max_attempts(compose(reprise::attempts{9} && reprise::retries{2})) == 9U);
    static_assert(max_attempts(compose(reprise::attempts{9} || reprise::retries{2})) == 3U);
    static_assert(
        !max_attempts(compose(reprise::attempts{9} && reprise::elapsed{1s})).is_bounded());
}

// worst_case_delay

TEST(worst_case_delay, is_the_sum_of_the_longest_delays) {
    static_assert(worst_case_delay(compose()) == duration{1500ms});
    static_assert(worst_case_delay(compose(reprise::attempts{1})) == duration{0s});
    static_assert(
        worst_case_delay(compose(reprise::attempts{4}, reprise::constant{10ms})) == duration{30ms});
    static_assert(
        worst_case_delay(compose(reprise::attempts{6}, reprise::exponential{1s, 2.0, 4s})) ==
        duration{15s});
    static_assert(
        worst_case_delay(compose(
            reprise::attempts{3}, reprise::constant{1s}, reprise::additive_jitter{500ms})) ==
            duration{3s},
        "a jitter that goes past the delay counts in full");
    static_assert(worst_case_delay(compose(reprise::no_backoff{})) == duration{0s});
}

TEST(worst_case_delay, is_bounded_by_a_limit_on_the_time) {
    static_assert(
        worst_case_delay(compose(reprise::attempts{100} || reprise::elapsed{7s})) == duration{7s});
    static_assert(
        worst_case_delay(compose(reprise::attempts{3} || reprise::elapsed{7s})) == duration{1500ms},
        "which may be longer than what there is to wait");
    static_assert(worst_case_delay(compose(reprise::elapsed{7s})) == duration{7s});
    static_assert(worst_case_delay(compose(reprise::forever{})) == unbounded);
    static_assert(
        worst_case_delay(compose(reprise::attempts{2} && reprise::elapsed{7s})) == unbounded);
}

TEST(worst_case_delay, saturates) {
    constexpr auto policy = compose(
        reprise::attempts{std::numeric_limits<std::uint64_t>::max()},
        reprise::constant{std::chrono::years{200}}, reprise::no_jitter{});
    static_assert(
        worst_case_delay(policy) == duration::max(), "and does not count 2^64 attempts first");
}

TEST(worst_case_delay, is_not_shorter_than_any_run) {
    reprise::testing::virtual_clock clock;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        auto const policy = compose(
            reprise::attempts{6} || reprise::elapsed{400ms}, reprise::exponential{20ms, 2.0, 1s},
            reprise::equal_jitter{}, reprise::retry_all{}, std::ref(clock),
            reprise::fixed_seed{seed});
        auto const result = reprise::try_retry(policy, [] { throw 1; });
        EXPECT_LE(result.report().waited, worst_case_delay(policy));
    }
}

// schedule

TEST(schedule, is_what_the_backoff_says_where_there_is_no_jitter) {
    auto const policy =
        compose(reprise::attempts{6}, reprise::exponential{100ms, 2.0, 1s}, reprise::no_jitter{});
    EXPECT_THAT(all(schedule(policy)), ElementsAre(100ms, 200ms, 400ms, 800ms, 1s));
}

TEST(schedule, can_be_asked_for_at_compile_time) {
    constexpr auto sum = [] {
        auto const policy = compose(
            reprise::attempts{4}, reprise::constant{5ms}, reprise::full_jitter{},
            reprise::fixed_seed{7});
        duration total{};
        for (auto const delay : schedule(policy)) total += delay;
        return total;
    };
    static_assert(sum() > 0ms);
    static_assert(sum() <= 15ms);
}

TEST(schedule, is_a_view_for_the_standard_library_too) {
    auto const policy =
        compose(reprise::attempts{6}, reprise::exponential{100ms, 2.0, 1s}, reprise::no_jitter{});
    using view = decltype(schedule(policy));
    static_assert(std::ranges::view<view> && std::ranges::input_range<view>);
    static_assert(ranges::view_<view> && ranges::input_range<view>);
    std::vector<duration> long_ones;
    for (auto const delay :
         schedule(policy) | std::views::drop_while([](duration delay) { return delay < 400ms; })) {
        long_ones.push_back(delay);
    }
    EXPECT_THAT(long_ones, ElementsAre(400ms, 800ms, 1s));
    static_assert(std::same_as<std::ranges::range_reference_t<view>, duration>);
}

TEST(schedule, is_empty_where_there_is_one_attempt) {
    EXPECT_THAT(all(schedule(compose(reprise::attempts{1}))), IsEmpty());
}

TEST(schedule, never_ends_where_the_policy_never_gives_up) {
    auto const policy =
        compose(reprise::forever{}, reprise::linear{1s, 1s, 3s}, reprise::no_jitter{});
    EXPECT_THAT(first(policy, 6), ElementsAre(1s, 2s, 3s, 3s, 3s, 3s));
}

TEST(schedule, is_what_a_run_with_the_same_seed_really_waits) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        reprise::testing::virtual_clock clock;
        auto const policy = compose(
            reprise::attempts{8} || reprise::elapsed{900ms}, reprise::exponential{50ms, 1.7, 500ms},
            reprise::full_jitter{}, reprise::retry_all{}, std::ref(clock),
            reprise::fixed_seed{seed});
        auto const planned = all(schedule(policy));
        EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
        EXPECT_EQ(clock.waits(), planned) << "seed " << seed;
    }
}

TEST(schedule, counts_only_the_waits_against_a_limit_on_the_time) {
    auto const policy = compose(reprise::elapsed{10s}, reprise::constant{4s}, reprise::no_jitter{});
    EXPECT_THAT(all(schedule(policy)), ElementsAre(4s, 4s));
    auto const clipped = reprise::with(policy, reprise::elapsed{10s}.clip());
    EXPECT_THAT(all(schedule(clipped)), ElementsAre(4s, 4s, 2s));
}

TEST(schedule, counts_from_the_start_it_is_told_against_a_deadline) {
    constexpr reprise::time_point noon{12h};
    auto const policy =
        compose(reprise::deadline{noon + 10s}, reprise::constant{4s}, reprise::no_jitter{});
    EXPECT_THAT(all(schedule(policy, noon)), ElementsAre(4s, 4s));
    EXPECT_THAT(all(schedule(policy, noon + 5s)), ElementsAre(4s));
    EXPECT_THAT(all(schedule(policy, noon + 1h)), IsEmpty());
}

TEST(schedule, counts_from_a_moment_before_the_clocks_zero) {
    constexpr auto policy = compose(
        reprise::attempts{3} || reprise::deadline{reprise::time_point{-1s}}, reprise::constant{4s},
        reprise::no_jitter{});
    EXPECT_THAT(all(schedule(policy, reprise::time_point{-10s})), ElementsAre(4s, 4s));
    static_assert(reprise::schedule_table<2>(policy, reprise::time_point{-10s})[1] == duration{4s});
    EXPECT_THAT(all(schedule(policy, reprise::time_point::min())), ElementsAre(4s, 4s));
}

TEST(schedule, does_not_overflow_where_the_delays_go_on_for_ages) {
    constexpr reprise::time_point late = reprise::time_point::max() - 1s;
    auto const policy = compose(
        reprise::attempts{4} || reprise::deadline{reprise::time_point::max()},
        reprise::constant{std::chrono::years{200}}, reprise::no_jitter{});
    EXPECT_EQ(all(schedule(policy)).size(), 1U) << "the second would end after the end of time";
    EXPECT_THAT(all(schedule(policy, late)), IsEmpty());

    auto const far =
        reprise::with(policy, reprise::attempts{3} || reprise::elapsed{duration::max()});
    EXPECT_THAT(
        all(schedule(far, late)), ElementsAre(std::chrono::years{200}, std::chrono::years{200}))
        << "the time stands still at its end";
}

TEST(schedule, is_a_new_run_in_each_pass) {
    auto const policy = compose(
        reprise::attempts{4}, reprise::constant{1s}, reprise::full_jitter{},
        reprise::fixed_seed{3});
    auto const view = schedule(policy);
    EXPECT_EQ(all(view), all(view));

    auto const random = schedule(reprise::with(policy, reprise::entropy{}));
    EXPECT_NE(all(random), all(random)) << "one chance in 10^27 for this to fail";
}

TEST(schedule, takes_a_policy_that_is_part_of_a_type_and_parts_by_reference) {
    using configured = reprise::static_policy<[] {
        return compose(reprise::attempts{3}, reprise::constant{2s}, reprise::no_jitter{});
    }>;
    EXPECT_THAT(all(schedule(configured{})), ElementsAre(2s, 2s));

    reprise::linear const backoff{1s, 1s, 9s};
    auto const by_reference =
        compose(std::cref(backoff), reprise::no_jitter{}, reprise::attempts{4});
    EXPECT_THAT(all(schedule(by_reference)), ElementsAre(1s, 2s, 3s));
    EXPECT_THAT(
        all(schedule(compose(reprise::no_jitter{})) | ranges::views::take(1)), ElementsAre(500ms));
}

}  // namespace
