// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::clock_policy.

#ifndef REPRISE_CONCEPTS_CLOCK_POLICY_HPP
#define REPRISE_CONCEPTS_CLOCK_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <stop_token>

namespace reprise {

/// \ingroup concepts
/// \brief Tells the time and waits.
///
/// \expressions
/// \expression{`policy.now()`, convertible to reprise::time_point, the present moment of a clock that never steps
/// backwards; called only if somebody needs the time}
/// \expression{`policy.wait(delay\, token)`, `bool`, waits for `delay`\, or until a stop is requested of the
/// `std::stop_token` `token`; true if the whole delay passed}
/// \endexpressions
///
/// \laws
/// - `policy.now()` never decreases
/// - after `policy.wait(d, token)` returned true, `policy.now()` has advanced by at least `d`
/// - `policy.wait(d, token)` returns false only if `token.stop_requested()`, and soon after the request
///
/// Where `wait` is not `noexcept`, an exception from it ends the run: the operation's last failure comes out and the
/// logger is told. Any number of threads may call both members at once.
///
/// \models{clock_policy}
///
/// Checked by `reprise::testing::laws::check_clock_policy`.
///
/// Near misses: a `wait` without a token, one that returns nothing, a `now` that returns a system clock's time.
///
/// \snippet docs/examples/own_policies.cpp clock
template <class Policy>
concept clock_policy =
    detail::storable<Policy> &&
    requires(policy_reference_t<Policy> policy, duration delay, std::stop_token const token) {
        { policy.now() } -> std::convertible_to<time_point>;
        { policy.wait(delay, token) } -> std::same_as<bool>;
    };

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_CLOCK_POLICY_HPP
