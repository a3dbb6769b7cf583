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

namespace detail {

// When the last attempt starts at the latest, if all waits are the longest and so much further time passes with each.
template <class Policy>
[[nodiscard]] constexpr limit<duration> latest_start(Policy const& policy, duration further) {
    if constexpr (requires { policy.latest_start(further); }) {
        return policy.latest_start(further);
    } else {
        auto const latest = detail::max_elapsed_of(policy.stop());
        if (!detail::max_attempts_of(policy.stop()).is_bounded()) return latest;
        auto most = detail::bounding_machine_of<bound::most>(policy);
        return std::min(limit<duration>{most.sum(further)}, latest);
    }
}

// How long an attempt can take, as far as the policy itself says.
template <class Policy>
[[nodiscard]] constexpr limit<duration> longest_attempt(Policy const& policy) {
    if constexpr (requires { policy.time_limit(); }) {
        auto const limits = detail::unwrap(policy.time_limit()).attempt_limits();
        if (limits.run.count() == duration::max().count()) return unbounded;
        return saturating_add(limits.run, limits.grace);
    } else {
        return unbounded;
    }
}

}  // namespace detail

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
///
/// Of a reprise::first_match it is the longest over all orders in which its policies can be asked; where it allows more
/// than 128 retries it can be above that.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The sum of the longest delays, or reprise::unbounded.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> worst_case_delay(Policy const& policy) {
    return detail::latest_start(detail::policy_of(policy), duration::zero());
}

/// \ingroup core
/// \brief How long is waited on average under a policy in all, if every attempt fails.
///
/// The sum of the mean delays, see reprise::delay_bounds. Where a limit on the time can end a run early, the average is
/// below the result. A reprise::first_match has no such number: the average depends on which of its policies decides.
/// \tparam Policy A policy that reprise::compose returned, or a static one.
/// \param policy The policy.
/// \return The sum of the mean delays; the limit on the time where nothing limits the attempts; or reprise::unbounded.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> expected_delay(Policy const& policy) {
    static_assert(
        detail::has_parts<Policy>,
        "expected_delay: how long several policies wait on average depends on which of them decides: ask each of them "
        "by itself, or worst_case_delay");
    if constexpr (detail::has_parts<Policy>) {
        auto const& composed = detail::policy_of(policy);
        auto const longest = detail::max_elapsed_of(composed.stop());
        if (!reprise::max_attempts(policy).is_bounded()) return longest;
        auto mean = detail::bounding_machine_of<detail::bound::mean>(composed);
        return std::min(limit<duration>{mean.sum()}, longest);
    } else {
        return unbounded;
    }
}

/// \ingroup core
/// \brief How long a run can take in all, if an attempt takes no longer than a limit:
/// `static_assert(worst_case_time(policy, 2s) <= 30s)`.
///
/// All attempts take their limit and all waits are the longest. Under a limit on the time, the last attempt starts at
/// it at the latest and still takes its own. Where the policy has a time limit of its own, such as
/// reprise::run_timeout, an attempt takes no longer than that and its grace.
/// \tparam Policy A composed policy.
/// \param policy         The policy.
/// \param attempt_limit  The longest that an attempt takes, not negative; the library does not interrupt attempts
///                       unless the policy limits them.
/// \param hint_allowance By how much the other side's hints lengthen each wait at most; see reprise::verdict::after.
/// \return The longest time, or reprise::unbounded.
/// \throws std::invalid_argument if a time is negative.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> worst_case_time(
    Policy const& policy, any_duration attempt_limit, any_duration hint_allowance = duration{}) {
    auto const longer = hint_allowance.value();
    detail::require(
        attempt_limit.value().count() >= 0,
        "worst_case_time: the limit of an attempt must not be negative", attempt_limit.value());
    detail::require(
        longer.count() >= 0, "worst_case_time: the allowance of hints must not be negative",
        longer);
    auto const& composed = detail::policy_of(policy);
    auto const each = std::min(
        attempt_limit.value(), detail::longest_attempt(composed).value_or(duration::max()));
    auto const start = detail::latest_start(composed, saturating_add(each, longer));
    if (!start.is_bounded()) return unbounded;
    return saturating_add(start.value_or(each), each);
}

/// \ingroup core
/// \brief The same for a policy that limits the time of an attempt by itself:
/// `static_assert(worst_case_time(policy) <= 30s)` with a reprise::run_timeout.
///
/// A limited attempt takes its run timeout, and its grace if it does not stop when it is asked to. Drivers that block
/// cannot interrupt it: there, the operation has to keep to the limit that it is told.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The longest time, or reprise::unbounded, as it is without a run timeout.
template <detail::composed Policy>
[[nodiscard]] constexpr limit<duration> worst_case_time(Policy const& policy) {
    auto const each = detail::longest_attempt(detail::policy_of(policy));
    if (!each.is_bounded()) return unbounded;
    return reprise::worst_case_time(policy, each.value_or(duration::max()));
}

/// \ingroup core
/// \brief Whether a run ends within a time whatever happens: `static_assert(fits(policy, 30s, 2s))`.
/// \tparam Policy A composed policy.
/// \param policy         The policy.
/// \param deadline       The time that there is for the whole run.
/// \param attempt_limit  The longest that an attempt takes, see reprise::worst_case_time.
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

/// \ingroup core
/// \brief The same for a policy that limits the time of an attempt by itself: `static_assert(fits(policy, 30s))`.
/// \tparam Policy A composed policy.
/// \param policy   The policy.
/// \param deadline The time that there is for the whole run.
/// \return Whether reprise::worst_case_time is within it; never for a policy without bounds.
template <detail::composed Policy>
[[nodiscard]] constexpr bool fits(Policy const& policy, any_duration deadline) {
    return reprise::worst_case_time(policy) <= limit<duration>{deadline.value()};
}

}  // namespace reprise

#endif  // REPRISE_BOUNDS_HPP
