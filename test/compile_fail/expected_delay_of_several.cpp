// SPDX-License-Identifier: Apache-2.0
// expect: expected_delay: how long several policies wait on average depends on which of them decides
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

constexpr auto several = reprise::first_match(reprise::compose(), reprise::shared_counter);
#ifdef PERMITTED
auto const delay = reprise::expected_delay(reprise::compose());
#else
auto const delay = reprise::expected_delay(several);
#endif
