// SPDX-License-Identifier: Apache-2.0
// expect: worst_case_time: the allowance of hints must not be negative
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto longest = reprise::worst_case_time(reprise::compose(), 1s, 0s);
#else
[[maybe_unused]] constexpr auto longest = reprise::worst_case_time(reprise::compose(), 1s, -1s);
#endif
