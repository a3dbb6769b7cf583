// SPDX-License-Identifier: Apache-2.0
// expect: linear: the step must not be negative
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::linear{1ms, 0ms, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::linear{1ms, -1ms, 1s};
#endif
