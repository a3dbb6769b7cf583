// SPDX-License-Identifier: Apache-2.0

#include <reprise/asio.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;
using ::testing::ElementsAre;

constexpr auto policy = reprise::compose(
    reprise::attempts{4}, reprise::exponential{100ms, 2.0, 1s}, reprise::no_jitter{},
    reprise::retry_all{});

// a long wait that no test sits out
constexpr auto patient = reprise::with(policy, reprise::constant{1h});

constexpr asio::cancellation_type every_type[] = {
    asio::cancellation_type::terminal, asio::cancellation_type::partial,
    asio::cancellation_type::total};

class refused : public std::runtime_error {
  public:
    refused() : runtime_error{"refused"} {}
};

// an asynchronous operation that fails so many times with an error code, then yields
class flaky {
  public:
    explicit flaky(int failures, std::string body = "body")
        : failures_{failures}, body_{std::move(body)} {}

    template <class Token>
    auto operator()(Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::string)>(
            [this](auto handler) {
                auto const executor = asio::get_associated_executor(handler);
                error_code error;
                if (++calls_ <= failures_) error = asio::error::connection_refused;
                asio::post(executor, [handler = std::move(handler), error, body = body_]() mutable {
                    std::move(handler)(error, error ? std::string{} : body);
                });
            },
            token);
    }

    [[nodiscard]] int calls() const noexcept { return calls_; }

  private:
    int failures_;
    std::string body_;
    int calls_ = 0;
};

auto fails(int& calls, int failures) {
    return [&calls, failures]() -> asio::awaitable<int> {
        if (++calls <= failures) throw refused{};
        co_return calls;
    };
}

TEST(asio_retry, awaits_attempts_and_waits_in_a_coroutine_of_asios) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    int calls = 0;
    std::optional<int> yielded;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            yielded = co_await reprise::async_retry(
                reprise::with(policy, std::ref(clock)), fails(calls, 3));
        },
        asio::detached);
    io.run();
    EXPECT_EQ(yielded, 4);
    EXPECT_THAT(clock.waits(), ElementsAre(100ms, 200ms, 400ms));
}

TEST(asio_retry, waits_with_a_timer_where_the_policy_has_the_steady_clock) {
    asio::io_context io;
    int calls = 0;
    auto const start = std::chrono::steady_clock::now();
    auto yielded = asio::co_spawn(
        io, reprise::async_retry(reprise::with(policy, reprise::constant{3ms}), fails(calls, 2)),
        asio::use_future);
    io.run();
    EXPECT_EQ(yielded.get(), 3);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 6ms);
}

TEST(asio_retry, lets_others_run_during_a_wait_of_no_length) {
    asio::io_context io;
    int calls = 0;
    int others = 0;
    auto yielded = asio::co_spawn(
        io,
        reprise::async_retry(
            reprise::with(policy, reprise::no_backoff{}),
            [&]() -> asio::awaitable<int> {
                EXPECT_EQ(others, calls) << "what was posted in the attempt before has run";
                asio::post(io, [&others] { ++others; });
                if (++calls <= 2) throw refused{};
                co_return calls;
            }),
        asio::use_future);
    io.run();
    EXPECT_EQ(yielded.get(), 3);
}

TEST(asio_retry, lets_the_exception_out_of_a_coroutine) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto yielded = reprise::async_retry(
        io, reprise::with(policy, std::ref(clock)), fails(calls, 9), asio::use_future);
    io.run();
    EXPECT_THROW(yielded.get(), refused);
    EXPECT_EQ(calls, 4);
}

TEST(asio_retry, calls_back_with_the_error_code_and_the_values_of_the_last_attempt) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    flaky operation{2};
    std::optional<std::tuple<error_code, std::string>> got;
    reprise::async_retry(
        io, reprise::with(policy, std::ref(clock)), std::ref(operation),
        [&](error_code error, std::string body) { got.emplace(error, std::move(body)); });
    EXPECT_EQ(operation.calls(), 1) << "the first attempt is started at once, as any operation is";
    io.run();
    ASSERT_TRUE(got);
    EXPECT_FALSE(std::get<0>(*got));
    EXPECT_EQ(std::get<1>(*got), "body");
    EXPECT_EQ(operation.calls(), 3);
    EXPECT_THAT(clock.waits(), ElementsAre(100ms, 200ms));
}

TEST(asio_retry, hands_the_last_error_code_on_when_it_gives_up_and_throws_nothing) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    flaky operation{99};
    error_code got;
    reprise::async_retry(
        io, reprise::with(policy, std::ref(clock)), std::ref(operation),
        [&](error_code error, std::string const&) { got = error; });
    io.run();
    EXPECT_EQ(got, asio::error::connection_refused);
    EXPECT_EQ(operation.calls(), 4);
}

TEST(asio_retry, takes_every_completion_token) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    auto const quick = reprise::with(policy, std::ref(clock));
    flaky good{1};
    flaky bad{99};

    auto future = reprise::async_retry(io, quick, std::ref(good), asio::use_future);
    io.run();
    EXPECT_EQ(future.get(), "body");

    auto failed = reprise::async_retry(io, quick, std::ref(bad), asio::use_future);
    io.restart();
    io.run();
    EXPECT_THROW(failed.get(), boost::system::system_error);

    std::string awaited;
    std::string deferred;
    error_code error;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            awaited = co_await reprise::async_retry(quick, std::ref(good), asio::use_awaitable);
            deferred = co_await reprise::async_retry(quick, std::ref(good), asio::deferred);
            auto const [code, body] = co_await reprise::async_retry(
                quick, std::ref(bad), asio::as_tuple(asio::use_awaitable));
            error = code;
        },
        asio::detached);
    reprise::async_retry(io, quick, std::ref(good), asio::detached);
    io.restart();
    io.run();
    EXPECT_EQ(awaited, "body");
    EXPECT_EQ(deferred, "body");
    EXPECT_EQ(error, asio::error::connection_refused);
}

TEST(asio_retry, takes_operations_that_return_a_deferred_operation_and_ones_that_want_the_attempt) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    auto const quick = reprise::with(policy, std::ref(clock));
    flaky first{1};
    std::string got;
    reprise::async_retry(
        io, quick, [&] { return first(asio::deferred); },
        [&](error_code, std::string body) { got = std::move(body); });
    io.run();
    EXPECT_EQ(got, "body");

    flaky second{2};
    std::vector<std::uint64_t> numbers;
    reprise::async_retry(
        io, quick,
        [&](reprise::attempt const& attempt) {
            numbers.push_back(attempt.number());
            return second(asio::deferred);
        },
        asio::detached);
    io.restart();
    io.run();
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
}

TEST(asio_retry, retries_operations_that_complete_with_an_exception_pointer) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const failing = [&](auto&& token) {
        return asio::async_initiate<decltype(token), void(std::exception_ptr, int)>(
            [&](auto handler) {
                asio::post(io, [handler = std::move(handler), number = ++calls]() mutable {
                    std::move(handler)(
                        number < 3 ? std::make_exception_ptr(refused{}) : nullptr, number);
                });
            },
            token);
    };
    auto const by_type = reprise::with(policy, std::ref(clock), reprise::retry_on<refused>{});
    auto good = reprise::async_retry(io, by_type, failing, asio::use_future);
    io.run();
    EXPECT_EQ(good.get(), 3);

    calls = -99;
    auto bad = reprise::async_retry(io, by_type, failing, asio::use_future);
    io.restart();
    io.run();
    EXPECT_THROW(bad.get(), refused);
    EXPECT_EQ(calls, -95);
}

TEST(asio_retry, reports_what_happened_to_any_completion_token) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    auto const quick = reprise::with(policy, std::ref(clock));
    auto const run = [&io](auto future) {
        io.restart();
        io.run();
        return future.get();
    };

    flaky good{2};
    auto by_code = run(reprise::async_try_retry(io, quick, std::ref(good), asio::use_future));
    static_assert(std::is_same_v<
                  decltype(by_code), reprise::retry_result<std::tuple<error_code, std::string>>>);
    EXPECT_TRUE(by_code);
    EXPECT_EQ(*by_code, std::tuple(error_code{}, "body"));
    EXPECT_EQ(by_code.report().attempts, 3);
    EXPECT_EQ(by_code.report().waited, 300ms);
    EXPECT_EQ(by_code.report().failures.size(), 1);

    flaky bad{99};
    by_code = run(reprise::async_try_retry(
        reprise::all_failures, io, quick, std::ref(bad), asio::use_future));
    EXPECT_FALSE(by_code);
    EXPECT_EQ(std::get<0>(*by_code), asio::error::connection_refused) << "and nothing is thrown";
    EXPECT_EQ(by_code.report().reason, reprise::stop_reason::attempts_exhausted);
    EXPECT_EQ(by_code.report().failures.size(), 4);

    int calls = 0;
    auto by_coroutine =
        run(reprise::async_try_retry(io, quick, fails(calls, 99), asio::use_future));
    EXPECT_THROW(by_coroutine.value(), refused);
    EXPECT_EQ(by_coroutine.report().attempts, 4);

    std::optional<reprise::retry_result<std::tuple<error_code, std::string>>> called;
    std::uint64_t awaited = 0;
    auto const in_strand = asio::make_strand(io);
    reprise::async_try_retry(
        quick, [&](auto&& token) { return bad(std::forward<decltype(token)>(token)); },
        asio::bind_executor(in_strand, [&](auto result) {
            EXPECT_TRUE(in_strand.running_in_this_thread());
            called.emplace(std::move(result));
        }));
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            auto result = co_await reprise::async_try_retry(
                reprise::all_failures, quick, std::ref(bad), asio::use_awaitable);
            awaited = result.report().failures.size();
        },
        asio::detached);
    io.restart();
    io.run();
    ASSERT_TRUE(called);
    EXPECT_FALSE(*called);
    EXPECT_EQ(awaited, 4);
}

template <class... Values>
auto throwing(asio::io_context& io, int& calls, int failures, Values... values) {
    return [&io, &calls, failures, values...](auto&& token) {
        return asio::async_initiate<decltype(token), void(std::exception_ptr, Values...)>(
            [&io, &calls, failures, values...](auto handler) {
                auto const thrown =
                    ++calls <= failures ? std::make_exception_ptr(refused{}) : nullptr;
                asio::post(io, [handler = std::move(handler), thrown, values...]() mutable {
                    std::move(handler)(thrown, values...);
                });
            },
            token);
    };
}

TEST(asio_retry, reports_exceptions_of_initiations_as_exceptions) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    auto const quick = reprise::with(policy, std::ref(clock));
    auto const run = [&](auto operation) {
        auto future = reprise::async_try_retry(io, quick, std::move(operation), asio::use_future);
        io.restart();
        io.run();
        return future.get();
    };
    int calls = 0;
    EXPECT_TRUE(run(throwing(io, calls, 1)));
    EXPECT_EQ(run(throwing(io, calls, 0, 7)).value(), 7);
    EXPECT_EQ(run(throwing(io, calls, 0, 7, 'x')).value(), std::tuple(7, 'x'));
    calls = 0;
    auto const failed = run(throwing(io, calls, 99, 7));
    EXPECT_FALSE(failed);
    EXPECT_THROW(failed.value(), refused);
    EXPECT_EQ(failed.report().attempts, 4);
}

TEST(asio_retry, lets_a_classifier_judge_the_values_that_an_initiation_completes_with) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    auto const run = [&](auto classifier, auto operation) {
        auto future = reprise::async_try_retry(
            io, reprise::with(policy, std::ref(clock), classifier), std::move(operation),
            asio::use_future);
        io.restart();
        io.run();
        return future.get();
    };

    int polls = 0;
    auto const status = [&](auto&& token) {
        return asio::async_initiate<decltype(token), void(error_code, std::string)>(
            [&](auto handler) {
                asio::post(io, [&polls, handler = std::move(handler)]() mutable {
                    error_code const error =
                        ++polls == 2 ? error_code{asio::error::try_again} : error_code{};
                    std::move(handler)(error, polls < 4 ? "running" : "done");
                });
            },
            token);
    };
    auto const done =
        run(reprise::retry_if_result(
                [](std::string const& said) { return said == "running"; }, reprise::retry_all{}),
            status);
    EXPECT_TRUE(done);
    EXPECT_EQ(*done, std::tuple(error_code{}, "done"));
    EXPECT_EQ(done.report().attempts, 4) << "and the error code is not judged as a value";

    int calls = 0;
    auto const never =
        run(reprise::retry_if_result([](int) { return true; }, reprise::retry_all{}),
            throwing(io, calls, 1, 7));
    EXPECT_FALSE(never);
    EXPECT_EQ(never.value(), 7) << "the last value, although it was not good enough";
    EXPECT_EQ(calls, 4);

    calls = 0;
    auto const pair =
        run(reprise::retry_if_result(
                [&](std::tuple<int, char> const& both) {
                    return std::get<1>(both) == 'x' && calls < 3;
                },
                reprise::retry_all{}),
            throwing(io, calls, 0, 7, 'x'));
    EXPECT_TRUE(pair);
    EXPECT_EQ(calls, 3);

    // a predicate of anything is not asked about nothing
    calls = 0;
    EXPECT_TRUE(run(
        reprise::retry_if_result([](auto const& any) { return any.empty(); }, reprise::retry_all{}),
        throwing(io, calls, 1)));
}

TEST(asio_retry, ends_a_wait_by_the_cancellation_slot_of_the_handler) {
    for (auto const type : every_type) {
        asio::io_context io;
        asio::cancellation_signal signal;
        flaky operation{99};
        error_code got;
        reprise::async_retry(
            io, patient, std::ref(operation),
            asio::bind_cancellation_slot(
                signal.slot(), [&](error_code error, std::string const&) { got = error; }));
        while (operation.calls() == 0 || io.poll() != 0) {}
        signal.emit(type);
        io.run();
        EXPECT_EQ(got, asio::error::connection_refused) << "the last failure, not the cancellation";
        EXPECT_EQ(operation.calls(), 1);
    }
}

TEST(asio_retry, ends_a_wait_of_a_coroutine_by_its_cancellation_slot) {
    asio::io_context io;
    asio::cancellation_signal signal;
    int calls = 0;
    std::exception_ptr got;
    asio::co_spawn(
        io, reprise::async_retry(patient, fails(calls, 99)),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr thrown, int) { got = std::move(thrown); }));
    io.poll();
    EXPECT_EQ(calls, 1);
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_EQ(calls, 1);
    EXPECT_THROW(std::rethrow_exception(got), refused);
}

TEST(asio_retry, does_not_call_again_when_it_was_cancelled_during_an_attempt) {
    asio::io_context io;
    asio::cancellation_signal signal;
    int calls = 0;
    bool done = false;
    asio::co_spawn(
        io,
        reprise::async_try_retry(
            patient,
            [&]() -> asio::awaitable<void> {
                ++calls;
                asio::steady_timer timer{co_await asio::this_coro::executor, 1h};
                co_await timer.async_wait(asio::deferred);
            }),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr thrown, reprise::retry_result<void> result) {
                done = true;
                EXPECT_EQ(thrown, nullptr);
                EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
                EXPECT_EQ(result.report().attempts, 1);
                EXPECT_NE(result.exception(), nullptr);
            }));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_TRUE(done);
    EXPECT_EQ(calls, 1);
}

TEST(asio_retry, passes_a_request_of_any_type_on_to_an_operation_with_a_token) {
    for (auto const type : every_type) {
        asio::io_context io;
        asio::cancellation_signal signal;
        asio::steady_timer timer{io, 1h};
        int calls = 0;
        std::optional<reprise::retry_result<std::tuple<error_code>>> got;
        reprise::async_try_retry(
            io, patient,
            [&](auto&& token) {
                ++calls;
                return timer.async_wait(std::forward<decltype(token)>(token));
            },
            asio::bind_cancellation_slot(
                signal.slot(), [&](auto result) { got.emplace(std::move(result)); }));
        io.poll();
        signal.emit(type);
        io.run();
        ASSERT_TRUE(got);
        EXPECT_EQ(std::get<0>(**got), asio::error::operation_aborted);
        EXPECT_EQ(got->report().reason, reprise::stop_reason::cancelled);
        EXPECT_EQ(calls, 1);
    }
}

TEST(asio_retry, ends_a_wait_of_a_coroutine_that_was_given_with_a_token_by_a_request_of_any_type) {
    for (auto const type : every_type) {
        asio::io_context io;
        asio::cancellation_signal signal;
        int calls = 0;
        std::exception_ptr got;
        reprise::async_retry(
            io, patient, fails(calls, 99),
            asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr thrown, int) { got = std::move(thrown); }));
        io.poll();
        signal.emit(type);
        io.run();
        EXPECT_EQ(calls, 1);
        EXPECT_THROW(std::rethrow_exception(got), refused);
    }
}

TEST(asio_retry, lets_each_attempt_of_a_coroutine_say_anew_which_requests_it_heeds) {
    for (bool const heeds_any : {false, true}) {
        asio::io_context io;
        asio::cancellation_signal signal;
        asio::steady_timer timer{io};
        int calls = 0;
        std::optional<reprise::retry_result<int>> got;
        reprise::async_try_retry(
            io, reprise::with(policy, reprise::constant{1us}),
            [&]() -> asio::awaitable<int> {
                if (++calls == 1) throw refused{};
                if (heeds_any) {
                    co_await asio::this_coro::reset_cancellation_state(
                        asio::enable_total_cancellation{});
                }
                timer.expires_after(1h);
                co_await timer.async_wait(asio::deferred);
                co_return calls;
            },
            asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr const&, reprise::retry_result<int> result) {
                    got.emplace(std::move(result));
                }));
        while (calls < 2) io.run_one();
        signal.emit(asio::cancellation_type::total);
        io.poll();
        EXPECT_EQ(got.has_value(), heeds_any) << "others hear of terminal requests only";
        signal.emit(asio::cancellation_type::terminal);
        io.run();
        ASSERT_TRUE(got);
        EXPECT_EQ(got->report().reason, reprise::stop_reason::cancelled);
        EXPECT_EQ(got->report().attempts, 2);
        EXPECT_THROW(got->value(), boost::system::system_error);
    }
}

// A clock whose waits are over, and whole, when something happens before anybody has gone on.
struct overtaken_clock {
    std::function<void()> happens;

    [[nodiscard]] static reprise::time_point now() noexcept { return {}; }
    [[nodiscard]] auto async_wait(reprise::duration, std::stop_token const&) const {
        return asio::async_initiate<asio::deferred_t const, void(bool)>(
            [](auto handler, std::function<void()> const& before) {
                auto const executor = asio::get_associated_executor(handler);
                asio::post(executor, before);
                asio::post(executor, [handler = std::move(handler)]() mutable {
                    std::move(handler)(true);
                });
            },
            asio::deferred, happens);
    }
};

TEST(asio_retry, does_not_call_again_when_it_was_cancelled_between_the_wait_and_the_attempt) {
    for (bool const by_token : {true, false}) {
        asio::io_context io;
        std::stop_source source;
        asio::cancellation_signal signal;
        overtaken_clock const clock{[&] {
            if (by_token) {
                source.request_stop();
            } else {
                signal.emit(asio::cancellation_type::terminal);
            }
        }};
        auto const overtaken = reprise::with(
            policy, clock, reprise::attempts{4} || reprise::stop_on{source.get_token()});
        int ended = 0;
        auto const check = [&](auto const& result) {
            ++ended;
            EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
            EXPECT_EQ(result.report().attempts, 1);
        };

        flaky operation{99};
        reprise::async_try_retry(
            io, overtaken, std::ref(operation), asio::bind_cancellation_slot(signal.slot(), check));
        io.run();
        EXPECT_EQ(operation.calls(), 1);

        source = {};
        auto const again =
            reprise::with(overtaken, reprise::attempts{4} || reprise::stop_on{source.get_token()});
        int calls = 0;
        asio::co_spawn(
            io, reprise::async_try_retry(again, fails(calls, 99)),
            asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr const&, reprise::retry_result<int> result) {
                    check(result);
                    EXPECT_THROW(result.value(), refused) << "the last failure";
                }));
        io.restart();
        io.run();
        EXPECT_EQ(calls, 1);
        EXPECT_EQ(ended, 2);
    }
}

TEST(asio_retry, asks_nothing_of_an_attempt_that_is_over) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;  // a wait with a timer would take the place in the slot
    asio::cancellation_signal signal;
    int requests = 0;
    int calls = 0;
    std::optional<reprise::retry_result<std::tuple<error_code>>> got;
    reprise::async_try_retry(
        io, reprise::with(policy, std::ref(clock)),
        [&](auto&& token) {
            return asio::async_initiate<decltype(token), void(error_code)>(
                [&](auto handler) {
                    if (++calls == 1) {
                        asio::get_associated_cancellation_slot(handler).assign(
                            [&requests](asio::cancellation_type) { ++requests; });
                    } else {
                        signal.emit(asio::cancellation_type::terminal);
                    }
                    asio::post(io, [handler = std::move(handler)]() mutable {
                        std::move(handler)(error_code{asio::error::try_again});
                    });
                },
                token);
        },
        asio::bind_cancellation_slot(
            signal.slot(), [&](auto result) { got.emplace(std::move(result)); }));
    io.run();
    signal.emit(asio::cancellation_type::terminal);
    EXPECT_EQ(requests, 0);
    EXPECT_EQ(calls, 2);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->report().reason, reprise::stop_reason::cancelled);
}

TEST(asio_retry, retries_what_says_cancelled_without_having_been_asked) {
    asio::io_context io;
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto got = reprise::async_retry(
        io, reprise::with(policy, std::ref(clock)),
        [&]() -> asio::awaitable<int> {
            if (++calls < 3) throw boost::system::system_error{asio::error::operation_aborted};
            co_return calls;
        },
        asio::use_future);
    io.run();
    EXPECT_EQ(got.get(), 3);
}

TEST(asio_retry, ends_a_wait_by_a_stop_token_from_another_thread) {
    asio::io_context io;
    std::stop_source source;
    int calls = 0;
    auto const stoppable =
        reprise::with(patient, reprise::attempts{9} || reprise::stop_on{source.get_token()});
    auto coroutine = reprise::async_retry(io, stoppable, fails(calls, 99), asio::use_future);
    flaky operation{99};
    auto callback = reprise::async_retry(io, stoppable, std::ref(operation), asio::use_future);
    io.poll();
    std::jthread const stopper{[&] { source.request_stop(); }};
    io.run();
    EXPECT_THROW(coroutine.get(), refused);
    EXPECT_THROW(callback.get(), boost::system::system_error);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(operation.calls(), 1);
}

struct broken_clock {
    static constexpr bool waits_virtually = true;
    bool standard;
    [[nodiscard]] reprise::time_point now() const noexcept { return {}; }
    [[nodiscard]] bool wait(reprise::duration, std::stop_token const&) const {
        if (standard) throw std::length_error{"no timer left"};
        throw 17;
    }
};

TEST(asio_retry, gives_up_with_the_last_error_code_when_the_clock_throws_whatever_it_is) {
    for (bool const standard : {true, false}) {
        asio::io_context io;
        ::testing::NiceMock<reprise::testing::mock_logger> logger;
        EXPECT_CALL(logger, on(::testing::A<reprise::policy_failed const&>()))
            .WillOnce([standard](reprise::policy_failed const& event) {
                EXPECT_EQ(event.axis, reprise::policy_axis::clock);
                EXPECT_EQ(event.attempt, 1);
                EXPECT_EQ(event.failure.message() == "no timer left", standard);
            });
        flaky operation{99};
        error_code got;
        reprise::async_retry(
            io, reprise::with(policy, broken_clock{standard}, std::ref(logger)),
            std::ref(operation), [&](error_code error, std::string const&) { got = error; });
        io.run();
        EXPECT_EQ(got, asio::error::connection_refused);
        EXPECT_EQ(operation.calls(), 1);
    }
}

TEST(timer_wait, is_over_at_once_when_a_stop_was_requested_before_or_there_is_nothing_to_wait_for) {
    asio::io_context io;
    std::stop_source stopped;
    stopped.request_stop();
    std::vector<bool> whole;
    auto const note = [&whole](bool passed) { whole.push_back(passed); };
    reprise::timer_wait{1h, stopped.get_token()}(asio::bind_executor(io, note));
    reprise::timer_wait{0ns, stopped.get_token()}(asio::bind_executor(io, note));
    reprise::timer_wait{0ns, {}}(asio::bind_executor(io, note));
    EXPECT_TRUE(whole.empty()) << "never within the call";
    io.run();
    EXPECT_THAT(whole, ElementsAre(false, false, true));
}

TEST(timer_wait, ends_by_a_stop_that_comes_as_soon_as_it_has_begun) {
    asio::io_context io;
    std::stop_source source;
    std::vector<bool> whole;
    reprise::timer_wait{1h, source.get_token()}(
        asio::bind_executor(io, [&whole](bool passed) { whole.push_back(passed); }));
    source.request_stop();
    EXPECT_TRUE(whole.empty()) << "never within the call";
    io.run();
    EXPECT_THAT(whole, ElementsAre(false));
}

TEST(timer_wait, ends_once_however_a_stop_and_its_end_meet_on_several_threads) {
    std::atomic<int> ended = 0;
    constexpr int rounds = 50;
    constexpr int waits = 40;
    for (int round = 0; round < rounds; ++round) {
        asio::thread_pool pool{3};
        std::stop_source source;
        std::jthread const stopper{[&source, round] {
            std::this_thread::sleep_for(round * 1us);
            source.request_stop();
        }};
        for (int i = 0; i < waits; ++i) {
            reprise::timer_wait{i * 2us, source.get_token()}(
                asio::bind_executor(pool.get_executor(), [&ended](bool) { ++ended; }));
        }
        pool.join();
    }
    EXPECT_EQ(ended, rounds * waits);
}

TEST(asio_retry, runs_everything_on_the_associated_executor) {
    asio::io_context io;
    auto const strand = asio::make_strand(io);
    bool done = false;
    flaky operation{2};
    reprise::async_retry(
        reprise::with(policy, reprise::constant{1ms}),
        [&](auto&& token) {
            // the first is started where the call is
            EXPECT_EQ(strand.running_in_this_thread(), operation.calls() > 0);
            return operation(std::forward<decltype(token)>(token));
        },
        asio::bind_executor(strand, [&](error_code, std::string const&) {
            done = true;
            EXPECT_TRUE(strand.running_in_this_thread());
        }));
    io.run();
    EXPECT_TRUE(done);
    EXPECT_EQ(operation.calls(), 3);

    int calls = 0;
    done = false;
    reprise::async_retry(
        reprise::with(policy, reprise::constant{1ms}),
        [&]() -> asio::awaitable<int> {
            EXPECT_TRUE(strand.running_in_this_thread());
            if (++calls < 3) throw refused{};
            co_return calls;
        },
        asio::bind_executor(strand, [&](std::exception_ptr const&, int) {
            done = true;
            EXPECT_TRUE(strand.running_in_this_thread());
        }));
    io.restart();
    io.run();
    EXPECT_TRUE(done);
    EXPECT_EQ(calls, 3);
}

TEST(asio_retry, runs_on_the_given_executor_and_calls_the_handler_on_its_own) {
    asio::io_context io;
    asio::io_context other;
    bool done = false;
    flaky operation{2};
    reprise::async_retry(
        io, reprise::with(policy, reprise::constant{1ms}), std::ref(operation),
        asio::bind_executor(other, [&](error_code, std::string const&) { done = true; }));
    other.poll();
    EXPECT_FALSE(other.stopped()) << "it has work: there is a handler to come";
    io.run();
    EXPECT_EQ(operation.calls(), 3);
    EXPECT_FALSE(done);
    other.run();
    EXPECT_TRUE(done);
}

class counting_memory : public std::pmr::memory_resource {
  public:
    int made = 0;
    int live = 0;

  private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        ++made;
        ++live;
        return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    }
    void do_deallocate(void* place, std::size_t bytes, std::size_t alignment) override {
        --live;
        std::pmr::new_delete_resource()->deallocate(place, bytes, alignment);
    }
    [[nodiscard]] bool do_is_equal(memory_resource const& other) const noexcept override {
        return this == &other;
    }
};

TEST(asio_retry, uses_the_associated_allocator_and_gives_all_back_before_the_handler_is_called) {
    counting_memory memory;
    asio::io_context io;
    flaky operation{2};
    int live = -1;
    auto const done = [&] {
        return asio::bind_allocator(
            std::pmr::polymorphic_allocator<>{&memory},
            [&](error_code, std::string const&) { live = memory.live; });
    };
    reprise::async_retry(
        io, reprise::with(policy, reprise::constant{1us}), std::ref(operation), done());
    io.run();
    EXPECT_EQ(memory.made, 5) << "one for the run, two for each wait: its timer, and Asio's part";
    EXPECT_EQ(live, 0);

    memory.made = 0;
    live = -1;
    reprise::async_retry(
        io, policy,
        [](auto&& token) {
            return asio::async_initiate<decltype(token), void(error_code, std::string)>(
                [](auto handler) { std::move(handler)(error_code{}, std::string{}); }, token);
        },
        done());
    io.restart();
    io.run();
    EXPECT_EQ(memory.made, 2) << "one for the run, one for calling the handler later";
    EXPECT_EQ(live, 0);
}

TEST(asio_retry, never_calls_the_handler_within_the_call_that_starts_it) {
    asio::io_context io;
    bool called = false;
    reprise::async_retry(
        io, policy,
        [](auto&& token) {
            return asio::async_initiate<decltype(token), void(error_code)>(
                [](auto handler) { std::move(handler)(error_code{}); }, token);
        },
        [&](error_code) { called = true; });
    EXPECT_FALSE(called);
    io.run();
    EXPECT_TRUE(called);
}

TEST(asio_retry, frees_all_when_the_context_is_destroyed_in_a_wait) {
    auto const owned = std::make_shared<int>();
    flaky operation{99};
    {
        asio::io_context io;
        int calls = 0;
        reprise::async_retry(
            io, patient, std::ref(operation), [owned](error_code, std::string const&) {});
        asio::co_spawn(
            io, reprise::async_retry(patient, fails(calls, 99)),
            [owned](std::exception_ptr const&, int) {});
        io.poll();
        EXPECT_EQ(owned.use_count(), 3);
    }
    EXPECT_EQ(owned.use_count(), 1);
}

TEST(asio_retry, serves_eight_threads_with_one_policy) {
    asio::thread_pool pool{8};
    std::atomic<int> succeeded = 0;
    std::atomic<int> failed = 0;
    auto const shared = reprise::compose(
        reprise::attempts{3}, reprise::constant{50us}, reprise::full_jitter{},
        reprise::retry_all{});
    for (int i = 0; i < 200; ++i) {
        reprise::async_retry(
            pool, shared,
            [i, calls = 0]() mutable -> asio::awaitable<int> {
                if (++calls < 3 || i % 2 == 0) throw refused{};
                co_return calls;
            },
            [&](std::exception_ptr const& thrown, int) { ++(thrown ? failed : succeeded); });
        reprise::async_retry(
            asio::any_io_executor{pool.get_executor()}, shared,
            [i, calls = std::make_shared<int>(0)](auto&& token) {
                return asio::async_initiate<decltype(token), void(error_code)>(
                    [i, calls](auto handler) {
                        auto const executor = asio::get_associated_executor(handler);
                        bool const fail = ++*calls < 3 || i % 2 == 0;
                        asio::post(executor, [handler = std::move(handler), fail]() mutable {
                            std::move(handler)(
                                fail ? error_code{asio::error::try_again} : error_code{});
                        });
                    },
                    token);
            },
            [&](error_code error) { ++(error ? failed : succeeded); });
    }
    pool.join();
    EXPECT_EQ(succeeded, 200);
    EXPECT_EQ(failed, 200);
}

struct quick_clock {
    static constexpr bool waits_virtually = true;
    [[nodiscard]] reprise::time_point now() const noexcept { return {}; }
    [[nodiscard]] bool wait(reprise::duration, std::stop_token const&) const noexcept {
        return true;
    }
};

#if defined(NDEBUG)
constexpr std::uint64_t many = 10'000'000;
#else
constexpr std::uint64_t many = 1'000'000;  // the stack would not hold these either
#endif
constexpr auto tireless = reprise::compose(
    reprise::attempts{many + 1}, reprise::no_backoff{}, reprise::no_jitter{}, quick_clock{},
    reprise::retry_all{});

TEST(asio_retry, fails_ten_million_times_in_constant_room) {
    asio::io_context io;
    std::uint64_t calls = 0;
    error_code got;
    reprise::async_retry(
        io, tireless,
        [&](auto&& token) {
            return asio::async_initiate<decltype(token), void(error_code)>(
                [&](auto handler) {
                    ++calls;
                    std::move(handler)(error_code{asio::error::try_again});
                },
                token);
        },
        [&](error_code error) { got = error; });
    EXPECT_EQ(calls, many + 1);
    io.run();
    EXPECT_EQ(got, asio::error::try_again);
}

TEST(asio_retry, fails_ten_million_times_in_one_coroutine_in_constant_room) {
    asio::io_context io;
    std::uint64_t calls = 0;
    auto got = reprise::async_retry(
        io, tireless,
        [&]() -> asio::awaitable<error_code> {
            ++calls;
            co_return asio::error::try_again;
        },
        asio::use_future);
    io.run();
    EXPECT_EQ(got.get(), asio::error::try_again);
    EXPECT_EQ(calls, many + 1);
}

}  // namespace
