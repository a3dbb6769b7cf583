// SPDX-License-Identifier: Apache-2.0
// expect: fibonacci: the unit must not be negative
#include <reprise/policies/backoff/fibonacci.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::fibonacci{0ms, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::fibonacci{-1ms, 1s};
#endif
