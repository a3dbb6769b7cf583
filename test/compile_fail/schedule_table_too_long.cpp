// SPDX-License-Identifier: Apache-2.0
// expect: schedule_table: the policy makes fewer retries than the table has rows
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part =
    reprise::schedule_table<2>(reprise::compose(reprise::attempts{3}, reprise::no_jitter{}));
#else
[[maybe_unused]] constexpr auto part =
    reprise::schedule_table<3>(reprise::compose(reprise::attempts{3}, reprise::no_jitter{}));
#endif
