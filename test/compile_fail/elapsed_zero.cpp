// SPDX-License-Identifier: Apache-2.0
// expect: elapsed: the time must be above zero
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::elapsed{1ns};
#else
[[maybe_unused]] constexpr auto part = reprise::elapsed{0s};
#endif
