// SPDX-License-Identifier: Apache-2.0
// expect: exponential: the cap must not be below the initial delay
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::exponential{1s, 2.0, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::exponential{1s, 2.0, 999ms};
#endif
