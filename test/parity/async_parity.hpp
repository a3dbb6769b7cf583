// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief What the tests of asynchronous tasks share: Asio on a clock that moves only when nothing else is to be done.

#ifndef REPRISE_TEST_PARITY_ASYNC_PARITY_HPP
#define REPRISE_TEST_PARITY_ASYNC_PARITY_HPP

#include "parity.hpp"

#include <reprise/graph/asio.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>  // std::function
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <utility>
#include <vector>

namespace parity {

namespace asio = boost::asio;

// Time for coroutines: a wait suspends, and time moves on to the next one that is due when nobody can run.
class stepping_clock {
  public:
    [[nodiscard]] reprise::time_point now() const noexcept { return now_; }

    asio::awaitable<bool> async_wait(reprise::duration delay, std::stop_token token) {
        waits_.push_back(delay);
        auto const sleeper = std::make_shared<sleep>(co_await asio::this_coro::executor);
        sleeper->timer.expires_at(asio::steady_timer::time_point::max());
        auto const place = sleepers_.emplace(now_ + delay, sleeper);
        std::stop_callback const stop{token, [sleeper] { sleeper->timer.cancel(); }};
        boost::system::error_code error;
        if (!token.stop_requested()) {
            auto into = asio::redirect_error(asio::use_awaitable, error);
            co_await sleeper->timer.async_wait(into);
        }
        if (!sleeper->due) sleepers_.erase(place);
        co_return sleeper->due;
    }

    // a node that sleeps
    asio::awaitable<void> sleep_for(reprise::duration delay) {
        auto waits = waits_;
        auto wait = async_wait(delay, std::stop_token{});
        co_await std::move(wait);
        waits_ = std::move(waits);
    }

    // Runs until everything is done. Returns false where somebody waits that nobody wakes.
    void run(asio::io_context& io) {
        for (;;) {
            io.restart();
            while (io.poll() != 0) io.restart();
            if (sleepers_.empty()) return;
            auto const next = sleepers_.extract(sleepers_.begin());
            now_ = std::max(now_, next.key());
            next.mapped()->due = true;
            next.mapped()->timer.cancel();
        }
    }

    [[nodiscard]] reprise::duration elapsed() const noexcept {
        return now_ - reprise::time_point{1h};
    }

  private:
    struct sleep {
        explicit sleep(asio::any_io_executor const& executor) : timer{executor} {}
        asio::steady_timer timer;
        bool due = false;
    };

    reprise::time_point now_{1h};
    std::multimap<reprise::time_point, std::shared_ptr<sleep>> sleepers_;
    std::vector<reprise::duration> waits_;
};

// A processor whose call is a function.
template <class Result>
struct async_processor {
    using function = std::function<asio::awaitable<Result>(int const&, context&)>;
    function call;
    asio::awaitable<Result> async_invoke(int const& input, context& node) {
        return call(input, node);
    }
    asio::awaitable<Result> async_stream(int const& input, context& node) {
        return call(input, node);
    }
};

template <class Result>
using async_task_of = graph::executable_task<async_processor<Result>, int>;

// Runs a task on a clock that steps, and hands on what became of it.
struct async_run {
    asio::io_context io;
    stepping_clock clock;

    asio::awaitable<void> sleep_for(reprise::duration delay) { return clock.sleep_for(delay); }

    template <class Result, class Policies, class Options>
    auto operator()(async_task_of<Result>& task, Policies const& policies, Options const& options) {
        std::optional<graph::task_result<Result>> got;
        std::exception_ptr thrown;
        asio::co_spawn(
            io, graph::async_run_with_retry(task, policies, options),
            [&](std::exception_ptr error, graph::task_result<Result> value) {
                thrown = std::move(error);
                got.emplace(std::move(value));
            });
        clock.run(io);
        if (!got) throw std::logic_error{"the run has not ended"};
        if (thrown != nullptr) std::rethrow_exception(thrown);
        return *std::move(got);
    }

    [[nodiscard]] auto options() {
        return graph::run_options{.clock = std::ref(clock), .how = graph::semantics::langgraph};
    }
};

template <class Result>
[[nodiscard]] async_task_of<Result> async_task(
    typename async_processor<Result>::function call,
    std::optional<graph::timeout_policy> timeout = std::nullopt) {
    async_task_of<Result> task{
        .name = "aslow",
        .input = 40,
        .processor = {std::move(call)},
        .config = {.checkpoint_namespace = graph::checkpoint_namespace::parse("aslow:1")},
        .id = "task-1"};
    task.timeout = timeout;
    return task;
}

[[nodiscard]] inline graph::timeout_policy idle(reprise::any_duration limit) {
    return graph::timeout_policy{{.idle_timeout = limit}};
}

}  // namespace parity

#endif  // REPRISE_TEST_PARITY_ASYNC_PARITY_HPP
