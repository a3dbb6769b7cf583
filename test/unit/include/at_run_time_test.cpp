// SPDX-License-Identifier: Apache-2.0
//
// What is proved in constant expressions holds at run time as well: the same calls on values that the compiler does not
// know.
#include <reprise/amplification.hpp>
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::compose;
using reprise::delay_answer;
using reprise::duration;
using reprise::unbounded;

TEST(at_run_time, combinations_of_backoffs_answer_like_their_parts) {
    auto const three = reprise::from_function([](std::uint64_t number) {
        return number < 4 ? delay_answer::use(number * 1s) : delay_answer::stop();
    });
    auto const second = reprise::constant{2s};
    EXPECT_EQ(reprise::capped(three, 1500ms).answer(2), delay_answer::use(1500ms));
    EXPECT_TRUE(reprise::capped(three, 1500ms).answer(4).stops());
    EXPECT_EQ(reprise::floored(three, 1500ms).answer(1), delay_answer::use(1500ms));
    EXPECT_TRUE(reprise::floored(three, 1500ms).answer(4).stops());
    EXPECT_EQ(reprise::first_at_once(three).answer(1), delay_answer::use(0s));
    EXPECT_TRUE(reprise::first_at_once(three).answer(5).stops());
    EXPECT_EQ((three + second).answer(1), delay_answer::use(3s));
    EXPECT_TRUE((three + second).answer(4).stops());
    EXPECT_TRUE((second + three).answer(4).stops());
    EXPECT_EQ(reprise::shorter(three, second).answer(1), delay_answer::use(1s));
    EXPECT_TRUE(reprise::shorter(three, second).answer(4).stops());
    EXPECT_TRUE(reprise::shorter(second, three).answer(4).stops());
    EXPECT_EQ(reprise::longer(second, three).answer(3), delay_answer::use(3s));
    EXPECT_TRUE(reprise::longer(second, three).answer(4).stops());
    EXPECT_TRUE(reprise::longer(three, second).answer(4).stops());
    auto const after = reprise::then(second, reprise::retries{2}, three);
    EXPECT_EQ(after.answer(2), delay_answer::use(2s));
    EXPECT_TRUE(after.answer(6).stops());
    EXPECT_EQ(after.delay(6), duration::max());
}

struct own_jitter {
    static constexpr duration apply(duration delay, reprise::jitter_input const& input) {
        return delay / 4 + reprise::detail::scale(input.word, delay / 2);
    }
};
struct own_steady_jitter {
    static constexpr bool needs_random = false;
    static constexpr duration apply(duration delay, reprise::jitter_input const& /*input*/) {
        return delay / 2;
    }
};

TEST(at_run_time, bounds_are_those_of_constant_expressions) {
    auto const bound = [](auto jitter) {
        return reprise::delay_bounds<1>(compose(reprise::constant{1s}, jitter, attempts{2}))[0];
    };
    EXPECT_EQ(bound(own_jitter{}), (reprise::delay_bound{250ms, 500ms, 750ms}));
    EXPECT_EQ(bound(own_steady_jitter{}), (reprise::delay_bound{500ms, 500ms, 500ms}));
    EXPECT_EQ(
        bound(reprise::smoothed_jitter{}), (reprise::delay_bound{0s, 871115716ns, 1377182257ns}));

    auto const endless = compose(reprise::forever{});
    EXPECT_EQ(reprise::max_attempts(endless), unbounded);
    EXPECT_EQ(reprise::worst_case_delay(endless), unbounded);
    EXPECT_EQ(reprise::expected_delay(endless), unbounded);
    EXPECT_EQ(reprise::worst_case_time(endless, 1s), unbounded);
    EXPECT_FALSE(reprise::fits(endless, 1h, 0s));

    auto const timed =
        compose(attempts{3} || reprise::elapsed{5s}, reprise::exponential{4s, 2.0, 8s});
    EXPECT_EQ(reprise::worst_case_delay(timed), 5s);
    EXPECT_EQ(reprise::expected_delay(timed), 5s);
    EXPECT_EQ(reprise::worst_case_time(timed, 1s), 6s);
    EXPECT_TRUE(reprise::fits(timed, 6s, 1s));
    EXPECT_EQ(reprise::worst_case_time(timed, duration::max()), duration::max());
    auto const plain = compose(attempts{3}, reprise::constant{1s}, reprise::no_jitter{});
    EXPECT_EQ(reprise::worst_case_time(plain, 2s, 3s), 14s);
    EXPECT_EQ(reprise::worst_case_time(plain, 0s), 2s);
    auto const limited = with(plain, reprise::run_timeout{2s}.grace(500ms));
    EXPECT_EQ(reprise::worst_case_time(limited), 9500ms) << "three attempts, each with its grace";
    EXPECT_TRUE(reprise::fits(limited, 9500ms));
    EXPECT_FALSE(reprise::fits(limited, 9500ms - 1ns));
    EXPECT_EQ(reprise::worst_case_time(with(plain, reprise::idle_timeout{2s})), unbounded);
    EXPECT_EQ(reprise::schedule_table<2>(plain), (std::array<duration, 2>{1s, 1s}));
}

TEST(at_run_time, amplification_multiplies) {
    auto const once = [] { return 1; };
    auto const fetching =
        reprise::retrying{compose(attempts{3}), reprise::retrying{compose(attempts{4}), once}};
    EXPECT_EQ(reprise::amplification(fetching), 12U);
    EXPECT_EQ(reprise::amplification(once), 1U);
    EXPECT_EQ(
        reprise::amplification(reprise::retrying{compose(reprise::forever{}), once}), unbounded);
    EXPECT_EQ(
        reprise::amplification(reprise::retrying{
            compose(attempts{std::numeric_limits<std::uint64_t>::max()}), fetching}),
        std::numeric_limits<std::uint64_t>::max());
    auto const client = reprise::amplifying<3>(once);
    EXPECT_EQ(client(), 1);
    auto counting = reprise::amplifying<2>([calls = 0]() mutable { return ++calls; });
    EXPECT_EQ(counting(), 1);
    EXPECT_EQ(counting(), 2);
}

TEST(at_run_time, a_frozen_policy_thaws_as_it_was) {
    auto const policy = compose(reprise::linear{1s, 2s, 3s}, reprise::elapsed{7s}.clip());
    auto const thawed = reprise::detail::frozen{policy}.thaw();
    EXPECT_EQ(thawed.backoff(), policy.backoff());
    EXPECT_EQ(thawed.stop(), policy.stop());
    auto const made = reprise::detail::frozen{[] { return compose(attempts{5}); }}.thaw();
    EXPECT_EQ(made.stop(), attempts{5});
    using fetch = reprise::static_policy<reprise::compose(reprise::attempts{2})>;
    int calls = 0;
    EXPECT_THROW(
        reprise::retry(
            fetch{},
            [&calls] {
                ++calls;
                throw std::logic_error{"permanent"};
            }),
        std::logic_error);
    EXPECT_EQ(calls, 1);
}

}  // namespace
