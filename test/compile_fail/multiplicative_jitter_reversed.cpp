// SPDX-License-Identifier: Apache-2.0
// expect: multiplicative_jitter: the largest factor must not be below the smallest
#include <reprise/policies/jitter/multiplicative.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::multiplicative_jitter{1.5, 1.5};
#else
[[maybe_unused]] constexpr auto part = reprise::multiplicative_jitter{1.5, 0.5};
#endif
