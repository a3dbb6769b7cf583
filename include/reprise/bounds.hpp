// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what can be said of a policy without running it: reprise::max_attempts and
/// reprise::worst_case_delay.

#ifndef REPRISE_BOUNDS_HPP
#define REPRISE_BOUNDS_HPP

#include <reprise/concepts/limit.hpp>
#include <reprise/retry_policy.hpp>
#include <reprise/step_machine.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace reprise {

/// \ingroup core
/// \brief How many attempts there can be under a policy: `static_assert(max_attempts(policy) == 5)`.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The count, or reprise::unbounded where only time or nothing limits it.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<std::uint64_t> max_attempts(Policy const& policy) {
    return detail::max_attempts_of(detail::policy_of(policy).stop());
}

/// \ingroup core
/// \brief How long can be waited under a policy in all: `static_assert(worst_case_delay(policy) <= 2s)`.
///
/// The step machine itself is run with failure after failure and the random word that gives the longest delay. A limit
/// on the time bounds the result, and is the result where nothing limits the attempts. A hint from the other side can
/// lengthen each delay by its allowance, which is not counted. Takes a step per attempt.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The sum of the longest delays, or reprise::unbounded.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> worst_case_delay(Policy const& policy) {
    auto const& composed = detail::policy_of(policy);
    auto const longest = detail::max_elapsed_of(composed.stop());
    auto const most = reprise::max_attempts(policy);
    if (!most.is_bounded()) return longest;
    if constexpr (requires { composed.worst_case_delay(); })
        return std::min(limit<duration>{composed.worst_case_delay()}, longest);

    // told that no time passes, so that no condition on the time ends it early: shorter delays could add up to more
    auto machine = composed.machine();
    constexpr auto longest_delay = [] { return std::numeric_limits<std::uint64_t>::max(); };
    while (machine.failed(verdict::transient(), machine.start(), longest_delay).waits() &&
           machine.waited() != duration::max()) {}
    return std::min(limit<duration>{machine.waited()}, longest);
}

}  // namespace reprise

#endif  // REPRISE_BOUNDS_HPP
