// SPDX-License-Identifier: Apache-2.0
// expect: the policy's clock can only be awaited, and this driver blocks
#include <reprise/retry.hpp>

#include <coroutine>
#include <stop_token>

struct async_clock {
    reprise::time_point now() const { return {}; }
    std::suspend_never async_wait(reprise::duration, std::stop_token const&) const { return {}; }
};

#ifdef PERMITTED
auto const got = reprise::retry(reprise::compose(), [] { return 1; });
#else
auto const got = reprise::retry(reprise::compose(async_clock{}), [] { return 1; });
#endif
