// SPDX-License-Identifier: Apache-2.0
//
// What each jitter publishes of its mean and its relative standard deviation, held to many runs of a fixed seed: at
// every retry number, on the way to the cap and at it.
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/decorrelated.hpp>
#include <reprise/policies/jitter/equal.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/monotone.hpp>
#include <reprise/policies/jitter/multiplicative.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/jitter/proportional.hpp>
#include <reprise/policies/jitter/smoothed.hpp>
#include <reprise/policies/random/stream.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

using namespace std::chrono_literals;
using reprise::duration;

constexpr std::size_t runs = 10'000;
// one after the other, the cap is reached at the eighth; and far beyond any run
constexpr std::array<std::uint64_t, 18> retries{
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 200, 1U << 20U, 1ULL << 40U, 1ULL << 63U};

// The draws of one retry number, each as its distance from the published mean in published standard deviations.
struct tally {
    double sum = 0;
    double squares = 0;
    std::size_t count = 0;

    void add(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
};

template <class Backoff, class Jitter>
void keeps_what_it_publishes(Backoff const& backoff, Jitter const& jitter) {
    std::array<tally, retries.size()> tallies;
    for (std::size_t run = 0; run < runs; ++run) {
        reprise::random_stream words{4711, run};
        reprise::jitter_input input;
        for (std::size_t at = 0; at < retries.size(); ++at) {
            input.word = words();
            input.retry = retries[at];
            auto const delay = backoff.delay(input.retry);
            auto const drawn = reprise::detail::draw_of(jitter, delay, input);
            auto const mean = static_cast<double>(jitter.mean(delay, input).count());
            auto const deviation = jitter.relative_standard_deviation(delay, input) * mean;
            auto const distance = static_cast<double>(drawn.delay.count()) - mean;
            // narrower than that, the roundings to whole nanoseconds are what is seen
            if (deviation > 100) {
                tallies[at].add(distance / deviation);
            } else {
                EXPECT_LE(std::fabs(distance), 1 + deviation * 2);
            }
            input.previous = drawn.delay;
            input.memory = drawn.memory;
        }
    }
    for (std::size_t at = 0; at < retries.size(); ++at) {
        auto const& [sum, squares, count] = tallies[at];
        if (count < runs / 4) continue;  // nearly all of its draws were that narrow
        auto const n = static_cast<double>(count);
        // five standard deviations of the mean of n such distances; their squares vary less than the normal's
        EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n)) << "the mean at retry " << retries[at];
        EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2 / n)) << "the spread at retry " << retries[at];
    }
}

constexpr reprise::exponential doubling{100ms, 2.0, 10s};

TEST(jitter_statistics, of_no_jitter) { keeps_what_it_publishes(doubling, reprise::no_jitter{}); }

TEST(jitter_statistics, of_full_jitter) {
    keeps_what_it_publishes(doubling, reprise::full_jitter{});
}

TEST(jitter_statistics, of_equal_jitter) {
    keeps_what_it_publishes(doubling, reprise::equal_jitter{});
}

TEST(jitter_statistics, of_additive_jitter) {
    keeps_what_it_publishes(doubling, reprise::additive_jitter{});
}

TEST(jitter_statistics, of_proportional_jitter) {
    keeps_what_it_publishes(doubling, reprise::proportional_jitter{0.2});
}

TEST(jitter_statistics, of_multiplicative_jitter) {
    keeps_what_it_publishes(doubling, reprise::multiplicative_jitter{0.5, 1.5});
}

TEST(jitter_statistics, of_decorrelated_jitter) {
    keeps_what_it_publishes(reprise::constant{10s}, reprise::decorrelated_jitter{100ms});
    keeps_what_it_publishes(doubling, reprise::decorrelated_jitter{50ms});
}

TEST(jitter_statistics, of_monotone_jitter) {
    keeps_what_it_publishes(reprise::constant{10s}, reprise::monotone_jitter{100ms});
}

TEST(jitter_statistics, of_smoothed_jitter) {
    keeps_what_it_publishes(doubling, reprise::smoothed_jitter{});
}

// The numbers that the documentation names.
TEST(jitter_statistics, are_those_of_the_documentation_at_the_cap) {
    auto const spread = [](auto const& jitter, reprise::jitter_input const& input = {.retry = 40}) {
        return jitter.relative_standard_deviation(10s, input);
    };
    EXPECT_EQ(spread(reprise::no_jitter{}), 0);
    EXPECT_NEAR(spread(reprise::full_jitter{}), 1 / std::sqrt(3.0), 1e-12);
    EXPECT_NEAR(spread(reprise::equal_jitter{}), 1 / std::sqrt(27.0), 1e-12);
    EXPECT_NEAR(spread(reprise::additive_jitter{1s}), 1 / std::sqrt(12.0) / 10.5, 1e-12);
    EXPECT_NEAR(spread(reprise::proportional_jitter{0.2}), 0.2 / std::sqrt(3.0), 1e-9);
    EXPECT_NEAR(spread(reprise::multiplicative_jitter{0.5, 1.5}), 0.5 / std::sqrt(3.0), 1e-9);
    EXPECT_NEAR(spread(reprise::smoothed_jitter{}), 0.445650, 1e-6);
    EXPECT_EQ(spread(reprise::monotone_jitter{1s}, {.previous = 10s}), 0) << "all end up equal";
    EXPECT_NEAR(
        spread(reprise::decorrelated_jitter{100ms}, {.previous = 10s}),
        9.9 / std::sqrt(12.0) / 5.05, 1e-9);
    EXPECT_EQ(reprise::full_jitter{}.mean(0s, {}), 0s);
    EXPECT_EQ(reprise::multiplicative_jitter(0, 1).relative_standard_deviation(0s, {}), 0);
}

// The published formula cuts off what it drew: a third of its draws are the cap itself. Ours is spread there.
TEST(decorrelated_jitter, does_not_bunch_at_the_cap) {
    reprise::decorrelated_jitter const jitter{100ms};
    std::size_t at_the_cap = 0;
    for (std::size_t run = 0; run < runs; ++run) {
        reprise::random_stream words{1, run};
        reprise::jitter_input input;
        for (input.retry = 1; input.retry <= 30; ++input.retry) {
            input.word = words();
            input.previous = jitter.apply(10s, input);
        }
        if (input.previous >= 9999ms) ++at_the_cap;
    }
    EXPECT_LT(at_the_cap, runs / 100);
}

}  // namespace
