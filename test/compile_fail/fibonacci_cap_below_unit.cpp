// SPDX-License-Identifier: Apache-2.0
// expect: fibonacci: the cap must not be below the unit
#include <reprise/policies/backoff/fibonacci.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::fibonacci{1s, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::fibonacci{1s, 999ms};
#endif
