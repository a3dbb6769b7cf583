// SPDX-License-Identifier: Apache-2.0
// expect: multiplicative_jitter: the largest factor must be finite
#include <reprise/policies/jitter/multiplicative.hpp>

#include <limits>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part =
    reprise::multiplicative_jitter{1.0, std::numeric_limits<double>::max()};
#else
[[maybe_unused]] constexpr auto part =
    reprise::multiplicative_jitter{1.0, std::numeric_limits<double>::infinity()};
#endif
