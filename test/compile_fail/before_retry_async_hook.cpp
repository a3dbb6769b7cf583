// SPDX-License-Identifier: Apache-2.0
// expect: reprise::before_retry: the hook is a coroutine, and the operation blocks
#include <reprise/before_retry.hpp>
#include <reprise/retry.hpp>

#include <coroutine>

struct task {
    std::suspend_never operator co_await() const noexcept { return {}; }
};

#ifdef PERMITTED
auto const got = reprise::retry(reprise::compose(), reprise::before_retry([] {}, [] { return 1; }));
#else
auto const got = reprise::retry(
    reprise::compose(), reprise::before_retry([] { return task{}; }, [] { return 1; }));
#endif
