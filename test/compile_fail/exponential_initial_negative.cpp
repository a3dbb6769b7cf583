// SPDX-License-Identifier: Apache-2.0
// expect: exponential: the initial delay must not be negative
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::exponential{0ms};
#else
[[maybe_unused]] constexpr auto part = reprise::exponential{-1ms};
#endif
