// SPDX-License-Identifier: Apache-2.0
// expect: polynomial: the degree must be at least 1
#include <reprise/policies/backoff/polynomial.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::polynomial{1ms, 1, 1s};
#else
[[maybe_unused]] constexpr auto part = reprise::polynomial{1ms, 0, 1s};
#endif
