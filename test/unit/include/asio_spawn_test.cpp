// SPDX-License-Identifier: Apache-2.0

// Stackful coroutines. Needs Boost.Context, compiled.

// the older library for them, which Asio would include as well and which warns of its age
#define BOOST_ASIO_DISABLE_BOOST_COROUTINE 1

#include <reprise/asio.hpp>
#include <reprise/testing/async_virtual_clock.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;
using ::testing::ElementsAre;

class refused : public std::runtime_error {
  public:
    refused() : runtime_error{"refused"} {}
};

class asio_spawn : public ::testing::Test {
  protected:
    // completes with an error code so many times, then with the number of calls
    auto with_code(int failures) {
        return [this, failures](auto&& token) {
            return asio::async_initiate<decltype(token), void(error_code, int)>(
                [this, failures](auto handler) {
                    error_code error;
                    if (++calls <= failures) error = asio::error::connection_refused;
                    asio::post(io, [handler = std::move(handler), error, n = calls]() mutable {
                        std::move(handler)(error, n);
                    });
                },
                token);
        };
    }

    // the same with an exception
    auto with_exception(int failures) {
        return [this, failures](auto&& token) {
            return asio::async_initiate<decltype(token), void(std::exception_ptr, int)>(
                [this, failures](auto handler) {
                    std::exception_ptr error;
                    if (++calls <= failures) error = std::make_exception_ptr(refused{});
                    asio::post(io, [handler = std::move(handler), error, n = calls]() mutable {
                        std::move(handler)(error, n);
                    });
                },
                token);
        };
    }

    template <class Body>
    void run(Body body) {
        bool whole = false;
        asio::spawn(
            io,
            [&](asio::yield_context yield) {
                body(yield);
                whole = true;
            },
            [](std::exception_ptr const& thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        clock.run(io);
        EXPECT_TRUE(whole);
    }

    asio::io_context io;
    reprise::testing::async_virtual_clock clock;
    int calls = 0;
    decltype(reprise::compose(
        reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
        reprise::retry_all{})) policy =
        reprise::compose(
            reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
            reprise::retry_all{});
};

TEST_F(asio_spawn, retries_an_operation_that_completes_with_an_error_code) {
    run([&](asio::yield_context yield) {
        EXPECT_EQ(reprise::async_retry(policy, with_code(2), yield), 3);

        calls = 0;
        error_code error;
        reprise::async_retry(policy, with_code(9), yield[error]);
        EXPECT_EQ(error, asio::error::connection_refused);
        EXPECT_EQ(calls, 3);

        calls = 0;
        EXPECT_THROW(
            reprise::async_retry(policy, with_code(9), yield), boost::system::system_error);
        EXPECT_EQ(calls, 3);
    });
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s, 1s, 1s, 1s, 1s));
}

// Asio 1.81's yield_context itself does not compile for void(std::exception_ptr, T), and rethrows null for
// void(std::exception_ptr); as_tuple does not ask it to throw.
TEST_F(asio_spawn, retries_an_operation_that_completes_with_an_exception) {
    run([&](asio::yield_context yield) {
        auto const [none, number] =
            reprise::async_retry(policy, with_exception(2), asio::as_tuple(yield));
        EXPECT_EQ(none, nullptr);
        EXPECT_EQ(number, 3);

        calls = 0;
        auto const [thrown, nothing] =
            reprise::async_retry(policy, with_exception(9), asio::as_tuple(yield));
        EXPECT_THROW(std::rethrow_exception(thrown), refused);
        EXPECT_EQ(calls, 3);
    });
}

TEST_F(asio_spawn, retries_a_coroutine) {
    run([&](asio::yield_context yield) {
        auto const fails = [this](int failures) {
            return [this, failures]() -> asio::awaitable<int> {
                if (++calls <= failures) throw refused{};
                co_return calls;
            };
        };
        auto const [none, number] = reprise::async_retry(policy, fails(2), asio::as_tuple(yield));
        EXPECT_EQ(none, nullptr);
        EXPECT_EQ(number, 3);
        auto const [thrown, nothing] =
            reprise::async_retry(policy, fails(9), asio::as_tuple(yield));
        EXPECT_THROW(std::rethrow_exception(thrown), refused);
    });
}

TEST_F(asio_spawn, yields_a_report) {
    run([&](asio::yield_context yield) {
        auto const by_code = reprise::async_try_retry(policy, with_code(9), yield);
        EXPECT_FALSE(by_code);
        EXPECT_EQ(std::get<0>(*by_code), asio::error::connection_refused);
        EXPECT_EQ(by_code.report().attempts, 3);
        EXPECT_EQ(by_code.report().elapsed, 2s);

        auto const by_exception = reprise::async_try_retry(policy, with_exception(9), yield);
        EXPECT_THROW(by_exception.value(), refused);
        EXPECT_EQ(by_exception.report().reason, reprise::stop_reason::attempts_exhausted);
    });
}

TEST_F(asio_spawn, is_left_in_a_wait_by_its_cancellation_slot) {
    asio::cancellation_signal signal;
    clock.at(300ms, [&] { signal.emit(asio::cancellation_type::terminal); });
    reprise::stop_reason reason{};
    asio::spawn(
        io,
        [&](asio::yield_context yield) {
            reason = reprise::async_try_retry(policy, with_code(9), yield).report().reason;
        },
        asio::bind_cancellation_slot(signal.slot(), asio::detached));
    clock.run(io);
    EXPECT_EQ(reason, reprise::stop_reason::cancelled);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(clock.elapsed(), 300ms);
}

}  // namespace
