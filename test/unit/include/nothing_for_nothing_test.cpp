// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/mock_random.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>  // std::ref
#include <limits>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::retry;
using reprise::try_retry;
using ::testing::_;
using ::testing::Return;
using ::testing::StrictMock;

struct failure : std::exception {};

std::error_code const timed_out = make_error_code(std::errc::timed_out);

struct no_wait {
    [[nodiscard]] static reprise::time_point now() noexcept { return {}; }
    static bool wait(reprise::duration /*delay*/, std::stop_token const& /*token*/) noexcept {
        return true;
    }
};

// exponential, full jitter, retry_on, 5 attempts
constexpr auto full = reprise::compose(
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{},
    reprise::retry_on<failure, std::error_code>{}, no_wait{});

// the clock

TEST(nothing_for_nothing, the_clock_is_never_read_where_nobody_needs_the_time) {
    StrictMock<reprise::testing::mock_clock> clock;  // a call of now() fails the test
    EXPECT_CALL(clock, wait(_, _)).WillRepeatedly(Return(true));
    auto const policy = reprise::with(full, std::ref(clock));
    EXPECT_EQ(retry(policy, [] { return 1; }), 1);
    EXPECT_THROW(retry(policy, [] { throw failure{}; }), failure);
    EXPECT_EQ(retry(policy, [] { return timed_out; }), timed_out);
    EXPECT_EQ(retry(policy, []() noexcept { return timed_out; }), timed_out);

    int told = 0;
    auto const hooked = reprise::with(
        policy, reprise::on_retry([&told](reprise::retry_scheduled const&) { ++told; }));
    EXPECT_THROW(retry(hooked, [] { throw failure{}; }), failure);
    EXPECT_EQ(told, 4);
}

TEST(nothing_for_nothing, the_clock_is_read_once_a_failure_where_the_stop_condition_needs_it) {
    StrictMock<reprise::testing::mock_clock> clock;
    EXPECT_CALL(clock, now()).WillOnce(Return(reprise::time_point{1h}));
    auto const policy =
        reprise::with(full, std::ref(clock), reprise::attempts{3} || reprise::elapsed{1h});
    EXPECT_EQ(retry(policy, [] { return 1; }), 1);

    EXPECT_CALL(clock, now()).Times(1 + 3).WillRepeatedly(Return(reprise::time_point{1h}));
    EXPECT_CALL(clock, wait(_, _)).Times(2).WillRepeatedly(Return(true));
    EXPECT_THROW(retry(policy, [] { throw failure{}; }), failure);
}

TEST(nothing_for_nothing, a_logger_hears_of_every_success_without_a_look_at_the_clock) {
    StrictMock<reprise::testing::mock_clock> clock;
    std::vector<std::uint64_t> heard;
    auto const policy = reprise::with(
        full, std::ref(clock), reprise::log_each{[&heard](reprise::attempt_succeeded const& event) {
            heard.push_back(event.attempt);
        }});
    EXPECT_EQ(retry(policy, [] { return 1; }), 1);
    EXPECT_EQ(retry(policy, []() noexcept { return 2; }), 2);
    EXPECT_FALSE(retry(policy, [] { return std::error_code{}; }));
    EXPECT_FALSE(retry(policy, []() noexcept { return std::error_code{}; }));
    EXPECT_EQ(heard, std::vector<std::uint64_t>({1, 1, 1, 1}));

    EXPECT_CALL(clock, wait(_, _)).WillOnce(Return(true));
    int calls = 0;
    retry(policy, [&calls] {
        if (++calls < 2) throw failure{};
    });
    EXPECT_EQ(heard.back(), 2U);
}

// randomness

TEST(nothing_for_nothing, nothing_is_drawn_where_nothing_is_waited) {
    StrictMock<reprise::testing::mock_random> random;  // a draw fails the test
    auto const policy = reprise::with(full, std::ref(random));
    EXPECT_EQ(retry(policy, [] { return 1; }), 1);
    EXPECT_THROW(retry(policy, []() -> int { throw 1; }), int) << "permanent";
    EXPECT_THROW(
        retry(reprise::with(policy, reprise::attempts{1}), [] { throw failure{}; }), failure);
    EXPECT_THROW(
        retry(reprise::with(policy, reprise::no_jitter{}), [] { throw failure{}; }), failure)
        << "no jitter, no randomness";
}

TEST(nothing_for_nothing, one_word_is_drawn_for_each_wait) {
    StrictMock<reprise::testing::mock_random> random;
    EXPECT_CALL(random, draw()).Times(4).WillRepeatedly(Return(0));
    EXPECT_THROW(retry(reprise::with(full, std::ref(random)), [] { throw failure{}; }), failure);
}

TEST(nothing_for_nothing, no_stream_is_started_where_nothing_is_drawn) {
    struct counting {
        int* started;
        [[nodiscard]] reprise::random_stream stream() const {
            ++*started;
            return {1, 2};
        }
    };
    int started = 0;
    auto const policy = reprise::with(full, counting{&started});
    EXPECT_EQ(retry(policy, [] { return 1; }), 1);
    EXPECT_FALSE(retry(policy, []() noexcept { return std::error_code{}; }));
    EXPECT_EQ(started, 0);
    EXPECT_THROW(retry(policy, [] { throw failure{}; }), failure);
    EXPECT_EQ(started, 1) << "one for the whole run";
}

// memory

TEST(nothing_for_nothing, nothing_is_allocated) {
    if constexpr (!counted::counts) GTEST_SKIP() << "the sanitizer counts here";
    int calls = 0;
    counted::since_now const meanwhile;
    (void)retry(full, [] { return 1; });
    (void)retry(full, [] { return std::error_code{}; });
    (void)retry(full, []() noexcept { return timed_out; });
    (void)retry(full, [&calls] {
        if (++calls < 5) throw failure{};
        return calls;
    });
    (void)try_retry(full, [] { return 1; });
    (void)retry(full, [](reprise::attempt const& attempt) { return attempt.number(); });
    for ([[maybe_unused]] auto& attempt : reprise::attempts_of(full)) {}
    EXPECT_EQ(meanwhile.allocations(), 0) << "exceptions apart, which the runtime allocates";
}

// any depth

#if defined(NDEBUG)
constexpr std::uint64_t many = 10'000'000;
constexpr std::uint64_t many_exceptions = 300'000;
#else
constexpr std::uint64_t many = 100'000;
constexpr std::uint64_t many_exceptions = 30'000;
#endif

// How far the stack has grown at its deepest and at its shallowest.
class stack_depth {
  public:
    [[gnu::noinline]] void look() {
        // not the address of a local: the sanitizer keeps those somewhere else
        auto const here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        deepest_ = std::min(deepest_, here);
        highest_ = std::max(highest_, here);
    }
    [[nodiscard]] std::uintptr_t grown() const { return highest_ - deepest_; }

  private:
    std::uintptr_t deepest_ = std::numeric_limits<std::uintptr_t>::max();
    std::uintptr_t highest_ = 0;
};

// What the process has in memory, in KiB; zero where the system does not say.
std::int64_t resident_kibibytes() {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;) {
        if (word != "VmRSS:") continue;
        std::int64_t count = 0;
        status >> count;
        return count;
    }
    return 0;
}

class any_depth : public ::testing::Test {
  protected:
    static constexpr auto for_ever =
        reprise::with(full, reprise::forever{}, reprise::retry_on<failure, std::error_code>{});

    // So many calls that fail, then one that does not; one in the middle of them is as deep as any.
    bool fails(std::uint64_t most) {
        stack_.look();
        if (++calls_ == 1000) settled_ = resident_kibibytes();
        return calls_ <= most;
    }

    void expect_constant_room(std::uint64_t most) const {
        EXPECT_EQ(calls_, most + 1);
        // the first attempt is made one function further out, where nothing is set up yet; the sanitizers make frames
        // larger, and keep for a while what has been freed
        EXPECT_LT(stack_.grown(), counted::counts ? 4096U : 65536U);
        if constexpr (counted::counts) {
            EXPECT_LT(resident_kibibytes() - settled_, 1024);
        }
    }

    std::uint64_t calls_ = 0;
    std::int64_t settled_ = 0;
    stack_depth stack_;
};

TEST_F(any_depth, retry_fails_ten_million_times_by_value) {
    EXPECT_FALSE(retry(for_ever, [this] { return fails(many) ? timed_out : std::error_code{}; }));
    expect_constant_room(many);
}

TEST_F(any_depth, retry_fails_ten_million_times_by_value_without_exceptions) {
    EXPECT_FALSE(
        retry(for_ever, [this]() noexcept { return fails(many) ? timed_out : std::error_code{}; }));
    expect_constant_room(many);
}

TEST_F(any_depth, retry_fails_by_exception) {
    retry(for_ever, [this] {
        if (fails(many_exceptions)) throw failure{};
    });
    expect_constant_room(many_exceptions);
}

TEST_F(any_depth, retry_that_tells_the_attempt_fails) {
    retry(for_ever, [this](reprise::attempt const& attempt) {
        if (fails(many_exceptions)) throw failure{};
        EXPECT_EQ(attempt.number(), many_exceptions + 1);
    });
    expect_constant_room(many_exceptions);
}

TEST_F(any_depth, try_retry_fails_ten_million_times) {
    auto const result =
        try_retry(for_ever, [this] { return fails(many) ? timed_out : std::error_code{}; });
    EXPECT_THAT(result, reprise::testing::has_attempts(many + 1));
    EXPECT_EQ(result.report().failures.size(), 1U);
    expect_constant_room(many);
}

TEST_F(any_depth, try_retry_fails_by_exception) {
    EXPECT_TRUE(try_retry(for_ever, [this] {
        if (fails(many_exceptions)) throw failure{};
    }));
    expect_constant_room(many_exceptions);
}

TEST_F(any_depth, a_loop_fails_ten_million_times) {
    auto attempts = reprise::attempts_of(for_ever);
    for (auto& attempt : attempts) {
        if (fails(many)) attempt.failed(timed_out);
    }
    EXPECT_EQ(attempts.report().failures.size(), 1U);
    expect_constant_room(many);
}

TEST_F(any_depth, a_loop_fails_by_exception) {
    for (auto& attempt : reprise::attempts_of(for_ever)) {
        try {
            if (fails(many_exceptions)) throw failure{};
        } catch (failure const& error) {
            attempt.failed(error);
        }
    }
    expect_constant_room(many_exceptions);
}

}  // namespace
