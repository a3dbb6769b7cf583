// SPDX-License-Identifier: Apache-2.0
// expect: constant: the delay must not be negative
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::constant{0ms};
#else
[[maybe_unused]] constexpr auto part = reprise::constant{-1ms};
#endif
