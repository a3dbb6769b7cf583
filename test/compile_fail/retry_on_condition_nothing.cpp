// SPDX-License-Identifier: Apache-2.0
// expect: retry_on_condition: needs at least one condition
#include <reprise/policies/classify/retry_on_condition.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::retry_on_condition(std::errc::timed_out);
#else
[[maybe_unused]] constexpr auto part = reprise::retry_on_condition();
#endif
