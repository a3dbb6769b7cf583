// SPDX-License-Identifier: Apache-2.0
// expect: from_range: a delay must not be negative
#include <reprise/from_range.hpp>

#include <array>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::from_range(std::array{0s});
#else
[[maybe_unused]] constexpr auto part = reprise::from_range(std::array{-1s});
#endif
