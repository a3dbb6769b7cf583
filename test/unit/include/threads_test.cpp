// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <latch>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};

constexpr int thread_count = 8;

// All begin at once: what they share is shared.
template <class Action>
void in_threads(Action const& action) {
    std::latch ready{thread_count};
    std::vector<std::jthread> threads;
    for (int number = 0; number < thread_count; ++number) {
        threads.emplace_back([&ready, &action, number] {
            ready.arrive_and_wait();
            action(number);
        });
    }
}

TEST(threads, share_one_policy_object_among_all_drivers) {
    reprise::testing::virtual_clock clock;
    std::atomic<int> retries = 0;
    std::atomic<int> given_up = 0;
    auto const policy = reprise::compose(
        reprise::attempts{4}, reprise::exponential{1ms, 2.0, 1s}, reprise::full_jitter{},
        reprise::retry_on<reset, std::error_code>{}, std::ref(clock),
        reprise::loggers{
            reprise::on_retry([&retries](reprise::retry_scheduled const&) { ++retries; }),
            reprise::on_give_up([&given_up](reprise::gave_up const&) { ++given_up; })});
    std::atomic<int> recovered = 0;
    in_threads([&](int number) {
        for (int round = 0; round < 50; ++round) {
            int calls = 0;
            recovered += reprise::retry(policy, [&calls, number] {
                             if (++calls <= number % 4) throw reset{};
                             return calls;
                         }) == number % 4 + 1;
            EXPECT_THROW(reprise::retry(policy, [] { throw reset{}; }), reset);
            EXPECT_THAT(
                reprise::try_retry(policy, [] { return make_error_code(std::errc::timed_out); }),
                reprise::testing::has_attempts(4));
            for (auto& attempt : reprise::attempts_of(policy)) {
                if (attempt.number() == 1) attempt.failed(make_error_code(std::errc::timed_out));
            }
        }
    });
    EXPECT_EQ(recovered, 8 * 50);
    EXPECT_EQ(retries, 50 * (2 * (0 + 1 + 2 + 3) + 8 * (3 + 3 + 1)));
    EXPECT_EQ(given_up, 8 * 50 * 2);
    EXPECT_EQ(clock.wait_count(), static_cast<std::uint64_t>(retries));
}

TEST(threads, wait_for_different_times_under_one_policy_object) {
    auto const policy = reprise::compose(
        reprise::attempts{6}, reprise::constant{1h}, reprise::full_jitter{}, reprise::retry_all{});
    std::vector<std::vector<reprise::duration>> delays(thread_count);
    in_threads([&](int number) {
        for (auto const delay : reprise::schedule(policy))
            delays[static_cast<std::size_t>(number)].push_back(delay);
    });
    std::set<std::vector<reprise::duration>> const different{delays.begin(), delays.end()};
    EXPECT_EQ(different.size(), 8U) << "no two threads march in step";
}

TEST(threads, are_all_stopped_by_one_token) {
    std::stop_source source;
    auto const policy = reprise::compose(
        reprise::forever{} || reprise::stop_on{source.get_token()}, reprise::constant{1h},
        reprise::no_jitter{}, reprise::retry_all{});
    std::atomic<int> calls = 0;
    in_threads([&](int /*number*/) {
        EXPECT_THROW(
            reprise::retry(
                policy,
                [&] {
                    if (++calls == thread_count) source.request_stop();
                    throw reset{};
                }),
            reset);
    });
    EXPECT_EQ(calls, thread_count);
}

TEST(threads, call_one_retrying_callable) {
    reprise::testing::virtual_clock clock;
    std::atomic<int> calls = 0;
    reprise::retrying const fetch{
        reprise::compose(reprise::attempts{3}, reprise::retry_all{}, std::ref(clock)),
        [&calls](reprise::attempt const& attempt) {
            ++calls;
            if (attempt.number() < 3) throw reset{};
        }};
    in_threads([&](int /*number*/) {
        for (int round = 0; round < 50; ++round) fetch();
    });
    EXPECT_EQ(calls, 3 * 50 * thread_count);
}

}  // namespace
