// SPDX-License-Identifier: Apache-2.0
// expect: linear: the cap must not be below the initial delay
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::linear{1s, 1ms, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::linear{1s, 1ms, 999ms};
#endif
