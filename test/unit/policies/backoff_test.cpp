// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/backoff/linear.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::constant;
using reprise::duration;
using reprise::exponential;
using reprise::linear;
using reprise::no_backoff;

constexpr auto longest = duration::max();
constexpr auto last_retry = std::numeric_limits<std::uint64_t>::max();

static_assert(std::is_empty_v<no_backoff>);
static_assert(sizeof(constant) == sizeof(duration));
static_assert(sizeof(linear) == 3 * sizeof(duration));
static_assert(sizeof(exponential) == 3 * sizeof(duration));
static_assert(noexcept(no_backoff{}.delay(1)));
static_assert(std::is_trivially_copyable_v<exponential> && std::is_trivially_copyable_v<linear>);

std::string refusal(std::function<void()> const& make) {
    try {
        make();
    } catch (std::invalid_argument const& refused) {
        return refused.what();
    }
    return "accepted";
}

// Every retry number that could matter: the first ones, those beside a power of two, some at random, the last ones.
std::vector<std::uint64_t> retry_numbers() {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t n = 1; n <= 300; ++n) numbers.push_back(n);
    for (unsigned shift = 9; shift < 64; ++shift) {
        auto const power = std::uint64_t{1} << shift;
        numbers.insert(numbers.end(), {power - 1, power, power + 1});
    }
    reprise::random_stream words{2024, 1};
    for (int i = 0; i < 200; ++i) numbers.push_back((words() >> (words() % 64)) | 1U);
    numbers.insert(numbers.end(), {last_retry - 1, last_retry});
    return numbers;
}

// no_backoff

TEST(no_backoff, never_waits) {
    static_assert(no_backoff{}.delay(1) == 0ns);
    static_assert(no_backoff{}.delay(last_retry) == 0ns);
}

// constant

TEST(constant, always_waits_equally_long) {
    constexpr constant second{1s};
    for (auto const n : retry_numbers()) ASSERT_EQ(second.delay(n), 1s) << n;
    static_assert(constant{0s}.delay(1) == 0ns);
    EXPECT_EQ(constant{std::chrono::hours::max()}.delay(1), longest);
}

TEST(constant, refuses_a_negative_delay) {
    EXPECT_EQ(
        refusal([] { constant{-1ms}; }), "constant: the delay must not be negative, got -1ms");
    EXPECT_THAT(
        refusal([] { constant{std::chrono::duration<double>{std::nan("")}}; }),
        testing::StartsWith("constant: the delay must not be negative"));
}

TEST(constant, is_equal_where_the_delay_is) {
    static_assert(constant{1s} == constant{1000ms});
    static_assert(constant{1s} != constant{2s});
}

// linear

TEST(linear, waits_a_step_longer_each_time_up_to_the_cap) {
    constexpr linear policy{100ms, 50ms, 220ms};
    static_assert(policy.delay(1) == 100ms);
    static_assert(policy.delay(2) == 150ms);
    static_assert(policy.delay(3) == 200ms);
    static_assert(policy.delay(4) == 220ms);
    static_assert(policy.delay(last_retry) == 220ms);
}

TEST(linear, reaches_a_cap_that_is_a_whole_number_of_steps_away) {
    constexpr linear policy{100ms, 50ms, 200ms};
    static_assert(policy.delay(3) == 200ms);
    static_assert(policy.delay(4) == 200ms);
}

TEST(linear, stays_where_it_is_without_a_step) {
    constexpr linear policy{1s, 0s, 10s};
    for (auto const n : retry_numbers()) ASSERT_EQ(policy.delay(n), 1s) << n;
}

// The definition, a step at a time where that ends soon, and in 128 bits otherwise.
duration linear_model(duration initial, duration step, duration cap, std::uint64_t retry) {
    __extension__ using wide = unsigned __int128;
    auto const grown = static_cast<wide>(initial.count()) +
                       static_cast<wide>(retry - 1) * static_cast<wide>(step.count());
    return grown >= static_cast<wide>(cap.count()) ? cap
                                                   : duration{static_cast<duration::rep>(grown)};
}

TEST(linear, is_its_definition_at_every_retry_number) {
    std::vector<linear> const policies{
        linear{0s, 1ns, longest},     linear{0s, 1ns, 1s},
        linear{100ms, 50ms, 10s},     linear{1ns, longest, longest},
        linear{longest, 1s, longest}, linear{longest - 1ns, 1ns, longest},
        linear{0s, 3ns, longest},     linear{7ns, 1h, 100h},
        linear{1s, 1s, 1s},           linear{0s, 0s, 0s}};
    std::vector<std::vector<duration>> const parameters{
        {0s, 1ns, longest},     {0s, 1ns, 1s},
        {100ms, 50ms, 10s},     {1ns, longest, longest},
        {longest, 1s, longest}, {longest - 1ns, 1ns, longest},
        {0s, 3ns, longest},     {7ns, 1h, 100h},
        {1s, 1s, 1s},           {0s, 0s, 0s}};
    for (std::size_t i = 0; i < policies.size(); ++i) {
        for (auto const n : retry_numbers()) {
            auto const expected =
                linear_model(parameters[i][0], parameters[i][1], parameters[i][2], n);
            ASSERT_EQ(policies[i].delay(n), expected) << "policy " << i << ", retry " << n;
        }
    }
}

TEST(linear, refuses_what_cannot_make_sense) {
    EXPECT_EQ(
        refusal([] { linear{-1s, 1s, 1s}; }),
        "linear: the initial delay must not be negative, got -1s");
    EXPECT_EQ(
        refusal([] { linear{1s, -1ns, 1s}; }), "linear: the step must not be negative, got -1ns");
    EXPECT_EQ(
        refusal([] { linear{2s, 1s, 1999ms}; }),
        "linear: the cap must not be below the initial delay, got 1.999s");
    EXPECT_EQ(refusal([] { linear{0s, 0s, 0s}; }), "accepted");
}

TEST(linear, is_equal_where_all_three_parameters_are) {
    static_assert(linear{1s, 1s, 9s} == linear{1000ms, 1s, 9s});
    static_assert(linear{1s, 1s, 9s} != linear{2s, 1s, 9s});
    static_assert(linear{1s, 1s, 9s} != linear{1s, 2s, 9s});
    static_assert(linear{1s, 1s, 9s} != linear{1s, 1s, 8s});
}

// exponential

TEST(exponential, has_langgraphs_numbers_unless_told_otherwise) {
    constexpr exponential policy{};
    static_assert(policy.delay(1) == 500ms);
    static_assert(policy.delay(2) == 1s);
    static_assert(policy.delay(9) == 128s);
    static_assert(policy.delay(10) == 128s);
    static_assert(policy == exponential{500ms, 2.0, 128s});
}

TEST(exponential, tells_its_numbers) {
    exponential const policy{100ms, 1.5, 400ms};
    EXPECT_EQ(policy.initial(), 100ms);
    EXPECT_EQ(policy.factor(), 1.5);
    EXPECT_EQ(policy.cap(), 400ms);
    // beyond any duration: the next delay is the cap, whatever was asked for
    EXPECT_EQ((exponential{1ns, 1e300, 400ms}.factor()), 9223372036854775808.0);
}

TEST(exponential, multiplies_up_to_the_cap) {
    constexpr exponential policy{100ms, 1.5, 400ms};
    static_assert(policy.delay(1) == 100ms);
    static_assert(policy.delay(2) == 150ms);
    static_assert(policy.delay(3) == 225ms);
    static_assert(policy.delay(4) == 337'500us);
    static_assert(policy.delay(5) == 400ms);
    static_assert(policy.delay(last_retry) == 400ms);
}

TEST(exponential, rounds_to_the_nearest_nanosecond) {
    // 1, 1.5, 2.25, 3.375, 5.0625, 7.59375
    constexpr exponential policy{1ns, 1.5, 1s};
    static_assert(policy.delay(2) == 2ns);
    static_assert(policy.delay(3) == 2ns);
    static_assert(policy.delay(4) == 3ns);
    static_assert(policy.delay(5) == 5ns);
    static_assert(policy.delay(6) == 8ns);
    // the rounded delay of one retry is not what the next one grows from
    static_assert(exponential{1ns, 1.25, 1s}.delay(3) == 2ns);
}

TEST(exponential, keeps_large_whole_numbers_as_they_are) {
    // adding a half before truncating made a neighbour of these: from 2^52 on doubles are whole numbers
    constexpr exponential policy{4'503'599'627'370'497ns, 1.0000000001, longest};
    EXPECT_EQ(policy.delay(1), 4'503'599'627'370'497ns);
    constexpr exponential tripled{1'501'199'875'790'167ns, 3.0, longest};
    EXPECT_EQ(tripled.delay(2), 4'503'599'627'370'501ns);
}

TEST(exponential, never_waits_longer_than_the_cap_for_rounding) {
    // 1.6 ns rounds to 2 ns; 10.6 s and the cap lie within one nanosecond
    static_assert(exponential{1ns, 1.6, 1ns}.delay(2) == 1ns);
    constexpr exponential policy{3ns, 1.2, 4ns};
    static_assert(policy.delay(2) == 4ns);
    static_assert(policy.delay(3) == 4ns);
}

TEST(exponential, stays_where_it_is_by_a_factor_of_one_or_from_zero) {
    constexpr exponential flat{3s, 1.0, 9s};
    constexpr exponential nothing{0s, 2.0, 9s};
    constexpr exponential nothing_by_three{0s, 3.0, 9s};
    for (auto const n : retry_numbers()) {
        ASSERT_EQ(flat.delay(n), 3s) << n;
        ASSERT_EQ(nothing.delay(n), 0s) << n;
        ASSERT_EQ(nothing_by_three.delay(n), 0s) << n;
    }
}

// Multiplies n - 1 times, as the definition says: for a whole factor, exactly.
duration whole_model(duration initial, unsigned factor, duration cap, std::uint64_t retry) {
    __extension__ using wide = unsigned __int128;
    auto const most = static_cast<wide>(cap.count());
    auto grown = static_cast<wide>(initial.count());
    for (std::uint64_t n = 1; n < retry && grown < most && grown != 0; ++n) grown *= factor;
    return grown >= most ? cap : duration{static_cast<duration::rep>(grown)};
}

TEST(exponential, doubles_exactly_at_every_retry_number) {
    for (duration const initial : {1ns, 3ns, 500'000'000ns, 999'999'999'999ns}) {
        for (duration const cap : {duration{1h}, longest - 1ns, longest}) {
            exponential const policy{initial, 2.0, cap};
            for (auto const n : retry_numbers()) {
                ASSERT_EQ(policy.delay(n), whole_model(initial, 2, cap, n))
                    << initial.count() << " ns, cap " << cap.count() << " ns, retry " << n;
            }
        }
    }
}

TEST(exponential, multiplies_by_whole_numbers_exactly_as_far_as_a_double_holds_them) {
    for (unsigned const factor : {3U, 5U, 7U, 10U, 1000U}) {
        constexpr duration exact{std::int64_t{1} << 53U};
        exponential const policy{1us, static_cast<double>(factor), exact};
        for (auto const n : retry_numbers()) {
            ASSERT_EQ(policy.delay(n), whole_model(1us, factor, exact, n))
                << "factor " << factor << ", retry " << n;
        }
    }
}

TEST(exponential, is_within_the_precision_of_a_double_for_every_other_factor) {
    for (double const factor : {1.000001, 1.01, 1.1, 1.3, 1.5, 1.7, 2.5, 2.718281828, 9.99, 1e6}) {
        exponential const policy{1ms, factor, longest};
        auto grown = 1e6L;
        for (std::uint64_t n = 1; n <= 5'000; ++n) {
            auto const error = 0.5L + grown * static_cast<long double>(n) * 0x1p-52L;
            if (grown >= 9.2e18L) break;
            ASSERT_NEAR(
                static_cast<double>(static_cast<long double>(policy.delay(n).count()) - grown), 0.0,
                static_cast<double>(error))
                << "factor " << factor << ", retry " << n;
            grown *= static_cast<long double>(factor);
        }
    }
}

TEST(exponential, never_shrinks_and_never_passes_the_cap) {
    for (double const factor : {1.0000001, 1.1, 1.9999999, 2.0, 2.0000001, 3.7, 1e9, 1e300}) {
        for (duration const cap : {duration{5ms}, duration{1min}, longest}) {
            exponential const policy{5ms, factor, cap};
            auto numbers = retry_numbers();
            std::sort(numbers.begin(), numbers.end());
            auto before = 0ns;
            for (auto const n : numbers) {
                auto const delay = policy.delay(n);
                ASSERT_GE(delay, before) << "factor " << factor << ", retry " << n;
                ASSERT_LE(delay, cap) << "factor " << factor << ", retry " << n;
                before = delay;
            }
            ASSERT_EQ(policy.delay(last_retry), cap) << "factor " << factor;
        }
    }
}

TEST(exponential, can_be_asked_for_any_retry_in_any_order_and_at_compile_time) {
    static_assert(exponential{1ns, 1.0000001, longest}.delay(last_retry) == longest);
    static_assert(exponential{1ns, 1e308, longest}.delay(2) == longest);
    // past the integers of a double, but the same on every compiler and standard library
    static_assert(exponential{1ns, 3.0, longest}.delay(40) == 4'052'555'153'018'976'256ns);
    static_assert(exponential{1ms, 1.1, longest}.delay(300) == 2'379'100'905'625'866'240ns);
    constexpr exponential policy{1s, 3.0, 1h};
    EXPECT_EQ(policy.delay(5), 81s);
    EXPECT_EQ(policy.delay(2), 3s);
    EXPECT_EQ(policy.delay(5), 81s);
}

TEST(exponential, refuses_what_cannot_make_sense) {
    EXPECT_EQ(
        refusal([] { exponential{-1s}; }),
        "exponential: the initial delay must not be negative, got -1s");
    EXPECT_EQ(
        refusal([] { exponential{1s, 0.5, 9s}; }),
        "exponential: the factor must be at least 1, got 0.5");
    EXPECT_EQ(
        refusal([] { exponential{1s, 0.99999999, 9s}; }),
        "exponential: the factor must be at least 1, got 0.99999999");
    EXPECT_EQ(
        refusal([] { exponential{1s, -2.0, 9s}; }),
        "exponential: the factor must be at least 1, got -2");
    EXPECT_THAT(
        refusal([] { exponential{1s, std::nan(""), 9s}; }),
        testing::StartsWith("exponential: the factor must be at least 1, got "));
    EXPECT_EQ(
        refusal([] { exponential{1s, std::numeric_limits<double>::infinity(), 9s}; }),
        "exponential: the factor must be finite, got inf");
    EXPECT_EQ(
        refusal([] { exponential{2s, 2.0, 1s}; }),
        "exponential: the cap must not be below the initial delay, got 1s");
    EXPECT_EQ(refusal([] { exponential{1s, std::numeric_limits<double>::max(), 1s}; }), "accepted");
    EXPECT_EQ(refusal([] { exponential{0s, 1.0, 0s}; }), "accepted");
}

TEST(exponential, is_equal_where_all_three_parameters_are) {
    static_assert(exponential{1s, 2.0, 9s} == exponential{1000ms, 2.0, 9s});
    static_assert(exponential{1s, 2.0, 9s} != exponential{2s, 2.0, 9s});
    static_assert(exponential{1s, 2.0, 9s} != exponential{1s, 2.5, 9s});
    static_assert(exponential{1s, 2.0, 9s} != exponential{1s, 2.0, 8s});
}

}  // namespace
