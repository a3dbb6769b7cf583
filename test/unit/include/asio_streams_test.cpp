// SPDX-License-Identifier: Apache-2.0

#include <reprise/asio.hpp>
#include <reprise/asio/coro.hpp>
#include <reprise/async_retry_stream.hpp>
#include <reprise/testing/async_virtual_clock.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/coro.hpp>
#include <boost/asio/experimental/use_coro.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::experimental::coro;
using reprise::attempt_timed_out;
using reprise::time_limit;
using ::testing::ElementsAre;

class broken_pipe : public std::runtime_error {
  public:
    broken_pipe() : runtime_error{"broken pipe"} {}
};

// says when a generator is destroyed
class guard {
  public:
    explicit guard(int& count) : count_{&count} {}
    guard(guard&& other) noexcept : count_{std::exchange(other.count_, nullptr)} {}
    guard& operator=(guard&&) = delete;
    ~guard() {
        if (count_ != nullptr) ++*count_;
    }

  private:
    int* count_;
};

// A wait as a generator can await it in Asio 1.81: it brings an executor, and completes with an error code.
class pause {
  public:
    using executor_type = asio::any_io_executor;

    pause(reprise::testing::async_virtual_clock& clock, executor_type executor)
        : clock_{&clock}, executor_{std::move(executor)} {}
    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

    template <class Handler>
    void operator()(Handler handler, reprise::duration delay) const {
        clock_->async_wait(delay)(
            asio::bind_executor(executor_, [handler = std::move(handler)](bool /*whole*/) mutable {
                std::move(handler)(boost::system::error_code{});
            }));
    }

  private:
    reprise::testing::async_virtual_clock* clock_;
    executor_type executor_;
};

// A whole context in virtual time.
class asio_streams : public ::testing::Test {
  protected:
    template <class... Policies>
    [[nodiscard]] auto policy(Policies... policies) {
        return reprise::compose(
            reprise::constant{1s}, reprise::no_jitter{}, reprise::retry_on<broken_pipe>{},
            std::ref(clock), std::move(policies)...);
    }

    auto wait_in(asio::any_io_executor const& executor) {
        return asio::async_initiate<
            asio::experimental::use_coro_t<> const, void(boost::system::error_code)>(
            pause{clock, executor}, asio::experimental::use_coro, reprise::duration{10ms});
    }

    // the numbers from one to another, ten milliseconds each, which break after so many
    coro<int> numbers(asio::any_io_executor executor, int from, int to, int breaks_after) {
        guard const leaving{destroyed};
        for (int next = from; next <= to; ++next) {
            if (breaks_after-- == 0) throw broken_pipe{};
            auto wait = wait_in(executor);
            co_await std::move(wait);
            co_yield next;
        }
    }

    // reads all that comes, or so many, and writes down the moment of each
    template <class Stream>
    asio::awaitable<void> read(Stream& stream, std::size_t most = 1'000) {
        while (got.size() < most) {
            auto coming = stream.next();
            std::optional<typename Stream::value_type> item = co_await std::move(coming);
            if (!item) break;
            got.push_back(text(*item));
            moments.push_back(clock.elapsed());
        }
    }

    template <class Stream>
    std::exception_ptr run(Stream& stream, std::size_t most = 1'000) {
        std::exception_ptr ended;
        asio::co_spawn(io, read(stream, most), [&](std::exception_ptr thrown) { ended = thrown; });
        clock.run(io);
        return ended;
    }

    static std::string text(int number) { return std::to_string(number); }
    static std::string text(reprise::stream_item<int> const& item) {
        return std::to_string(item.attempt) + ":" +
               (item.discarded() ? "discarded" : std::to_string(*item.value));
    }

    asio::io_context io;
    reprise::testing::async_virtual_clock clock;
    std::vector<std::string> got;
    std::vector<reprise::duration> moments;
    int destroyed = 0;
};

TEST_F(asio_streams, of_generators_are_resumed_after_what_arrived_last) {
    std::vector<int> asked;
    auto stream = reprise::async_retry_stream(
        policy(), reprise::resuming{}, [&](std::optional<int> const& last) {
            asked.push_back(last.value_or(0));
            return numbers(io.get_executor(), last.value_or(0) + 1, 5, 2);
        });
    EXPECT_EQ(run(stream), nullptr);
    EXPECT_THAT(got, ElementsAre("1", "2", "3", "4", "5"));
    EXPECT_THAT(asked, ElementsAre(0, 2, 4));
    EXPECT_THAT(moments, ElementsAre(10ms, 20ms, 1030ms, 1040ms, 2050ms));
    EXPECT_EQ(destroyed, 3);
}

TEST_F(asio_streams, of_generators_restart_and_say_what_is_to_be_discarded) {
    int made = 0;
    auto stream = reprise::async_retry_stream(policy(), reprise::restarting{}, [&] {
        return numbers(io.get_executor(), 1, 3, ++made == 1 ? 2 : 9);
    });
    EXPECT_EQ(run(stream), nullptr);
    EXPECT_THAT(got, ElementsAre("1:1", "1:2", "1:discarded", "2:1", "2:2", "2:3"));
    EXPECT_EQ(destroyed, 2);
}

TEST_F(asio_streams, of_generators_may_be_opened_by_a_coroutine) {
    int made = 0;
    auto stream = reprise::async_retry_stream(
        policy(), reprise::restarting{}, [&]() -> asio::awaitable<coro<int>> {
            co_await clock.async_wait(100ms);
            if (++made == 1) throw broken_pipe{};
            co_return numbers(io.get_executor(), 1, 2, 9);
        });
    EXPECT_EQ(run(stream), nullptr);
    EXPECT_THAT(got, ElementsAre("2:1", "2:2"));
    EXPECT_THAT(moments, ElementsAre(1210ms, 1220ms));
}

TEST_F(asio_streams, let_the_exception_of_a_generator_out_when_the_policy_gives_up) {
    auto stream = reprise::async_retry_stream(
        policy(), reprise::resuming{}, [&](std::optional<int> const& last) {
            return numbers(io.get_executor(), last.value_or(0) + 1, 99, 1);
        });
    EXPECT_THROW(std::rethrow_exception(run(stream)), broken_pipe);
    EXPECT_THAT(got, ElementsAre("1", "2", "3"));
}

TEST_F(asio_streams, destroy_a_generator_that_is_left_early_where_it_stands) {
    {
        auto stream = reprise::async_retry_stream(
            policy(), reprise::restarting{}, [&] { return numbers(io.get_executor(), 1, 99, 99); });
        EXPECT_EQ(run(stream, 2), nullptr);
        EXPECT_THAT(got, ElementsAre("1:1", "1:2"));
        EXPECT_EQ(clock.elapsed(), 20ms) << "nothing is fetched ahead";
        EXPECT_EQ(destroyed, 0);
    }
    clock.run(io);
    EXPECT_EQ(destroyed, 1);
}

// any type with an awaitable next(), here one that takes its time and heeds a cancellation
class steps {
  public:
    steps(
        reprise::testing::async_virtual_clock& clock, int from,
        std::vector<reprise::duration> waits)
        : clock_{&clock}, next_{from}, waits_{std::move(waits)} {}

    asio::awaitable<std::optional<int>> next() {
        if (step_ == waits_.size()) co_return std::nullopt;
        bool const whole = co_await clock_->async_wait(waits_[step_++]);
        if (!whole) throw boost::system::system_error{asio::error::operation_aborted};
        co_return next_++;
    }

  private:
    reprise::testing::async_virtual_clock* clock_;
    int next_;
    std::vector<reprise::duration> waits_;
    std::size_t step_ = 0;
};

TEST_F(asio_streams, hold_their_run_timeout_for_all_items_of_an_attempt) {
    std::vector<reprise::duration> begun;
    auto stream = reprise::async_retry_stream(
        policy(reprise::run_timeout{1s}, reprise::attempts{2}), reprise::resuming{},
        [&](std::optional<int> const& last) {
            begun.push_back(clock.elapsed());
            return steps{clock, last.value_or(0) + 1, {400ms, 400ms, 400ms}};
        });
    auto const ended = run(stream);
    EXPECT_THAT(got, ElementsAre("1", "2", "3", "4"));
    EXPECT_THAT(begun, ElementsAre(0ms, 2s));
    EXPECT_EQ(clock.elapsed(), 3s);
    try {
        std::rethrow_exception(ended);
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::run);
        EXPECT_EQ(error.value(), 1s);
        EXPECT_EQ(error.elapsed(), 1s);
        EXPECT_FALSE(error.abandoned());
    }
}

TEST_F(asio_streams, do_not_count_what_the_reader_does_in_between) {
    auto stream = reprise::async_retry_stream(
        policy(reprise::run_timeout{1s}, reprise::attempts{1}), reprise::resuming{},
        [&](std::optional<int> const&) { return steps{clock, 1, {300ms, 300ms, 300ms}}; });
    auto const slowly = [&]() -> asio::awaitable<void> {
        for (;;) {
            auto coming = stream.next();
            std::optional<int> const item = co_await std::move(coming);
            if (!item) break;
            got.push_back(text(*item));
            co_await clock.async_wait(1h);
        }
    };
    std::exception_ptr ended;
    asio::co_spawn(io, slowly, [&](std::exception_ptr thrown) { ended = thrown; });
    clock.run(io);
    EXPECT_EQ(ended, nullptr);
    EXPECT_THAT(got, ElementsAre("1", "2", "3"));
}

TEST_F(asio_streams, hold_their_idle_timeout_for_each_item) {
    auto stream = reprise::async_retry_stream(
        policy(reprise::idle_timeout{500ms}, reprise::attempts{2}), reprise::resuming{},
        [&](std::optional<int> const& last) {
            return last ? steps{clock, *last + 1, {1ms}}
                        : steps{clock, 1, {499ms, 499ms, 499ms, 501ms}};
        });
    EXPECT_EQ(run(stream), nullptr);
    EXPECT_THAT(got, ElementsAre("1", "2", "3", "4"));
    EXPECT_THAT(moments, ElementsAre(499ms, 998ms, 1497ms, 1497ms + 500ms + 1s + 1ms));
}

TEST_F(asio_streams, are_buffered_under_limits_that_each_item_refreshes) {
    int made = 0;
    auto future = asio::co_spawn(
        io,
        reprise::async_retry_stream(
            policy(reprise::idle_timeout{500ms} || reprise::run_timeout{1800ms}),
            reprise::buffering{},
            [&] {
                switch (++made) {
                    case 1: return steps{clock, 1, {499ms, 499ms, 501ms}};
                    case 2: return steps{clock, 1, {499ms, 499ms, 499ms, 499ms}};
                    default: return steps{clock, 1, {499ms, 499ms, 499ms}};
                }
            }),
        asio::use_future);
    clock.run(io);
    EXPECT_THAT(future.get(), ElementsAre(1, 2, 3));
    EXPECT_EQ(made, 3);
    EXPECT_EQ(clock.elapsed(), 1498ms + 1s + 1800ms + 1s + 1497ms);
}

TEST_F(asio_streams, shrink_their_limits_with_the_time_left_of_the_run) {
    auto stream = reprise::async_retry_stream(
        policy(reprise::run_timeout{1s}, reprise::elapsed{700ms}), reprise::resuming{},
        [&](std::optional<int> const&) { return steps{clock, 1, {400ms, 400ms}}; });
    try {
        std::rethrow_exception(run(stream));
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::total);
        EXPECT_EQ(error.value(), 300ms);
    }
    EXPECT_THAT(got, ElementsAre("1"));
    EXPECT_EQ(clock.elapsed(), 700ms);
}

TEST_F(asio_streams, wait_for_a_source_that_ignores_a_cancellation) {
    int running = 0;
    int most = 0;
    struct stubborn {
        reprise::testing::async_virtual_clock* clock;
        int* running;
        int* most;
        asio::awaitable<std::optional<int>> next() {
            *most = std::max(*most, ++*running);
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
            co_await clock->async_wait(10s);
            --*running;
            throw broken_pipe{};
        }
    };
    auto stream = reprise::async_retry_stream(
        policy(reprise::run_timeout{1s}.grace(500ms), reprise::attempts{2}), reprise::restarting{},
        [&] { return stubborn{&clock, &running, &most}; });
    EXPECT_THROW(std::rethrow_exception(run(stream)), attempt_timed_out);
    EXPECT_EQ(most, 1);
    EXPECT_EQ(clock.elapsed(), 2 * 10s + 1s);
}

TEST_F(asio_streams, are_left_by_a_cancellation_of_who_reads) {
    asio::cancellation_signal signal;
    clock.at(450ms, [&] { signal.emit(asio::cancellation_type::terminal); });
    int made = 0;
    auto stream = reprise::async_retry_stream(policy(), reprise::restarting{}, [&] {
        ++made;
        return steps{clock, 1, {400ms, 400ms}};
    });
    std::exception_ptr ended;
    asio::co_spawn(
        io, read(stream),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr thrown) { ended = thrown; }));
    clock.run(io);
    EXPECT_THROW(std::rethrow_exception(ended), boost::system::system_error);
    EXPECT_EQ(clock.elapsed(), 450ms);
    EXPECT_EQ(made, 1);
}

}  // namespace
