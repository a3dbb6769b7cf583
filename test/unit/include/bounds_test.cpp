// SPDX-License-Identifier: Apache-2.0
//
// What is proved is what happens: runs of a fixed seed stay within the bounds, and keep to the mean.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/take.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::compose;
using reprise::duration;
using testing::StrEq;
using testing::ThrowsMessage;

template <class Jitter>
void stays_within_its_bounds(Jitter const& jitter, double tolerance) {
    constexpr std::size_t retries = 8;
    constexpr std::size_t runs = 4000;
    auto const policy =
        compose(reprise::exponential{100ms, 2.0, 10s}, jitter, attempts{retries + 1});
    auto const bounds = reprise::delay_bounds<retries>(policy);
    std::vector<double> sums(retries);
    double all = 0;
    for (std::size_t run = 0; run < runs; ++run) {
        auto const table =
            reprise::schedule_table<retries>(reprise::with(policy, reprise::fixed_seed{11, run}));
        auto total = duration::zero();
        for (std::size_t i = 0; i < retries; ++i) {
            EXPECT_GE(table[i], bounds[i].least);
            EXPECT_LE(table[i], bounds[i].most);
            sums[i] += static_cast<double>(table[i].count()) / runs;
            total += table[i];
        }
        EXPECT_LE(total, reprise::worst_case_delay(policy));
        all += static_cast<double>(total.count()) / runs;
    }
    for (std::size_t i = 0; i < retries; ++i) {
        auto const mean = static_cast<double>(bounds[i].mean.count());
        EXPECT_NEAR(sums[i] / mean, 1, tolerance) << "the mean before retry " << i + 1;
    }
    auto const expected =
        static_cast<double>(reprise::expected_delay(policy).value_or(duration::zero()).count());
    EXPECT_NEAR(all / expected, 1, tolerance);
}

TEST(delay_bounds, hold_the_runs_of_every_jitter) {
    stays_within_its_bounds(reprise::no_jitter{}, 1e-9);
    stays_within_its_bounds(reprise::full_jitter{}, 0.05);
    stays_within_its_bounds(reprise::equal_jitter{}, 0.02);
    stays_within_its_bounds(reprise::additive_jitter{}, 0.03);
    stays_within_its_bounds(reprise::proportional_jitter{0.3}, 0.02);
    stays_within_its_bounds(reprise::multiplicative_jitter{0.2, 3.0}, 0.05);
    stays_within_its_bounds(reprise::smoothed_jitter{}, 0.05);
}

// The mean after a mean delay is that of all runs as long as nothing is cut off; the cap cuts off more than that says.
TEST(delay_bounds, have_a_mean_that_the_cap_makes_too_long_where_the_delay_before_counts) {
    constexpr std::size_t retries = 6;
    auto const policy =
        compose(reprise::constant{5s}, reprise::decorrelated_jitter{100ms}, attempts{retries + 1});
    auto const bounds = reprise::delay_bounds<retries>(policy);
    constexpr std::size_t runs = 20'000;
    std::vector<double> sums(retries);
    for (std::size_t run = 0; run < runs; ++run) {
        auto const table =
            reprise::schedule_table<retries>(reprise::with(policy, reprise::fixed_seed{3, run}));
        for (std::size_t i = 0; i < retries; ++i) {
            EXPECT_GE(table[i], bounds[i].least);
            EXPECT_LE(table[i], bounds[i].most);
            sums[i] += static_cast<double>(table[i].count()) / runs;
        }
    }
    for (std::size_t i = 0; i < retries; ++i) {
        auto const mean = static_cast<double>(bounds[i].mean.count());
        if (i < 3) {
            EXPECT_NEAR(sums[i] / mean, 1, 0.03);
        } else {
            EXPECT_LT(sums[i], mean * 1.03);
        }
    }
}

TEST(schedule_table, is_the_schedule) {
    auto const policy = compose(attempts{6}, reprise::fixed_seed{99}, reprise::smoothed_jitter{});
    auto const table = reprise::schedule_table<5>(policy);
    EXPECT_EQ(
        reprise::schedule(policy) | ranges::to<std::vector>(),
        std::vector(table.begin(), table.end()));
}

TEST(schedule_table, refuses_more_rows_than_there_are_retries) {
    EXPECT_THAT(
        [] { (void)reprise::schedule_table<4>(compose(attempts{3})); },
        ThrowsMessage<std::invalid_argument>(StrEq(
            "schedule_table: the policy makes fewer retries than the table has rows, got 2")));
}

TEST(delay_bounds, refuse_more_than_there_are_retries) {
    EXPECT_THAT(
        [] { (void)reprise::delay_bounds<4>(compose(attempts{3})); },
        ThrowsMessage<std::invalid_argument>(StrEq(
            "delay_bounds: the policy makes fewer retries than bounds are asked for, got 2")));
}

TEST(worst_case_time, refuses_negative_times) {
    EXPECT_THAT(
        [] { (void)reprise::worst_case_time(compose(), -1s); },
        ThrowsMessage<std::invalid_argument>(
            StrEq("worst_case_time: the limit of an attempt must not be negative, got -1s")));
    EXPECT_THAT(
        [] { (void)reprise::worst_case_time(compose(), 1s, -1s); },
        ThrowsMessage<std::invalid_argument>(
            StrEq("worst_case_time: the allowance of hints must not be negative, got -1s")));
}

}  // namespace
