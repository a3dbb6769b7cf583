// SPDX-License-Identifier: Apache-2.0
// expect: multiplicative_jitter: the smallest factor must not be negative
#include <reprise/policies/jitter/multiplicative.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::multiplicative_jitter{0.0, 1.0};
#else
[[maybe_unused]] constexpr auto part = reprise::multiplicative_jitter{-0.1, 1.0};
#endif
