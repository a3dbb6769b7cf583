// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::logger_policy.

#ifndef REPRISE_CONCEPTS_LOGGER_POLICY_HPP
#define REPRISE_CONCEPTS_LOGGER_POLICY_HPP

#include <reprise/concepts/event.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>

namespace reprise {

/// \ingroup concepts
/// \brief Whether a logger takes an event.
/// \tparam Policy A logger.
/// \tparam Event  One of the event types.
template <class Policy, class Event>
concept takes_event =
    requires(policy_reference_t<Policy> policy, Event const& event) { policy.on(event); };

/// \ingroup concepts
/// \brief Is told what happens during a run.
///
/// \expressions
/// \expression{`policy.on(event)`, any, for each of the event types that the logger takes\, one at least:
/// reprise::attempt_started\, reprise::attempt_failed\, reprise::retry_scheduled\,
/// reprise::attempt_succeeded\, reprise::recovered\, reprise::gave_up\, reprise::policy_failed}
/// \expression{`Policy::needs_time`, `bool` constant (optional\, `false` unless given), whether the events shall say
/// how much time has passed; if nobody needs it\, no clock is read}
/// \endexpressions
///
/// \laws
/// - an event that the logger does not take costs nothing
/// - `policy.on(event)` returns: an exception from it is contained and the run goes on, but the log has a hole; a
///   `noexcept` logger needs no handler for it
///
/// Any number of threads may call a logger at once, unless each has a copy of the policy with a logger of its own.
///
/// \models{logger_policy}
///
/// Checked by `reprise::testing::laws::check_logger_policy`.
///
/// Near misses: a logger whose `on` is not `const`, one that takes an event by reference to non-const.
///
/// \snippet docs/examples/own_policies.cpp logger
template <class Policy>
concept logger_policy =
    detail::storable<Policy> &&
    (takes_event<Policy, attempt_started> || takes_event<Policy, attempt_failed> ||
     takes_event<Policy, retry_scheduled> || takes_event<Policy, attempt_succeeded> ||
     takes_event<Policy, recovered> || takes_event<Policy, gave_up> ||
     takes_event<Policy, policy_failed>);

/// \ingroup concepts
/// \brief Whether a logger wants to know how much time has passed.
/// \tparam Policy A reprise::logger_policy.
template <class Policy>
inline constexpr bool logger_needs_time = false;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::needs_time; }
inline constexpr bool logger_needs_time<Policy> = policy_type_t<Policy>::needs_time;
/// \endcond

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_LOGGER_POLICY_HPP
