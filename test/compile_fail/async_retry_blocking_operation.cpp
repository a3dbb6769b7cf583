// SPDX-License-Identifier: Apache-2.0
// expect: what the operation returns cannot be awaited
#include <reprise/async_retry.hpp>

#include <coroutine>
#include <stop_token>

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

struct async_clock {
    reprise::time_point now() const { return {}; }
    task<bool> async_wait(reprise::duration, std::stop_token const&) const { return {}; }
};

#ifdef PERMITTED
auto const got = reprise::async_retry(reprise::compose(async_clock{}), [] { return task<int>{}; });
#else
auto const got = reprise::async_retry(reprise::compose(async_clock{}), [] { return 1; });
#endif
