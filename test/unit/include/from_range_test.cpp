// SPDX-License-Identifier: Apache-2.0

#include <reprise/from_range.hpp>
#include <reprise/policies/backoff/delay_table.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/take_while.hpp>
#include <range/v3/view/transform.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <forward_list>
#include <limits>
#include <list>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::from_range;
using testing::ElementsAre;
using testing::StrEq;
using testing::ThrowsMessage;

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

TEST(from_range, takes_the_delays_of_a_container_and_stays_at_the_last) {
    auto const backoff = from_range(std::vector<std::chrono::milliseconds>{50ms, 2s, 10ms});
    EXPECT_EQ(backoff.delay(1), 50ms);
    EXPECT_EQ(backoff.delay(2), 2s);
    EXPECT_EQ(backoff.delay(3), 10ms);
    EXPECT_EQ(backoff.delay(4), 10ms);
    EXPECT_EQ(backoff.delay(endless), 10ms);
}

TEST(from_range, walks_a_range_without_random_access) {
    auto const listed = from_range(std::list<std::chrono::seconds>{1s, 2s});
    EXPECT_EQ(listed.delay(1), 1s);
    EXPECT_EQ(listed.delay(2), 2s);
    EXPECT_EQ(listed.delay(endless), 2s);
    auto const forward = from_range(std::forward_list<std::chrono::seconds>{3s});
    EXPECT_EQ(forward.delay(1), 3s);
    EXPECT_EQ(forward.delay(endless), 3s);
}

TEST(from_range, takes_an_endless_view_as_far_as_a_run_gets) {
    auto const policy = reprise::compose(
        from_range(
            ranges::views::iota(1) | ranges::views::transform([](int n) { return n * n * 10ms; })),
        reprise::no_jitter{}, reprise::forever{});
    EXPECT_THAT(
        reprise::schedule(policy) | ranges::views::take(5) | ranges::to<std::vector>(),
        ElementsAre(10ms, 40ms, 90ms, 160ms, 250ms));
}

TEST(from_range, does_not_step_past_the_end_of_a_view_whose_size_is_not_known) {
    auto const backoff = from_range(
        ranges::views::iota(1) | ranges::views::take_while([](int n) { return n < 4; }) |
        ranges::views::transform([](int n) { return n * 1s; }));
    EXPECT_EQ(backoff.delay(3), 3s);
    EXPECT_EQ(backoff.delay(4), 3s);
    EXPECT_EQ(backoff.delay(endless), 3s);
}

TEST(from_range, counts_a_negative_delay_of_an_endless_view_as_zero) {
    auto const backoff = from_range(
        ranges::views::iota(1) | ranges::views::transform([](int n) { return n * -1s; }));
    EXPECT_EQ(backoff.delay(3), 0s);
}

TEST(from_range, is_the_table_of_the_same_delays_at_every_retry_number) {
    auto const walked = from_range(std::list<duration>{5s, 1ms, 7h});
    auto const indexed = from_range(std::vector<duration>{5s, 1ms, 7h});
    reprise::delay_table const table{5s, 1ms, 7h};
    reprise::random_stream words{3, 0};
    for (int i = 0; i < 1000; ++i) {
        auto const word = words();
        auto const retry = std::max<std::uint64_t>(word >> (word % 64), 1);
        ASSERT_EQ(indexed.delay(retry), table.delay(retry)) << retry;
        ASSERT_EQ(walked.delay(retry), table.delay(retry)) << retry;
    }
}

TEST(from_range, asks_no_endless_view_for_more_than_an_int_can_count) {
    auto const backoff = from_range(
        ranges::views::iota(1) | ranges::views::transform([](int n) { return n * 1ns; }));
    EXPECT_EQ(backoff.delay(1'000'000'000), 1s);
    EXPECT_EQ(backoff.delay(1'000'000'001), 1s + 1ns);
    EXPECT_EQ(backoff.delay(endless), 1s + 1ns);
}

TEST(from_range, saturates) {
    auto const backoff = from_range(std::vector{std::chrono::hours::max()});
    EXPECT_EQ(backoff.delay(1), duration::max());
}

TEST(from_range, refuses_a_range_without_elements) {
    EXPECT_THAT(
        [] { (void)from_range(std::vector<duration>{}); },
        ThrowsMessage<std::invalid_argument>(
            StrEq("from_range: the range must hold at least one delay, got 0")));
}

TEST(from_range, refuses_a_negative_delay) {
    EXPECT_THAT(
        [] { (void)from_range(std::vector{1s, -2s}); },
        ThrowsMessage<std::invalid_argument>(
            StrEq("from_range: a delay must not be negative, got -2s")));
}

}  // namespace
