// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an attempt in a `boost::asio::awaitable` is held to its time limits. Needs Boost.Asio.

#ifndef REPRISE_ASIO_SUPERVISE_HPP
#define REPRISE_ASIO_SUPERVISE_HPP

#include <reprise/asio/asio_wait.hpp>
#include <reprise/asio/timer_wait.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/heartbeat.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <variant>  // std::monostate

namespace reprise::detail {

// What the attempt and whoever watches it share. The attempt runs on an executor that never runs two of its handlers at
// once: there it may be cancelled.
template <class Result, class Executor, class Clock>
class watched_attempt
    : public heartbeat::listener,
      public std::enable_shared_from_this<watched_attempt<Result, Executor, Clock>> {
    using value_type = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;

  public:
    watched_attempt(Executor const& executor, Clock const& clock)
        : executor_{one_at_a_time(executor)}, clock_{clock}, last_beat_{now()} {}

    void beat() noexcept override { last_beat_.store(now(), std::memory_order_relaxed); }

    template <class Operation>
    void start(std::shared_ptr<Operation> operation, attempt const& described) {
        auto self = this->shared_from_this();
        if (described.stop_token().stop_possible()) {
            on_stop_.emplace(described.stop_token(), leave{this});
        }
        auto done = [self](std::exception_ptr thrown, auto... value) {
            self->thrown_ = std::move(thrown);
            if (!self->thrown_) self->value_.emplace(std::move(value)...);
            self->done_.store(true, std::memory_order_release);
            self->wake_.request_stop();
            self->over_.request_stop();
        };
        boost::asio::co_spawn(
            executor_,
            run(std::move(operation), described.watched(stop_.get_token(), heartbeat{self})),
            boost::asio::bind_cancellation_slot(signal_.slot(), std::move(done)));
    }

    void ask_to_stop() {
        stop_.request_stop();
        pass_on(boost::asio::cancellation_type::terminal);
    }

    void pass_on(boost::asio::cancellation_type request) {
        boost::asio::dispatch(
            executor_, [self = this->shared_from_this(), request] { self->signal_.emit(request); });
    }

    [[nodiscard]] time_point now() const noexcept { return detail::unwrap(clock_).now(); }
    [[nodiscard]] time_point last_beat() const noexcept { return last_beat_.load(); }
    [[nodiscard]] bool done() const noexcept { return done_.load(std::memory_order_acquire); }
    // whether the attempt has succeeded, so that nothing is gained by calling it late
    [[nodiscard]] bool succeeded() const {
        if constexpr (outcome_traits<value_type>::can_fail) {
            return value_ && !outcome_traits<value_type>::failed(*value_);
        } else {
            return value_.has_value();
        }
    }
    [[nodiscard]] std::exception_ptr thrown() const { return done() ? thrown_ : nullptr; }
    // requested when there is something to look at, and when the attempt is over
    [[nodiscard]] std::stop_token wake() const noexcept { return wake_.get_token(); }
    [[nodiscard]] std::stop_token over() const noexcept { return over_.get_token(); }
    [[nodiscard]] Clock const& clock() const noexcept { return clock_; }

    Result take() {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        if constexpr (!std::is_void_v<Result>) return std::move(*value_);
    }

  private:
    struct leave {
        watched_attempt* left;
        void operator()() const { left->wake_.request_stop(); }
    };

    [[nodiscard]] static Executor one_at_a_time(Executor const& executor) {
        if constexpr (std::same_as<Executor, boost::asio::any_io_executor>) {
            return boost::asio::make_strand(executor);
        } else {
            return executor;
        }
    }

    // keeps what the operation needs for as long as it runs, abandoned or not
    template <class Operation>
    static boost::asio::awaitable<Result, Executor> run(
        std::shared_ptr<Operation> operation, [[maybe_unused]] attempt described) {
        // whoever awaits the attempt has let the request through
        co_await boost::asio::this_coro::reset_cancellation_state(
            boost::asio::enable_total_cancellation{});
        if constexpr (attempt_operation<Operation>) {
            auto attempted = std::invoke(*operation, std::as_const(described));
            co_return co_await std::move(attempted);
        } else {
            auto attempted = std::invoke(*operation);
            co_return co_await std::move(attempted);
        }
    }

    Executor executor_;
    Clock clock_;
    std::atomic<time_point> last_beat_;
    boost::asio::cancellation_signal signal_;
    std::stop_source stop_;
    std::stop_source wake_;
    std::stop_source over_;
    std::exception_ptr thrown_;
    std::optional<value_type> value_;
    std::atomic<bool> done_ = false;
    std::optional<std::stop_callback<leave>> on_stop_;
};

// Whether an operation may have reasons to go on after such a request: it has had effects already.
[[nodiscard]] constexpr bool can_be_refused(boost::asio::cancellation_type request) noexcept {
    using boost::asio::cancellation_type;
    return request != cancellation_type::none &&
           (request & cancellation_type::terminal) == cancellation_type::none;
}

struct limit_reached {
    time_limit which;
    duration value;
};

// The limit of an attempt that has no time left.
[[nodiscard]] inline std::optional<limit_reached> limit_reached_by(
    attempt_limits const& limits, duration run_left, duration idle_left) noexcept {
    if (run_left <= duration::zero()) return limit_reached{limits.longest, limits.run};
    if (idle_left <= duration::zero()) return limit_reached{time_limit::idle, limits.idle};
    return std::nullopt;
}

// Throws where an attempt that was asked to stop ends with that: it did not heed it, or it failed because of it.
template <class Watched>
void throw_if_ended_by(
    limit_reached const& limit, Watched const& watched, time_point began, duration elapsed) {
    bool const abandoned = !watched.done();
    if (abandoned) elapsed = elapsed_between(began, watched.now());
    if (abandoned || (limit.which != time_limit::grace && !watched.succeeded())) {
        auto thrown = watched.thrown();
        throw attempt_timed_out{limit.which, limit.value, elapsed, abandoned, std::move(thrown)};
    }
}

// Awaits an attempt, at most as long as its limits allow, and then at most for the grace.
template <class Result, class Executor, class Clock, class Operation>
boost::asio::awaitable<Result, Executor> supervise(
    Clock clock, std::shared_ptr<Operation> operation, attempt described) {
    auto const executor = co_await boost::asio::this_coro::executor;
    // until the attempt is over a request to stop is not to be thrown at the first occasion
    bool const throws = co_await boost::asio::this_coro::throw_if_cancelled();
    co_await boost::asio::this_coro::throw_if_cancelled(false);

    using watched_type = watched_attempt<Result, Executor, Clock>;
    auto const watched = std::make_shared<watched_type>(executor, clock);
    auto const limits = described.limits();
    auto const began = described.began();
    watched->start(std::move(operation), described);

    limit_reached reached{time_limit::grace, limits.grace};
    bool clock_threw = false;
    while (!watched->done()) {
        auto const now = watched->now();
        auto const run_left = limits.run - elapsed_between(began, now);
        auto const idle_left = limits.idle - elapsed_between(watched->last_beat(), now);
        if (auto const limit = detail::limit_reached_by(limits, run_left, idle_left)) {
            reached = *limit;
            break;
        }
        bool whole = false;
        try {
            auto wait =
                detail::asio_wait(watched->clock(), std::min(run_left, idle_left), watched->wake());
            whole = co_await std::move(wait);
        } catch (...) {
            clock_threw = true;
        }
        if (clock_threw) break;
        if (whole) continue;
        auto const state = co_await boost::asio::this_coro::cancellation_state;
        auto const request = state.cancelled();
        if (watched->done() || described.stop_token().stop_requested() || !can_be_refused(request))
            break;
        watched->pass_on(request);
    }
    auto const elapsed = elapsed_between(began, watched->now());

    if (!watched->done()) {
        watched->ask_to_stop();
        auto const asked = watched->now();
        while (!watched->done()) {
            if (clock_threw) {
                // no time can be told any more, and two attempts at once would be worse than a long one
                auto wait = timer_wait{duration::max(), watched->over()};
                co_await std::move(wait);
                continue;
            }
            auto const left = limits.grace - elapsed_between(asked, watched->now());
            if (left <= duration::zero()) break;
            try {
                auto wait = detail::asio_wait(watched->clock(), left, watched->over());
                co_await std::move(wait);
            } catch (...) {
                clock_threw = true;
            }
        }
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
        detail::throw_if_ended_by(reached, *watched, began, elapsed);
    } else {
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
    }
    co_return watched->take();
}

// An operation whose attempts are supervised. Shared with them: one that is abandoned may outlive the run.
template <class Result, class Executor, class Clock, class Operation>
class supervised_operation {
  public:
    supervised_operation(Clock const& clock, Operation operation)
        : clock_{clock}, operation_{std::make_shared<Operation>(std::move(operation))} {}

    [[nodiscard]] auto repetition() const noexcept
        requires states_repetition<Operation>
    {
        return detail::repetition_of(*operation_);
    }

    boost::asio::awaitable<Result, Executor> operator()(attempt const& described) {
        return detail::supervise<Result, Executor>(clock_, operation_, described);
    }

  private:
    Clock clock_;
    std::shared_ptr<Operation> operation_;
};

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_SUPERVISE_HPP
