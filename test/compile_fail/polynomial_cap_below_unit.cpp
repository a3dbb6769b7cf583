// SPDX-License-Identifier: Apache-2.0
// expect: polynomial: the cap must not be below the unit
#include <reprise/policies/backoff/polynomial.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::polynomial{1s, 2, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::polynomial{1s, 2, 999ms};
#endif
