// SPDX-License-Identifier: Apache-2.0

#include <reprise/asio.hpp>
#include <reprise/first_match.hpp>
#include <reprise/testing/async_virtual_clock.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// Asio counts the references to an executor with a fence, which this sanitizer does not know of.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the sanitizer's name
extern "C" char const* __tsan_default_suppressions();
extern "C" char const* __tsan_default_suppressions() {
    return "race:boost::asio::execution::detail::shared_target_executor\n";
}

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;
using reprise::attempt_timed_out;
using reprise::time_limit;
using ::testing::ElementsAre;

class refused : public std::runtime_error {
  public:
    refused() : runtime_error{"refused"} {}
};

// A whole context in virtual time. Attempts take as long as they say.
class asio_limits : public ::testing::Test {
  protected:
    template <class... Policies>
    [[nodiscard]] auto policy(Policies... policies) {
        return reprise::compose(
            reprise::constant{100ms}, reprise::no_jitter{}, std::ref(clock),
            std::move(policies)...);
    }

    // runs an operation that returns a coroutine to its end
    template <class Policy, class Operation>
    [[nodiscard]] auto run(Policy const& policy, Operation operation) {
        auto future = reprise::async_retry(io, policy, std::move(operation), asio::use_future);
        clock.run(io);
        return future.get();
    }

    template <class Policy, class Operation>
    [[nodiscard]] reprise::retry_result<int> try_run(Policy const& policy, Operation operation) {
        auto future = asio::co_spawn(
            io, reprise::async_try_retry(reprise::all_failures, policy, std::move(operation)),
            asio::use_future);
        clock.run(io);
        return future.get();
    }

    // takes so long, and heeds a cancellation
    [[nodiscard]] asio::awaitable<int> takes(reprise::duration span) {
        bool const whole = co_await clock.async_wait(span);
        if (!whole) throw boost::system::system_error{asio::error::operation_aborted};
        co_return 7;
    }

    asio::io_context io;
    reprise::testing::async_virtual_clock clock;
};

TEST_F(asio_limits, leave_an_attempt_alone_that_is_quick_enough) {
    EXPECT_EQ(run(policy(reprise::run_timeout{1s}), [&] { return takes(1s - 1ns); }), 7);
    EXPECT_EQ(clock.elapsed(), 1s - 1ns);
}

TEST_F(asio_limits, cancel_an_attempt_at_its_run_timeout_and_make_the_next) {
    std::vector<reprise::duration> begun;
    auto const result = try_run(policy(reprise::run_timeout{1s}), [&]() -> asio::awaitable<int> {
        begun.push_back(clock.elapsed());
        return takes(begun.size() < 3 ? 5s : 10ms);
    });
    EXPECT_EQ(result.value(), 7);
    EXPECT_THAT(begun, ElementsAre(0ms, 1100ms, 2200ms));
    EXPECT_EQ(clock.elapsed(), 2210ms);
    ASSERT_EQ(result.report().failures.size(), 2);
    EXPECT_EQ(
        result.report().failures[0].failure.view().message(),
        "the attempt was ended by the run timeout of 1s, after 1s");
    EXPECT_TRUE(result.report().failures[0].verdict.is_ambiguous());
    EXPECT_EQ(result.report().abandoned, 0);
}

TEST_F(asio_limits, say_in_the_error_which_limit_it_was_its_value_and_the_time_taken) {
    try {
        static_cast<void>(
            run(policy(reprise::run_timeout{1s}, reprise::attempts{1}), [&] { return takes(5s); }));
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::run);
        EXPECT_EQ(error.value(), 1s);
        EXPECT_EQ(error.elapsed(), 1s);
        EXPECT_FALSE(error.abandoned());
        EXPECT_THROW(std::rethrow_exception(error.thrown()), boost::system::system_error);
    }
}

TEST_F(asio_limits, do_not_take_the_operations_own_timeout_for_theirs) {
    auto const result = try_run(
        policy(reprise::run_timeout{1s}, reprise::attempts{1}), [&]() -> asio::awaitable<int> {
            co_await clock.async_wait(10ms);
            throw boost::system::system_error{asio::error::timed_out};
        });
    EXPECT_THROW(result.value(), boost::system::system_error);
}

TEST_F(asio_limits, count_as_transient_whatever_the_classifier_lists) {
    int calls = 0;
    EXPECT_EQ(
        run(policy(reprise::run_timeout{1s}, reprise::retry_on<std::logic_error>{}),
            [&] { return takes(++calls < 3 ? 5s : 1ms); }),
        7);
    EXPECT_EQ(calls, 3);
}

TEST_F(asio_limits, let_an_attempt_run_for_as_long_as_it_makes_progress) {
    EXPECT_EQ(
        run(policy(reprise::idle_timeout{100ms}),
            [&](reprise::attempt const& attempt) -> asio::awaitable<int> {
                for (int i = 0; i < 50; ++i) {
                    co_await clock.async_wait(99ms);
                    attempt.heartbeat()();
                }
                co_return 7;
            }),
        7);
    EXPECT_EQ(clock.elapsed(), 50 * 99ms);
}

TEST_F(asio_limits, end_an_attempt_that_has_stopped_making_progress) {
    auto const result = try_run(
        policy(reprise::idle_timeout{100ms} || reprise::run_timeout{1h}, reprise::attempts{1}),
        [&](reprise::attempt const& attempt) -> asio::awaitable<int> {
            co_await clock.async_wait(30ms);
            attempt.heartbeat()();
            co_return co_await takes(10s);
        });
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::idle);
        EXPECT_EQ(error.value(), 100ms);
        EXPECT_EQ(error.elapsed(), 130ms);
    }
}

TEST_F(asio_limits, shrink_with_the_time_that_is_left) {
    auto const result = try_run(
        policy(reprise::run_timeout{1s}, reprise::elapsed{1500ms}),
        [&](reprise::attempt const& attempt) -> asio::awaitable<int> {
            EXPECT_EQ(attempt.limits().run, attempt.number() == 1 ? 1s : 400ms);
            return takes(10s);
        });
    EXPECT_EQ(result.report().reason, reprise::stop_reason::deadline);
    EXPECT_EQ(result.report().attempts, 2);
    EXPECT_EQ(clock.elapsed(), 1500ms);
    try {
        static_cast<void>(result.value());
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::total);
        EXPECT_EQ(error.value(), 400ms);
    }
}

TEST_F(asio_limits, wait_for_an_attempt_that_takes_its_time_to_stop_before_the_next_begins) {
    int running = 0;
    int most = 0;
    int calls = 0;
    auto const result =
        try_run(policy(reprise::run_timeout{1s}.grace(500ms)), [&]() -> asio::awaitable<int> {
            most = std::max(most, ++running);
            ++calls;
            try {
                auto waited = takes(5s);
                co_await std::move(waited);
            } catch (boost::system::system_error const&) {}
            co_await asio::this_coro::reset_cancellation_state();
            co_await clock.async_wait(300ms);
            --running;
            throw refused{};
        });
    EXPECT_EQ(most, 1);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(clock.elapsed(), 3 * 1300ms + 2 * 100ms);
    EXPECT_THROW(result.value(), attempt_timed_out) << "what it throws then says nothing new";
    EXPECT_EQ(result.report().abandoned, 0);
}

TEST_F(asio_limits, abandon_an_attempt_that_ignores_them_and_count_it) {
    int late = 0;
    auto const owned = std::make_shared<int>(1);
    auto const result = try_run(
        policy(reprise::run_timeout{1s}.grace(500ms), reprise::attempts{2}),
        [&, owned]() -> asio::awaitable<int> {
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
            co_await clock.async_wait(10s);
            late += *owned;
            co_return 7;
        });
    EXPECT_EQ(result.report().abandoned, 2);
    EXPECT_EQ(result.report().elapsed, 2 * 1500ms + 100ms);
    EXPECT_EQ(late, 2) << "they run on, with all that they own";
    EXPECT_EQ(owned.use_count(), 1);
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_TRUE(error.abandoned());
        EXPECT_EQ(error.thrown(), nullptr);
        EXPECT_EQ(error.elapsed(), 1500ms);
        EXPECT_STREQ(
            error.what(),
            "the attempt was ended by the run timeout of 1s, after 1.5s; it did not heed that, and "
            "was abandoned");
    }
}

TEST_F(asio_limits, abandon_an_attempt_where_nobody_asks_for_a_report) {
    EXPECT_THROW(
        static_cast<void>(run(
            policy(reprise::run_timeout{1s}.grace(500ms), reprise::attempts{1}),
            [&]() -> asio::awaitable<int> {
                co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
                co_await clock.async_wait(10s);
                co_return 7;
            })),
        attempt_timed_out);
    EXPECT_EQ(clock.elapsed(), 10s) << "it runs on to its own end";
}

TEST_F(asio_limits, keep_a_value_that_comes_in_the_grace) {
    EXPECT_EQ(
        run(policy(reprise::run_timeout{1s}),
            [&]() -> asio::awaitable<int> {
                co_await clock.async_wait(5s);  // left at the limit
                co_return 7;
            }),
        7);
    EXPECT_EQ(clock.elapsed(), 1s);
}

TEST_F(asio_limits, pass_a_cancellation_of_the_run_on_to_the_attempt) {
    asio::cancellation_signal signal;
    clock.at(300ms, [&] { signal.emit(asio::cancellation_type::terminal); });
    std::optional<reprise::retry_result<int>> result;
    asio::co_spawn(
        io, reprise::async_try_retry(policy(reprise::run_timeout{1s}), [&] { return takes(10s); }),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr const&, reprise::retry_result<int> ended) {
                result.emplace(std::move(ended));
            }));
    clock.run(io);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->report().reason, reprise::stop_reason::cancelled);
    EXPECT_EQ(result->report().attempts, 1);
    EXPECT_THROW(result->value(), boost::system::system_error) << "what the attempt threw";
    EXPECT_EQ(clock.elapsed(), 300ms);
}

TEST_F(asio_limits, pass_a_stop_request_on_to_the_attempt) {
    std::stop_source source;
    clock.at(300ms, [&] { source.request_stop(); });
    bool told = false;
    auto const result = try_run(
        policy(
            reprise::run_timeout{1s}, reprise::attempts{5} || reprise::stop_on{source.get_token()}),
        [&](reprise::attempt const& attempt) -> asio::awaitable<int> {
            bool const whole = co_await clock.async_wait(10s);
            EXPECT_FALSE(whole);
            told = attempt.stop_token().stop_requested();
            throw refused{};
        });
    EXPECT_TRUE(told);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
    EXPECT_THROW(result.value(), refused);
    EXPECT_EQ(clock.elapsed(), 300ms);
}

TEST_F(asio_limits, hold_for_operations_that_complete_with_an_error_code) {
    std::vector<error_code> codes;
    auto const slow = [&](auto&& token) {
        return asio::async_initiate<decltype(token), void(error_code, int)>(
            [&](auto handler) {
                auto const slot = asio::get_associated_cancellation_slot(handler);
                auto const executor = asio::get_associated_executor(handler);
                auto pass_on = [handler = std::move(handler)](bool whole) mutable {
                    std::move(handler)(whole ? error_code{} : asio::error::operation_aborted, 1);
                };
                clock.async_wait(10s)(asio::bind_cancellation_slot(
                    slot, asio::bind_executor(executor, std::move(pass_on))));
            },
            token);
    };
    reprise::async_retry(
        io, policy(reprise::run_timeout{1s}, reprise::attempts{2}), slow,
        [&](error_code error, int) { codes.push_back(error); });
    clock.run(io);
    EXPECT_THAT(codes, ElementsAre(error_code{time_limit::run}));
    EXPECT_EQ(codes.at(0).message(), "the attempt was ended by its run timeout");
    EXPECT_EQ(clock.elapsed(), 2100ms);

    auto future = reprise::async_try_retry(
        reprise::all_failures, io, policy(reprise::run_timeout{1s}, reprise::attempts{2}), slow,
        asio::use_future);
    clock.run(io);
    auto const result = future.get();
    EXPECT_FALSE(result);
    EXPECT_EQ(std::get<0>(*result), error_code{time_limit::run});
    EXPECT_EQ(result.report().attempts, 2);
    EXPECT_EQ(
        result.report().failures.at(0).failure.view().message(),
        "the attempt was ended by the run timeout of 1s, after 1s");
}

// takes ten seconds, and is left by a cancellation of the types that it heeds
auto ten_seconds(
    reprise::testing::async_virtual_clock& clock, int& calls, asio::cancellation_type heeded) {
    return [&clock, &calls, heeded](auto&& token) {
        return asio::async_initiate<decltype(token), void(error_code, int)>(
            [&clock, &calls, heeded](auto handler) {
                ++calls;
                auto const signal = std::make_shared<asio::cancellation_signal>();
                asio::get_associated_cancellation_slot(handler).assign(
                    [signal, heeded](asio::cancellation_type type) {
                        if ((type & heeded) != asio::cancellation_type::none) signal->emit(type);
                    });
                auto const executor = asio::get_associated_executor(handler);
                auto pass_on = [handler = std::move(handler), signal](bool whole) mutable {
                    std::move(handler)(whole ? error_code{} : asio::error::operation_aborted, 7);
                };
                clock.async_wait(10s)(asio::bind_cancellation_slot(
                    signal->slot(), asio::bind_executor(executor, std::move(pass_on))));
            },
            token);
    };
}

TEST_F(asio_limits, let_a_request_of_any_type_through_to_an_operation_with_a_token) {
    for (auto const type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial,
          asio::cancellation_type::total}) {
        for (bool const in_wait : {false, true}) {
            auto const start = clock.elapsed();
            auto const moment = in_wait ? 1050ms : 300ms;
            asio::cancellation_signal signal;
            clock.at(start + moment, [&] { signal.emit(type); });
            int calls = 0;
            std::optional<reprise::retry_result<std::tuple<error_code, int>>> got;
            reprise::async_try_retry(
                io, policy(reprise::run_timeout{1s}),
                ten_seconds(clock, calls, type | asio::cancellation_type::terminal),
                asio::bind_cancellation_slot(
                    signal.slot(), [&](auto result) { got.emplace(std::move(result)); }));
            clock.run(io);
            ASSERT_TRUE(got);
            EXPECT_EQ(got->report().reason, reprise::stop_reason::cancelled);
            EXPECT_EQ(
                std::get<0>(**got),
                in_wait ? error_code{time_limit::run} : error_code{asio::error::operation_aborted});
            EXPECT_EQ(clock.elapsed() - start, moment);
            EXPECT_EQ(calls, 1);
        }
    }
}

TEST_F(asio_limits, go_on_with_an_attempt_that_may_refuse_a_request) {
    asio::cancellation_signal signal;
    clock.at(300ms, [&] { signal.emit(asio::cancellation_type::total); });
    int calls = 0;
    error_code got;
    reprise::async_retry(
        io, policy(reprise::run_timeout{1min}.grace(1s)),
        ten_seconds(clock, calls, asio::cancellation_type::terminal),
        asio::bind_cancellation_slot(signal.slot(), [&](error_code error, int value) {
            got = error;
            EXPECT_EQ(value, 7);
        }));
    clock.run(io);
    EXPECT_EQ(got, error_code{}) << "it is not abandoned for that";
    EXPECT_EQ(clock.elapsed(), 10s);

    clock.at(clock.elapsed() + 300ms, [&] { signal.emit(asio::cancellation_type::partial); });
    auto const again = clock.elapsed();
    reprise::async_retry(
        io, policy(reprise::run_timeout{2s}.grace(1s), reprise::attempts{3}),
        ten_seconds(clock, calls, asio::cancellation_type::terminal),
        asio::bind_cancellation_slot(signal.slot(), [&](error_code error, int) { got = error; }));
    clock.run(io);
    EXPECT_EQ(got, error_code{time_limit::run}) << "the limit holds for it nevertheless";
    EXPECT_EQ(clock.elapsed() - again, 2s) << "and it is not called again";
    EXPECT_EQ(calls, 2);
}

// a virtual clock of which one wait throws
struct clock_that_breaks {
    reprise::testing::async_virtual_clock* clock;
    int* left;

    [[nodiscard]] reprise::time_point now() const noexcept { return clock->now(); }
    [[nodiscard]] auto async_wait(reprise::duration delay, std::stop_token token) const {
        if (--*left == 0) throw std::length_error{"no timer left"};
        return clock->async_wait(delay, std::move(token));
    }
};

TEST_F(asio_limits, wait_for_an_attempt_to_end_when_the_clock_breaks_that_watches_it) {
    for (int const breaks_at : {1, 2}) {  // the wait for the limit, or the one for the grace
        for (bool const heeds : {true, false}) {
            auto const start = clock.elapsed();
            int left = breaks_at;
            int calls = 0;
            auto const result = try_run(
                reprise::with(
                    policy(reprise::run_timeout{1s}.grace(500ms), reprise::attempts{1}),
                    clock_that_breaks{&clock, &left}),
                [&]() -> asio::awaitable<int> {
                    ++calls;
                    if (heeds) return takes(10s);
                    return [](auto& time) -> asio::awaitable<int> {
                        co_await asio::this_coro::reset_cancellation_state(
                            asio::disable_cancellation{});
                        co_await time.async_wait(10s);
                        co_return 7;
                    }(clock);
                });
            EXPECT_EQ(result.has_value(), !heeds);
            EXPECT_EQ(result.report().abandoned, 0);
            EXPECT_EQ(calls, 1);
            auto const asked = breaks_at == 1 ? 0ms : 1000ms;
            EXPECT_EQ(clock.elapsed() - start, heeds ? asked : 10s);
        }
    }
}

TEST_F(asio_limits, report_what_an_operation_completes_with_in_time) {
    auto const quick = [](auto&& token) {
        return asio::async_initiate<decltype(token), void(error_code, int)>(
            [](auto handler) {
                auto const executor = asio::get_associated_executor(handler);
                asio::post(executor, [handler = std::move(handler)]() mutable {
                    std::move(handler)(error_code{}, 7);
                });
            },
            token);
    };
    auto future =
        reprise::async_try_retry(io, policy(reprise::run_timeout{1s}), quick, asio::use_future);
    clock.run(io);
    auto const result = future.get();
    ASSERT_TRUE(result);
    EXPECT_EQ(std::get<1>(*result), 7);
    EXPECT_EQ(result.report().attempts, 1);
}

TEST_F(asio_limits, report_what_an_operation_throws_that_fails_by_error_codes) {
    // not in what it starts, of which Asio says that it must not throw
    auto const broken = [started = true](auto&& token) {
        if (started) throw refused{};
        return asio::async_initiate<decltype(token), void(error_code, int)>(
            [](auto&& handler) { std::move(handler)(error_code{}, 7); }, token);
    };
    auto future = reprise::async_try_retry(
        io, policy(reprise::run_timeout{1s}, reprise::attempts{1}), broken, asio::use_future);
    clock.run(io);
    auto const result = future.get();
    EXPECT_FALSE(result);
    EXPECT_THROW(result.value(), refused) << "there is no error code for it";
    EXPECT_EQ(result.report().attempts, 1);
}

TEST_F(asio_limits, hold_under_several_policies_as_one) {
    auto const for_refusals = reprise::compose(
        reprise::retry_on<refused>{}, reprise::attempts{3}, reprise::constant{10ms},
        reprise::no_jitter{});
    auto const for_the_rest = reprise::compose(
        reprise::retry_on<boost::system::system_error>{}, reprise::attempts{3},
        reprise::constant{1s}, reprise::no_jitter{}, reprise::run_timeout{300ms});
    auto const policy =
        reprise::first_match(for_refusals, for_the_rest, std::ref(clock), reprise::elapsed{1h});
    static_assert(
        std::same_as<std::remove_cvref_t<decltype(policy.time_limit())>, reprise::run_timeout>);

    std::vector<reprise::duration> begun;
    auto const operation = [&]() -> asio::awaitable<int> {
        begun.push_back(clock.elapsed());
        switch (begun.size()) {
            case 1: throw refused{};
            case 2: throw boost::system::system_error{asio::error::try_again};
            case 3: return takes(5s);
            default: return takes(299ms);
        }
    };
    EXPECT_EQ(run(policy, operation), 7);
    EXPECT_THAT(begun, ElementsAre(0ms, 10ms, 1010ms, 1320ms))
        << "a timeout is left to the first policy, as marks are";

    begun.clear();
    auto const start = clock.elapsed();
    auto const shorter = reprise::with(policy, reprise::run_timeout{100ms});
    EXPECT_THROW(
        static_cast<void>(run(shorter, [&]() -> asio::awaitable<int> { return takes(5s); })),
        attempt_timed_out);
    EXPECT_EQ(clock.elapsed() - start, 3 * 100ms + 2 * 10ms);
}

TEST_F(asio_limits, have_a_name_each_and_a_category_for_all) {
    std::vector<std::string> names;
    for (int limit = 0; limit < 5; ++limit)
        names.emplace_back(to_string(static_cast<time_limit>(limit)));
    EXPECT_THAT(
        names,
        ElementsAre(
            "run timeout", "idle timeout", "time left of the run", "grace", "unknown limit"));
    EXPECT_STREQ(error_code{time_limit::run}.category().name(), "reprise.time_limit");
}

TEST_F(asio_limits, refuse_values_that_make_no_sense) {
    EXPECT_THROW(reprise::run_timeout{0s}, std::invalid_argument);
    EXPECT_THROW(reprise::idle_timeout{-1s}, std::invalid_argument);
    EXPECT_THROW(static_cast<void>(reprise::run_timeout{1s}.grace(0s)), std::invalid_argument);
}

TEST(asio_limits_on_threads, hold_on_a_pool_of_threads) {
    asio::thread_pool pool{4};
    std::atomic<int> timed_out = 0;
    std::atomic<int> succeeded = 0;
    auto const policy = reprise::compose(
        reprise::attempts{2}, reprise::constant{1ms}, reprise::run_timeout{3ms}.grace(10s),
        reprise::retry_all{});
    for (int i = 0; i < 64; ++i) {
        reprise::async_retry(
            pool, policy,
            [i]() -> asio::awaitable<int> {
                reprise::timer_wait wait{i % 2 == 0 ? 1h : 10us, {}};
                bool const whole = co_await std::move(wait);
                if (!whole) throw refused{};
                co_return i;
            },
            [&](std::exception_ptr const& thrown, int) {
                try {
                    if (thrown) std::rethrow_exception(thrown);
                    ++succeeded;
                } catch (attempt_timed_out const& error) {
                    EXPECT_FALSE(error.abandoned());
                    ++timed_out;
                }
            });
    }
    pool.join();
    EXPECT_EQ(timed_out + succeeded, 64);
    EXPECT_GE(timed_out, 32);
}

static_assert(
    sizeof(reprise::with(reprise::compose(), reprise::run_timeout{1s})) >
        sizeof(reprise::compose()),
    "a limit that is not there takes no room");

}  // namespace
