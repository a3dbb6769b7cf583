// SPDX-License-Identifier: Apache-2.0
// expect: reprise::async_retry_stream: the factory makes no source
#include <reprise/async_retry_stream.hpp>

#include <coroutine>
#include <optional>
#include <vector>

// the least that a coroutine type can be
template <class Result>
struct task {
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void unhandled_exception() {}
        void return_value(Result const&) {}
    };
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<> /*waiting*/) const noexcept {}
    Result await_resume() const noexcept { return {}; }
};

struct source {
    task<std::optional<int>> next() { return {}; }
};

#ifdef PERMITTED
auto const make = [] { return source{}; };
#else
auto const make = [] { return std::vector{1, 2}; };
#endif
auto stream = reprise::async_retry_stream(reprise::compose(), reprise::restarting{}, make);
