// SPDX-License-Identifier: Apache-2.0
// expect: polynomial: the unit must not be negative
#include <reprise/policies/backoff/polynomial.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::polynomial{0ms, 2, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::polynomial{-1ms, 2, 1s};
#endif
