// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <stdexcept>
#include <stop_token>
#include <system_error>
#include <thread>

namespace {

using namespace std::chrono_literals;
using reprise::retry;
using reprise::stop_reason;
using reprise::try_retry;
using reprise::testing::event;
using reprise::testing::has_attempts;
using reprise::testing::has_delay;
using reprise::testing::has_elapsed;
using reprise::testing::has_waited;
using reprise::testing::stopped_because;
using reprise::testing::waited_exactly;
using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::InSequence;
using ::testing::IsEmpty;
using ::testing::Return;
using ::testing::StrictMock;

struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};

std::error_code const timed_out = make_error_code(std::errc::timed_out);

class leaving : public ::testing::Test {
  protected:
    template <class... Parts>
    [[nodiscard]] auto patient(Parts... parts) {
        return reprise::with(
            reprise::compose(
                reprise::attempts{4}, reprise::constant{100ms}, reprise::no_jitter{},
                reprise::retry_all{}, std::ref(clock)),
            parts...);
    }

    [[nodiscard]] auto cancellable() {
        return reprise::attempts{4} || reprise::stop_on{source.get_token()};
    }

    reprise::testing::virtual_clock clock;
    std::stop_source source;
    int calls = 0;
};

// before

TEST_F(leaving, makes_the_first_attempt_even_if_a_stop_was_requested_before) {
    source.request_stop();
    EXPECT_EQ(retry(patient(cancellable()), [this] { return ++calls; }), 1);

    calls = 0;
    EXPECT_THROW(
        retry(
            patient(cancellable()),
            [this] {
                ++calls;
                throw reset{};
            }),
        reset);
    EXPECT_EQ(calls, 1);
    EXPECT_THAT(clock.waits(), IsEmpty()) << "a wait is not even begun";
}

// during an attempt

TEST_F(leaving, calls_the_operation_no_more_when_a_stop_is_requested_during_an_attempt) {
    auto const result = try_retry(patient(cancellable()), [this]() -> int {
        if (++calls == 2) source.request_stop();
        throw reset{};
    });
    EXPECT_EQ(calls, 2);
    EXPECT_THAT(
        result, AllOf(has_attempts(2), stopped_because(stop_reason::cancelled), has_waited(100ms)));
    EXPECT_THAT(clock, waited_exactly({100ms}));
}

TEST_F(leaving, returns_the_value_of_an_attempt_during_which_a_stop_was_requested) {
    auto const result = try_retry(patient(cancellable()), [this] {
        source.request_stop();
        return ++calls;
    });
    EXPECT_EQ(*result, 1);
    EXPECT_THAT(result, stopped_because(stop_reason::succeeded));
}

// during a wait

TEST_F(leaving, leaves_a_wait_as_soon_as_a_stop_is_requested) {
    clock.at(130ms, [this] { source.request_stop(); });
    std::exception_ptr last;
    auto const result = try_retry(patient(cancellable()), [&]() -> int {
        ++calls;
        last = std::make_exception_ptr(reset{});
        std::rethrow_exception(last);
    });
    EXPECT_EQ(calls, 2) << "the operation is not called again";
    EXPECT_EQ(clock.elapsed(), 130ms);
    EXPECT_EQ(result.exception(), last);
    EXPECT_THAT(
        result, AllOf(
                    has_attempts(2), stopped_because(stop_reason::cancelled), has_waited(100ms),
                    has_elapsed(130ms)))
        << "only whole waits count as waited";
}

TEST_F(leaving, throws_the_last_exception_itself_when_it_leaves_a_wait) {
    clock.at(50ms, [this] { source.request_stop(); });
    std::exception_ptr last;
    std::exception_ptr caught;
    auto const fail = [&] {
        ++calls;
        last = std::make_exception_ptr(reset{});
        std::rethrow_exception(last);
    };
    try {
        retry(patient(cancellable()), fail);
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_NE(caught, nullptr);
    EXPECT_EQ(caught, last);
    EXPECT_EQ(calls, 1);

    // the same where the operation could have returned an error instead
    clock.at(120ms, [this] { source = std::stop_source{}; });
    clock.advance(100ms);
    auto const policy = patient(cancellable());
    clock.at(200ms, [this] { source.request_stop(); });
    try {
        (void)retry(policy, [&]() -> std::error_code {
            fail();
            return {};
        });
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_EQ(caught, last);
    EXPECT_EQ(calls, 2);
}

TEST_F(leaving, throws_the_exception_of_a_later_attempt_when_it_leaves_the_wait_after_it) {
    clock.at(250ms, [this] { source.request_stop(); });
    std::exception_ptr last;
    std::exception_ptr caught;
    try {
        (void)retry(patient(cancellable()), [&]() -> std::error_code {
            ++calls;
            last = std::make_exception_ptr(reset{});
            std::rethrow_exception(last);
        });
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_EQ(caught, last);
    EXPECT_EQ(calls, 3);
}

TEST_F(leaving, returns_the_last_error_value_when_it_leaves_a_wait) {
    clock.at(150ms, [this] { source.request_stop(); });
    auto const returned = retry(patient(cancellable()), [this]() noexcept {
        return std::error_code{++calls, std::generic_category()};
    });
    EXPECT_EQ(returned.value(), 2);
    EXPECT_EQ(calls, 2);
}

TEST_F(leaving, tells_the_logger_that_it_was_cancelled) {
    StrictMock<reprise::testing::mock_logger> logger;
    InSequence const in_this_order;
    EXPECT_CALL(logger, on(event<reprise::attempt_started>()));
    EXPECT_CALL(logger, on(event<reprise::attempt_failed>()));
    EXPECT_CALL(logger, on(event<reprise::retry_scheduled>(has_delay(100ms))));
    EXPECT_CALL(
        logger, on(event<reprise::gave_up>(
                    has_attempts(1), stopped_because(stop_reason::cancelled), has_waited(0ms))));
    clock.at(50ms, [this] { source.request_stop(); });
    EXPECT_THROW(retry(patient(cancellable(), std::ref(logger)), [] { throw reset{}; }), reset);
}

TEST_F(leaving, hands_the_policys_own_token_to_the_clock) {
    StrictMock<reprise::testing::mock_clock> mocked;
    EXPECT_CALL(mocked, wait(reprise::duration{100ms}, source.get_token())).WillOnce(Return(false));
    EXPECT_THROW(retry(patient(cancellable(), std::ref(mocked)), [] { throw reset{}; }), reset);

    EXPECT_CALL(mocked, wait(reprise::duration{100ms}, std::stop_token{})).WillOnce(Return(false));
    EXPECT_THROW(retry(patient(std::ref(mocked)), [] { throw reset{}; }), reset)
        << "a wait can be left without a token too";
}

TEST_F(leaving, leaves_a_wait_by_the_real_clock_when_another_thread_asks) {
    auto const policy = patient(
        reprise::steady{}, reprise::constant{1h},
        reprise::forever{} || reprise::stop_on{source.get_token()});
    std::jthread const other{[this] {
        std::this_thread::sleep_for(5ms);
        source.request_stop();
    }};
    EXPECT_THROW(
        retry(
            policy,
            [this] {
                ++calls;
                throw reset{};
            }),
        reset);
    EXPECT_EQ(calls, 1);
}

// limits on the time

TEST_F(leaving, does_not_begin_a_wait_that_would_end_past_the_limit) {
    auto const limited = patient(reprise::elapsed{250ms});
    auto const result = try_retry(limited, [this] {
        ++calls;
        throw reset{};
    });
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(
        result,
        AllOf(stopped_because(stop_reason::deadline), has_waited(200ms), has_elapsed(200ms)));

    calls = 0;
    auto const exactly = try_retry(patient(reprise::elapsed{300ms}), [this] {
        ++calls;
        throw reset{};
    });
    EXPECT_EQ(calls, 4) << "a wait that ends exactly at the limit is begun";
    EXPECT_THAT(exactly, AllOf(stopped_because(stop_reason::deadline), has_waited(300ms)));
}

TEST_F(leaving, counts_the_time_that_attempts_take) {
    auto const result = try_retry(patient(reprise::elapsed{1s}), [this] {
        ++calls;
        clock.advance(430ms);
        throw reset{};
    });
    EXPECT_EQ(calls, 2) << "430 ms, a wait, 430 ms: no room for another wait";
    EXPECT_THAT(result, AllOf(stopped_because(stop_reason::deadline), has_elapsed(960ms)));
}

TEST_F(leaving, shortens_the_last_wait_where_it_is_told_to_clip) {
    auto const result = try_retry(patient(reprise::elapsed{250ms}.clip()), [this] {
        ++calls;
        throw reset{};
    });
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(clock, waited_exactly({100ms, 100ms, 50ms}));
    EXPECT_THAT(result, AllOf(stopped_because(stop_reason::deadline), has_elapsed(250ms)));
}

TEST_F(leaving, makes_the_first_attempt_even_past_the_deadline) {
    auto const passed = patient(reprise::deadline{clock.now() - 1s});
    EXPECT_EQ(retry(passed, [this] { return ++calls; }), 1);
    EXPECT_THAT(
        try_retry(passed, [] { throw reset{}; }),
        AllOf(has_attempts(1), stopped_because(stop_reason::deadline)));
}

TEST_F(leaving, ends_at_a_deadline_whenever_the_run_started) {
    auto const limited = patient(reprise::deadline{clock.now() + 1s});
    clock.advance(850ms);
    auto const result = try_retry(limited, [] { throw reset{}; });
    EXPECT_THAT(
        result, AllOf(has_attempts(2), stopped_because(stop_reason::deadline), has_elapsed(100ms)));
}

TEST_F(leaving, refuses_where_the_other_side_asks_for_more_than_the_time_that_is_left) {
    auto const result =
        try_retry(patient(reprise::elapsed{1s}), [] { throw reprise::retry_after(reset{}, 2s); });
    EXPECT_THAT(result, AllOf(has_attempts(1), stopped_because(stop_reason::refused)));
    EXPECT_THAT(clock.waits(), IsEmpty());
}

TEST_F(leaving, whichever_limit_comes_first_ends_the_run) {
    auto const either = patient(reprise::attempts{3} || reprise::elapsed{1s});
    EXPECT_THAT(
        try_retry(either, [] { throw reset{}; }),
        AllOf(has_attempts(3), stopped_because(stop_reason::attempts_exhausted)));
    EXPECT_THAT(
        try_retry(
            either,
            [this] {
                clock.advance(600ms);
                throw reset{};
            }),
        AllOf(has_attempts(2), stopped_because(stop_reason::deadline)));
}

}  // namespace
