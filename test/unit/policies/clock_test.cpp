// SPDX-License-Identifier: Apache-2.0

// With the real clock: what is waited for here is bounded by the test's own time limit alone.

#include <reprise/policies/clock/steady.hpp>

#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>  // REPRISE_TEST_COUNTS_RUNTIME

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

#if REPRISE_TEST_COUNTS_RUNTIME

namespace {

thread_local std::uint64_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (auto* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

#endif

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::steady;

static_assert(std::is_empty_v<steady>);
static_assert(noexcept(steady{}.now()));
static_assert(noexcept(steady{}.wait(duration{}, std::declval<std::stop_token const&>())));

TEST(steady, tells_the_time_of_the_steady_clock) {
    auto const before = std::chrono::steady_clock::now();
    auto const now = steady{}.now();
    EXPECT_LE(before, now);
    EXPECT_LE(now, std::chrono::steady_clock::now());
}

TEST(steady, waits_the_whole_delay) {
    auto const before = steady{}.now();
    EXPECT_TRUE(steady{}.wait(20ms, std::stop_token{}));
    EXPECT_GE(steady{}.now() - before, 20ms);
}

TEST(steady, waits_the_whole_delay_where_a_stop_is_possible_and_nobody_requests_it) {
    std::stop_source const source;
    auto const before = steady{}.now();
    EXPECT_TRUE(steady{}.wait(20ms, source.get_token()));
    EXPECT_GE(steady{}.now() - before, 20ms);
}

TEST(steady, does_not_wait_where_there_is_no_delay) {
    std::stop_source const source;
    for (duration const delay : {0ns, -1ns, duration::min()}) {
        EXPECT_TRUE(steady{}.wait(delay, std::stop_token{}));
        EXPECT_TRUE(steady{}.wait(delay, source.get_token()));
    }
}

TEST(steady, does_not_begin_a_wait_when_a_stop_was_requested) {
    std::stop_source source;
    source.request_stop();
    for (duration const delay : {0ns, duration{1h}, duration::max()})
        EXPECT_FALSE(steady{}.wait(delay, source.get_token()));
}

TEST(steady, ends_a_wait_when_a_stop_is_requested_meanwhile) {
    std::atomic<bool> begins{false};
    std::atomic<bool> whole{true};
    std::stop_source source;
    {
        std::jthread const waiting{[&] {
            begins = true;
            whole = steady{}.wait(1h, source.get_token());
        }};
        while (!begins) std::this_thread::yield();
        std::this_thread::sleep_for(5ms);  // most likely, it waits by now
        source.request_stop();
    }
    EXPECT_FALSE(whole);
}

TEST(steady, can_be_left_at_any_moment_of_a_wait) {
    for (int i = 0; i < 200; ++i) {
        std::stop_source source;
        std::jthread const stopping{[&source] { source.request_stop(); }};
        EXPECT_FALSE(steady{}.wait(1h, source.get_token()));
    }
}

TEST(steady, waits_in_parts_what_is_too_long_for_the_systems_clock) {
    std::stop_source source;
    std::jthread const stopping{[&source] {
        std::this_thread::sleep_for(5ms);
        source.request_stop();
    }};
    EXPECT_FALSE(steady{}.wait(duration::max(), source.get_token()));
}

TEST(steady, serves_several_threads_at_once) {
    std::stop_source source;
    std::atomic<int> left{0};
    {
        std::jthread threads[4];
        for (auto& thread : threads) {
            thread = std::jthread{[&] {
                if (!steady{}.wait(1h, source.get_token())) ++left;
            }};
        }
        source.request_stop();
    }
    EXPECT_EQ(left, 4);
}

#if REPRISE_TEST_COUNTS_RUNTIME

TEST(steady, needs_no_memory_to_wait) {
    std::stop_source const source;
    auto const before = allocations;
    EXPECT_TRUE(steady{}.wait(1ms, source.get_token()));
    EXPECT_TRUE(steady{}.wait(1ms, std::stop_token{}));
    EXPECT_EQ(allocations, before) << "a wait must not fail for lack of memory";
}

#endif

}  // namespace
