// SPDX-License-Identifier: Apache-2.0
// expect: delay_table: a delay must not be negative
#include <reprise/policies/backoff/delay_table.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::delay_table{1s, 0s};
#else
[[maybe_unused]] constexpr auto part = reprise::delay_table{1s, -1s};
#endif
