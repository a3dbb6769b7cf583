// SPDX-License-Identifier: Apache-2.0
// expect: the operation is a coroutine, and this driver does not await it: use reprise::async_retry
#include <reprise/retry.hpp>

#include <coroutine>

struct task {
    std::suspend_never operator co_await() const noexcept { return {}; }
};

#ifdef PERMITTED
auto const got = reprise::try_retry(reprise::compose(), [] { return 1; });
#else
auto const got = reprise::try_retry(reprise::compose(), [] { return task{}; });
#endif
