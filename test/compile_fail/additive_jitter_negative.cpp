// SPDX-License-Identifier: Apache-2.0
// expect: additive_jitter: the added time must not be negative
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::additive_jitter{0s};
#else
[[maybe_unused]] constexpr auto part = reprise::additive_jitter{-1s};
#endif
