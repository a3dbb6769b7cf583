// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines attempts that end in time, for Asio's coroutines. Needs Boost.Asio.

#ifndef REPRISE_GRAPH_DETAIL_ASIO_TIMED_ATTEMPT_HPP
#define REPRISE_GRAPH_DETAIL_ASIO_TIMED_ATTEMPT_HPP

#include <reprise/asio/awaitable.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/detail/async_drive.hpp>  // detail::async_wait
#include <reprise/graph/detail/task_run.hpp>
#include <reprise/graph/detail/timed_attempt.hpp>
#include <reprise/graph/errors.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <variant>

namespace reprise::graph::detail {

// One attempt and who looks after it. The node shares it, and so may go on after the run has given it up: all that the
// node gets is in here, or behind the gate.
template <class Run, class Call, class Clock>
class timed_attempt final : public progress_watcher {
  public:
    using value_type = std::conditional_t<
        std::is_void_v<typename Call::result_type>, std::monostate, typename Call::result_type>;

    timed_attempt(Run& run, Clock const& clock)
        : clock_{&clock},
          timeout_{*run.task().timeout},
          config_{run.config()},
          info_{run.info()},
          task_id_{info_.task_id} {
        refer_to_own(run);
        described_.describe(config_, info_, stop_.get_token());
        described_.multiply(run.scope().description().attempts_of_children());
        call_.emplace(typename Call::context_type{described_, run.scope().share()});
        // NOLINTBEGIN(cppcoreguidelines-prefer-member-initializer): the attempt starts when all of this is there
        start_ = now();
        progress_ = start_;
        told_ = start_;
        // NOLINTEND(cppcoreguidelines-prefer-member-initializer)
    }

    // the node

    auto start_node(typename Run::task_type& task, semantics const& how) {
        return call_->start(task, how);
    }
    void take(value_type&& value) { value_.emplace(std::move(value)); }
    void ended(std::exception_ptr error) noexcept {
        error_ = std::move(error);
        done_ = true;
        watch_.request_stop();
    }
    [[nodiscard]] boost::asio::cancellation_slot slot() noexcept { return signal_.slot(); }
    void cancel() { signal_.emit(boost::asio::cancellation_type::all); }

    // the watchdog

    [[nodiscard]] bool is_done() const noexcept { return done_; }
    [[nodiscard]] std::stop_token watch() const noexcept { return watch_.get_token(); }
    void ask_to_stop() noexcept { stop_.request_stop(); }
    [[nodiscard]] duration elapsed() const { return elapsed_between(start_, now()); }

    // which limit is due first, and in how long; zero or less where it has passed
    struct deadline {
        timeout_kind kind;
        duration left;
    };
    [[nodiscard]] deadline next() const {
        auto const moment = now();
        auto const left = [moment](time_point from, duration limit) {
            return limit - elapsed_between(from, moment);
        };
        deadline first{timeout_kind::run, duration::max()};
        if (timeout_.run_timeout()) first.left = left(start_, *timeout_.run_timeout());
        if (timeout_.idle_timeout()) {
            auto const idle = left(progress_, *timeout_.idle_timeout());
            if (idle < first.left) first = {timeout_kind::idle, idle};
        }
        return first;
    }

    [[nodiscard]] value_type result() {
        if (error_ != nullptr) std::rethrow_exception(error_);
        return std::move(*value_);
    }

    // within the gate
    [[nodiscard]] bool progressed(bool told) override {
        if (!timeout_.idle_timeout()) return told;
        auto const moment = now();
        progress_ = moment;
        if (!told || elapsed_between(told_, moment) < *timeout_.idle_timeout() / 4) return false;
        told_ = moment;
        return true;
    }

  private:
    [[nodiscard]] time_point now() const { return reprise::detail::unwrap(*clock_).now(); }

    // the views of the info must not refer to what the run may have left behind
    void refer_to_own(Run const& run) {
        info_.task_id = task_id_;
        if (config_.checkpoint_id) info_.checkpoint_id = *config_.checkpoint_id;
        if (config_.checkpoint_namespace)
            info_.checkpoint_namespace = config_.checkpoint_namespace->text();
        if (config_.thread_id) info_.thread_id = *config_.thread_id;
        if (config_.run_id) info_.run_id = *config_.run_id;
        if (auto const* const previous = run.info().previous_failure) {
            previous_.emplace(failure::of_exception(*previous));
            view_.emplace(previous_->view());
            info_.previous_failure = &*view_;
        }
    }

    Clock const* clock_;
    timeout_policy timeout_;
    graph::config config_;
    execution_info info_;
    std::string task_id_;
    std::optional<failure> previous_;
    std::optional<failure_view> view_;
    attempt_description described_;
    std::optional<Call> call_;
    std::optional<value_type> value_;
    std::exception_ptr error_;
    std::atomic<bool> done_ = false;
    std::stop_source stop_;
    std::stop_source watch_;
    boost::asio::cancellation_signal signal_;
    time_point start_;
    std::atomic<time_point> progress_;
    time_point told_;
};

template <class Executor, class Attempt, class Task>
boost::asio::awaitable<void, Executor> run_node(
    std::shared_ptr<Attempt> attempt, Task* task, semantics how) {
    auto started = attempt->start_node(*task, how);
    if constexpr (std::is_same_v<typename Attempt::value_type, std::monostate>) {
        co_await std::move(started);
        attempt->take({});
    } else {
        attempt->take(co_await std::move(started));
    }
}

// Waits, and says whether the whole time passed; takes what is awaited as a parameter, see async_drive.hpp.
class ended_wait {
  public:
    void take(bool whole) noexcept { whole_ = whole; }
    [[nodiscard]] bool whole() const noexcept { return whole_; }

  private:
    bool whole_ = false;
};

template <class Call, class Result, class Executor, class Run, class Clock>
boost::asio::awaitable<Result, Executor> run_in_time(Run& run, Clock const& clock) {
    using attempt_type = timed_attempt<Run, Call, Clock>;
    namespace asio = boost::asio;
    auto const attempt = std::make_shared<attempt_type>(run, clock);
    run.watch(attempt);
    auto const executor = co_await asio::this_coro::executor;
    auto const strand = asio::make_strand(executor);
    // a request to stop must not keep this coroutine from ending the node
    bool const throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);

    auto* const task = &run.task();
    auto node = detail::run_node<Executor>(attempt, task, run.how());
    asio::co_spawn(
        strand, std::move(node),
        asio::bind_cancellation_slot(attempt->slot(), [attempt](std::exception_ptr error) {
            attempt->ended(std::move(error));
        }));

    std::optional<timeout_kind> passed;
    bool stopped = false;
    while (!attempt->is_done() && !passed && !stopped) {
        auto const due = attempt->next();
        if (due.left <= duration::zero()) {
            passed = due.kind;
            break;
        }
        ended_wait waited;
        auto wait = reprise::detail::async_wait<asio::awaitable<bool, Executor>>(
            clock, due.left, attempt->watch());
        if constexpr (std::is_same_v<decltype(wait), reprise::detail::finished_wait>) {
            waited.take(wait.whole);
        } else {
            waited.take(co_await std::move(wait));
        }
        stopped = !waited.whole() && !attempt->is_done();
    }

    if (!attempt->is_done()) {
        auto const elapsed = attempt->elapsed();
        run.cut_off();
        attempt->ask_to_stop();
        asio::post(strand, [attempt] { attempt->cancel(); });
        if (run.how().grace || stopped) {
            ended_wait waited;
            auto wait = reprise::detail::async_wait<asio::awaitable<bool, Executor>>(
                clock, run.options().grace.value(), attempt->watch());
            if constexpr (std::is_same_v<decltype(wait), reprise::detail::finished_wait>) {
                waited.take(wait.whole);
            } else {
                waited.take(co_await std::move(wait));
            }
        }
        if (!attempt->is_done()) run.count_overlap();
        co_await asio::this_coro::throw_if_cancelled(throws);
        if (passed) {
            auto const& timeout = *task->timeout;
            throw node_timeout_error{
                task->name, *passed, timeout.run_timeout(), timeout.idle_timeout(), elapsed};
        }
        if (!attempt->is_done()) throw cancelled{};
    } else {
        co_await asio::this_coro::throw_if_cancelled(throws);
    }
    if constexpr (std::is_void_v<Result>) {
        (void)attempt->result();
    } else {
        co_return attempt->result();
    }
}

template <class Result, class Executor>
struct timed_attempts<boost::asio::awaitable<Result, Executor>> {
    static constexpr bool exist = true;

    template <class Call, class Run, class Clock>
    [[nodiscard]] static boost::asio::awaitable<Result, Executor> start(
        Run& run, Clock const& clock) {
        return detail::run_in_time<Call, Result, Executor>(run, clock);
    }
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_ASIO_TIMED_ATTEMPT_HPP
