// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/equal.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/jitter/scale.hpp>
#include <reprise/policies/jitter/smooth_growth.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::additive_jitter;
using reprise::duration;
using reprise::equal_jitter;
using reprise::full_jitter;
using reprise::jitter_input;
using reprise::no_jitter;

constexpr auto longest = duration::max();
constexpr auto largest_word = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t half = std::uint64_t{1} << 63U;

static_assert(std::is_empty_v<no_jitter>);
static_assert(std::is_empty_v<full_jitter>);
static_assert(std::is_empty_v<equal_jitter>);
static_assert(sizeof(additive_jitter) == sizeof(duration));
constexpr jitter_input no_input;
static_assert(noexcept(full_jitter{}.apply(longest, no_input)));
static_assert(noexcept(equal_jitter{}.apply(longest, no_input)));
static_assert(!reprise::jitter_needs_random<no_jitter>);
static_assert(reprise::jitter_needs_random<full_jitter>);
static_assert(reprise::jitter_needs_random<equal_jitter>);
static_assert(reprise::jitter_needs_random<additive_jitter>);
static_assert(!reprise::jitter_may_exceed_delay<no_jitter>);
static_assert(!reprise::jitter_may_exceed_delay<full_jitter>);
static_assert(!reprise::jitter_may_exceed_delay<equal_jitter>);
static_assert(reprise::jitter_may_exceed_delay<additive_jitter>);

constexpr jitter_input word(std::uint64_t value) { return {.word = value}; }

std::vector<duration> delays() {
    return {0ns, 1ns, 2ns, 3ns, 100ns, 999'999'999ns, 1s, 1h, longest - 1ns, longest};
}

TEST(no_jitter, leaves_the_delay_as_it_is) {
    for (auto const delay : delays()) {
        ASSERT_EQ(no_jitter{}.apply(delay, word(0)), delay);
        ASSERT_EQ(no_jitter{}.apply(delay, word(largest_word)), delay);
    }
}

TEST(full_jitter, goes_from_nothing_to_the_delay) {
    for (auto const delay : delays()) {
        ASSERT_EQ(full_jitter{}.apply(delay, word(0)), 0ns);
        ASSERT_EQ(full_jitter{}.apply(delay, word(largest_word)), delay);
    }
    static_assert(full_jitter{}.apply(1s, word(half)) == 500ms);
    static_assert(full_jitter{}.apply(100ns, word(half)) == 50ns);
}

TEST(equal_jitter, goes_from_half_the_delay_to_the_delay) {
    for (auto const delay : delays()) {
        ASSERT_EQ(equal_jitter{}.apply(delay, word(0)), delay / 2);
        ASSERT_EQ(equal_jitter{}.apply(delay, word(largest_word)), delay);
    }
    static_assert(equal_jitter{}.apply(1s, word(half)) == 750ms);
}

TEST(additive_jitter, goes_from_the_delay_to_its_time_on_top) {
    constexpr additive_jitter policy{250ms};
    for (auto const delay : delays()) {
        ASSERT_EQ(policy.apply(delay, word(0)), delay);
        ASSERT_EQ(
            policy.apply(delay, word(largest_word)),
            delay > longest - 250ms ? longest : delay + 250ms);
    }
    static_assert(policy.apply(1s, word(half)) == 1125ms);
    static_assert(additive_jitter{}.apply(1s, word(largest_word)) == 2s, "LangGraph's second");
    static_assert(additive_jitter{0s}.apply(1s, word(largest_word)) == 1s);
    static_assert(additive_jitter{longest}.apply(longest, word(largest_word)) == longest);
}

TEST(additive_jitter, refuses_a_negative_time) {
    try {
        additive_jitter const policy{-250ms};
        FAIL() << "accepted";
    } catch (std::invalid_argument const& refused) {
        EXPECT_STREQ(
            refused.what(), "additive_jitter: the added time must not be negative, got -250ms");
    }
}

TEST(additive_jitter, is_equal_where_the_time_is) {
    static_assert(additive_jitter{1s} == additive_jitter{});
    static_assert(additive_jitter{1s} != additive_jitter{2s});
}

// How often each of ten equal parts is hit, with a fixed seed: the largest deviation is a fact, no chance.
template <class Policy>
void expect_uniform(Policy const& policy, duration least, duration most) {
    constexpr std::size_t parts = 10;
    constexpr std::uint64_t draws = 100'000;
    std::array<std::uint64_t, parts> hits{};
    reprise::random_stream words{7, 11};
    for (std::uint64_t i = 0; i < draws; ++i) {
        auto const delay = policy.apply(1s, word(words()));
        ASSERT_GE(delay, least);
        ASSERT_LE(delay, most);
        auto const part = (delay - least) / ((most - least) / parts + 1ns);
        ++hits[static_cast<std::size_t>(part)];
    }
    double chi_square = 0;
    for (auto const count : hits) {
        auto const expected = static_cast<double>(draws) / parts;
        auto const difference = static_cast<double>(count) - expected;
        chi_square += difference * difference / expected;
    }
    EXPECT_LT(chi_square, 21.7) << "one in a hundred seeds is worse; this seed is not";
}

TEST(jitters, are_uniform) {
    expect_uniform(full_jitter{}, 0s, 1s);
    expect_uniform(equal_jitter{}, 500ms, 1s);
    expect_uniform(additive_jitter{250ms}, 1s, 1250ms);
}

TEST(full_jitter, hits_every_nanosecond_of_a_short_delay_equally_often) {
    std::array<int, 4> hits{};
    constexpr int words = 1 << 16;
    for (std::uint64_t i = 0; i < words; ++i) {
        auto const delay = full_jitter{}.apply(3ns, word(i << 48U));
        ++hits.at(static_cast<std::size_t>(delay.count()));
    }
    for (auto const count : hits) EXPECT_EQ(count, words / 4);
}

// smoothed_jitter

TEST(square_root_by_steps, is_what_the_processor_says_at_compile_time) {
    using reprise::detail::square_root_by_steps;
    static_assert(square_root_by_steps(4.0) == 2.0);
    for (double const x : {0.0, 0.25, 0.5, 1.0, 2.0, 9.0, 1e10, 8.4e18, 9.2e18})
        EXPECT_DOUBLE_EQ(square_root_by_steps(x), std::sqrt(x)) << x;
}

// scale

TEST(scale, never_gives_a_shorter_delay_for_a_larger_word) {
    reprise::random_stream words{3, 5};
    std::vector<std::uint64_t> sorted(2'000);
    for (auto& each : sorted) each = words();
    std::sort(sorted.begin(), sorted.end());
    for (auto const most : delays()) {
        auto before = 0ns;
        for (auto const each : sorted) {
            auto const scaled = reprise::detail::scale(each, most);
            ASSERT_GE(scaled, before);
            ASSERT_LE(scaled, most);
            before = scaled;
        }
    }
}

TEST(scale, needs_no_type_of_128_bits) {
    using reprise::detail::high_product;
    using reprise::detail::high_product_by_halves;
    static_assert(high_product_by_halves(largest_word, largest_word) == largest_word - 1);
    static_assert(high_product_by_halves(half, 2) == 1);
    static_assert(high_product_by_halves(half - 1, 2) == 0);
    static_assert(high_product_by_halves(0, largest_word) == 0);
    std::vector<std::uint64_t> factors{0, 1, 2, half - 1, half, half + 1, largest_word};
    factors.insert(factors.end(), {0xffff'ffffU, 0x1'0000'0000U, 0x1'0000'0001U});
    reprise::random_stream words{1, 1};
    for (int i = 0; i < 100; ++i) factors.push_back(words());
    for (auto const a : factors) {
        for (auto const b : factors) {
            ASSERT_EQ(high_product_by_halves(a, b), high_product(a, b)) << a << " * " << b;
        }
    }
}

}  // namespace
