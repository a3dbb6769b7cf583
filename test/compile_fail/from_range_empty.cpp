// SPDX-License-Identifier: Apache-2.0
// expect: from_range: the range must hold at least one delay
#include <reprise/from_range.hpp>

#include <array>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::from_range(std::array<reprise::duration, 1>{});
#else
[[maybe_unused]] constexpr auto part = reprise::from_range(std::array<reprise::duration, 0>{});
#endif
