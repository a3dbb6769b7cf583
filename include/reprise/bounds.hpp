// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what can be said of a policy without running it: reprise::max_attempts, reprise::worst_case_delay,
/// reprise::expected_delay, reprise::worst_case_time and reprise::fits.

#ifndef REPRISE_BOUNDS_HPP
#define REPRISE_BOUNDS_HPP

#include <reprise/concepts/limit.hpp>
#include <reprise/detail/bounding_machine.hpp>
#include <reprise/policies/require.hpp>
#include <reprise/retry_policy.hpp>

#include <algorithm>
#include <cstdint>

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
/// The step machine itself is run with failure after failure and the longest delays that the jitter can draw. A limit
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
    if constexpr (requires { composed.worst_case_delay(); }) {
        return std::min(limit<duration>{composed.worst_case_delay()}, longest);
    } else {
        detail::bounding_machine<detail::policy_of_t<Policy>, detail::bound::most> machine{
            composed};
        return std::min(limit<duration>{machine.sum()}, longest);
    }
}

/// \ingroup core
/// \brief How long is waited on average under a policy in all, if every attempt fails.
///
/// The sum of the mean delays, see reprise::delay_bounds. Where a limit on the time can end a run early, the average is
/// below the result.
/// \tparam Policy A policy that reprise::compose returned, or a static one.
/// \param policy The policy.
/// \return The sum of the mean delays; the limit on the time where nothing limits the attempts; or reprise::unbounded.
template <detail::has_parts Policy>
[[nodiscard]] constexpr limit<duration> expected_delay(Policy const& policy) {
    auto const& composed = detail::policy_of(policy);
    auto const longest = detail::max_elapsed_of(composed.stop());
    if (!reprise::max_attempts(policy).is_bounded()) return longest;
    detail::bounding_machine<detail::policy_of_t<Policy>, detail::bound::mean> machine{composed};
    return std::min(limit<duration>{machine.sum()}, longest);
}

/// \ingroup core
/// \brief How long a run can take in all, if an attempt takes no longer than a limit:
/// `static_assert(worst_case_time(policy, 2s) <= 30s)`.
///
/// All attempts take their limit and all waits are the longest. Under a limit on the time, the last attempt starts at
/// it at the latest and still takes its own.
/// \tparam Policy A composed policy.
/// \param policy         The policy.
/// \param attempt_limit  The longest that an attempt takes, not negative; the library does not interrupt attempts.
/// \param hint_allowance By how much the other side's hints lengthen each wait at most; see reprise::verdict::after.
/// \return The longest time, or reprise::unbounded.
/// \throws std::invalid_argument if a time is negative.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> worst_case_time(
    Policy const& policy, any_duration attempt_limit, any_duration hint_allowance = duration{}) {
    auto const each = attempt_limit.value();
    auto const longer = hint_allowance.value();
    detail::require(
        each >= duration::zero(), "worst_case_time: the limit of an attempt must not be negative",
        each);
    detail::require(
        longer >= duration::zero(), "worst_case_time: the allowance of hints must not be negative",
        longer);
    constexpr auto times = [](duration span, std::uint64_t count) {
        auto const most = static_cast<std::uint64_t>(duration::max().count());
        if (span == duration::zero() || count == 0) return duration::zero();
        if (count > most / static_cast<std::uint64_t>(span.count())) return duration::max();
        return span * static_cast<duration::rep>(count);
    };

    limit<duration> by_time = unbounded;
    auto const longest = detail::max_elapsed_of(detail::policy_of(policy).stop());
    if (longest.is_bounded()) by_time = saturating_add(longest.value_or(each), each);

    limit<duration> by_count = unbounded;
    auto const most = reprise::max_attempts(policy);
    auto const waited = reprise::worst_case_delay(policy);
    if (most.is_bounded() && waited.is_bounded()) {
        auto const count = most.value_or(1);
        by_count = saturating_add(
            saturating_add(times(each, count), waited.value_or(duration::zero())),
            times(longer, count - 1));
    }
    return std::min(by_time, by_count);
}

/// \ingroup core
/// \brief Whether a run ends within a time whatever happens: `static_assert(fits(policy, 30s, 2s))`.
/// \tparam Policy A composed policy.
/// \param policy         The policy.
/// \param deadline       The time that there is for the whole run.
/// \param attempt_limit  The longest that an attempt takes, not negative; the library does not interrupt attempts.
/// \param hint_allowance By how much the other side's hints lengthen each wait at most; see reprise::verdict::after.
/// \return Whether reprise::worst_case_time is within it; never for a policy without bounds.
/// \throws std::invalid_argument if the limit of an attempt or the allowance is negative.
template <detail::composed Policy>
[[nodiscard]] constexpr bool fits(
    Policy const& policy, any_duration deadline, any_duration attempt_limit,
    any_duration hint_allowance = duration{}) {
    return reprise::worst_case_time(policy, attempt_limit, hint_allowance) <=
           limit<duration>{deadline.value()};
}

}  // namespace reprise

#endif  // REPRISE_BOUNDS_HPP
