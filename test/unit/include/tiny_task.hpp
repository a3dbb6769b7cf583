// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief A coroutine type of the tests' own: as little as a coroutine type can be, without any library.

#ifndef REPRISE_TEST_TINY_TASK_HPP
#define REPRISE_TEST_TINY_TASK_HPP

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace reprise_test {

template <class Result>
class tiny_task;

namespace detail {

struct promise_base {
    std::coroutine_handle<> waiting;
    std::exception_ptr thrown;

    static std::suspend_always initial_suspend() noexcept { return {}; }

    struct resume_waiting {
        static constexpr bool await_ready() noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            // null as long as the one who awaits is still in its await_suspend: it goes on without being resumed, so
            // that any number of coroutines that end at once take no stack, at -O0 too
            if (auto const next = std::exchange(ended.promise().waiting, nullptr)) next.resume();
        }
        static void await_resume() noexcept {}
    };
    static resume_waiting final_suspend() noexcept { return {}; }

    void unhandled_exception() noexcept { thrown = std::current_exception(); }
};

template <class Result>
struct promise : promise_base {
    std::optional<Result> value;
    tiny_task<Result> get_return_object() noexcept;
    template <class From>
    void return_value(From&& from) {
        value.emplace(std::forward<From>(from));
    }
    Result take() { return std::move(*value); }
};

template <class Result>
struct promise<Result&> : promise_base {
    Result* value = nullptr;
    tiny_task<Result&> get_return_object() noexcept;
    void return_value(Result& from) noexcept { value = &from; }
    Result& take() noexcept { return *value; }
};

template <>
struct promise<void> : promise_base {
    tiny_task<void> get_return_object() noexcept;
    void return_void() noexcept {}
    void take() noexcept {}
};

}  // namespace detail

// Starts when it is awaited. One thread.
template <class Result>
class [[nodiscard]] tiny_task {
  public:
    using promise_type = detail::promise<Result>;

    explicit tiny_task(std::coroutine_handle<promise_type> handle) noexcept : handle_{handle} {}
    tiny_task(tiny_task&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
    tiny_task& operator=(tiny_task&&) = delete;
    ~tiny_task() {
        if (handle_) handle_.destroy();
    }

    [[nodiscard]] static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) {
        handle_.resume();
        if (handle_.done()) return false;
        handle_.promise().waiting = waiting;
        return true;
    }
    Result await_resume() { return finish(); }

    // for whoever is no coroutine
    void start() { handle_.resume(); }
    [[nodiscard]] bool done() const noexcept { return handle_.done(); }
    Result finish() {
        if (!done()) throw std::logic_error{"the task has not ended"};
        auto& promise = handle_.promise();
        if (promise.thrown) std::rethrow_exception(std::exchange(promise.thrown, nullptr));
        return promise.take();
    }
    Result run() {
        start();
        return finish();
    }

  private:
    std::coroutine_handle<promise_type> handle_;
};

template <class Result>
tiny_task<Result> detail::promise<Result>::get_return_object() noexcept {
    return tiny_task<Result>{std::coroutine_handle<promise>::from_promise(*this)};
}
template <class Result>
tiny_task<Result&> detail::promise<Result&>::get_return_object() noexcept {
    return tiny_task<Result&>{std::coroutine_handle<promise>::from_promise(*this)};
}
inline tiny_task<void> detail::promise<void>::get_return_object() noexcept {
    return tiny_task<void>{std::coroutine_handle<promise>::from_promise(*this)};
}

}  // namespace reprise_test

#endif  // REPRISE_TEST_TINY_TASK_HPP
