// SPDX-License-Identifier: Apache-2.0

// A coroutine type and an event loop of one's own, and the clock that makes them retry.
#include <reprise/async_retry.hpp>
#include <reprise/retry.hpp>

#include <coroutine>
#include <cstdlib>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <utility>

namespace {

using namespace std::chrono_literals;

// A loop of one thread, whose time jumps to the next timer.
struct event_loop {
    reprise::time_point now{};
    std::multimap<reprise::time_point, std::coroutine_handle<>> timers;

    void run() {
        while (!timers.empty()) {
            auto const next = timers.extract(timers.begin());
            now = next.key();
            next.mapped().resume();
        }
    }
    void make_due(std::coroutine_handle<> waiting) {
        std::erase_if(timers, [waiting](auto const& timer) { return timer.second == waiting; });
        timers.emplace(now, waiting);
    }
};

//! [async_clock]
// what co_await gets: suspends the coroutine until the loop's timer is due, or a stop is requested
struct timer_wait {
    struct wake {
        event_loop* loop;
        std::coroutine_handle<> waiting;
        void operator()() const { loop->make_due(waiting); }
    };
    event_loop* loop;
    reprise::duration delay;
    std::stop_token token;
    std::shared_ptr<std::stop_callback<wake>> on_stop{};

    bool await_ready() const noexcept { return token.stop_requested(); }
    void await_suspend(std::coroutine_handle<> waiting) {
        loop->timers.emplace(loop->now + delay, waiting);
        on_stop = std::make_shared<std::stop_callback<wake>>(token, wake{loop, waiting});
    }
    bool await_resume() const noexcept { return !token.stop_requested(); }
};

struct loop_clock {
    event_loop* loop;

    reprise::time_point now() const noexcept { return loop->now; }
    timer_wait async_wait(reprise::duration delay, std::stop_token const& token) const {
        return {loop, delay, token};
    }
};
static_assert(reprise::async_clock_policy<loop_clock>);
//! [async_clock]

// As little as a coroutine type can be: starts when it is awaited, and resumes who awaits it.
template <class Result>
class job {
  public:
    struct promise_type {
        std::optional<Result> value;
        std::exception_ptr thrown;
        std::coroutine_handle<> waiting = std::noop_coroutine();

        job get_return_object() noexcept {
            return job{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        static std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct resume_waiting {
                static bool await_ready() noexcept { return false; }
                static std::coroutine_handle<> await_suspend(
                    std::coroutine_handle<promise_type> ended) noexcept {
                    return ended.promise().waiting;
                }
                static void await_resume() noexcept {}
            };
            return resume_waiting{};
        }
        void return_value(Result result) { value.emplace(std::move(result)); }
        void unhandled_exception() noexcept { thrown = std::current_exception(); }
    };

    job(job&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
    job(job const&) = delete;
    job& operator=(job const&) = delete;
    job& operator=(job&&) = delete;
    ~job() {
        if (handle_) handle_.destroy();
    }

    static bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
        handle_.promise().waiting = waiting;
        return handle_;
    }
    Result await_resume() {
        auto& promise = handle_.promise();
        if (promise.thrown) std::rethrow_exception(promise.thrown);
        return std::move(*promise.value);
    }

    void start() { handle_.resume(); }

  private:
    explicit job(std::coroutine_handle<promise_type> handle) noexcept : handle_{handle} {}

    std::coroutine_handle<promise_type> handle_;
};

job<int> fetch(int& calls) {
    if (++calls < 3) throw std::runtime_error{"not yet"};
    co_return 42;
}

bool retries_after_an_hour() {
    event_loop loop;
    int calls = 0;
    //! [run]
    auto const policy = reprise::compose(
        reprise::attempts{5}, reprise::constant{1h}, reprise::no_jitter{}, loop_clock{&loop});
    auto running = reprise::async_retry(policy, [&calls] { return fetch(calls); });
    running.start();
    loop.run();
    int const answer = running.await_resume();
    //! [run]
    return answer == 42 && calls == 3 && loop.now.time_since_epoch() == 2h;
}

bool leaves_the_wait() {
    event_loop loop;
    std::stop_source stop;
    int calls = 0;
    auto const policy = reprise::compose(
        reprise::attempts{5} || reprise::stop_on{stop.get_token()}, reprise::constant{1h},
        reprise::no_jitter{}, loop_clock{&loop});
    auto running = reprise::async_retry(policy, [&calls] { return fetch(calls); });
    running.start();
    stop.request_stop();
    loop.run();
    try {
        running.await_resume();
    } catch (std::runtime_error const&) {
        return calls == 1 && loop.now == reprise::time_point{};
    }
    return false;
}

}  // namespace

int main() { return retries_after_an_hour() && leaves_the_wait() ? EXIT_SUCCESS : EXIT_FAILURE; }
