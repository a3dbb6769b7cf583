// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::async_clock_policy.

#ifndef REPRISE_CONCEPTS_ASYNC_CLOCK_POLICY_HPP
#define REPRISE_CONCEPTS_ASYNC_CLOCK_POLICY_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <stop_token>
#include <type_traits>

namespace reprise {

/// \ingroup concepts
/// \brief Tells the time, and has a wait that is awaited: a clock for coroutines.
///
/// \expressions
/// \expression{`policy.now()`, convertible to reprise::time_point, the present moment of a clock that never steps
/// backwards; called only if somebody needs the time}
/// \expression{`co_await policy.async_wait(delay\, token)`, `bool`, waits for `delay`\, or until a stop is requested of
/// the `std::stop_token` `token`; true if the whole delay passed. The coroutine type of the operation has to be able to
/// await it}
/// \endexpressions
///
/// \laws
/// - `policy.now()` never decreases
/// - after the wait was true, `policy.now()` has advanced by at least `delay`
/// - the wait is false only if a stop was requested of the token, or if the coroutine was asked to stop in the way of
///   its kind (a cancellation slot, say), and soon after the request
/// - a wait of zero may be ready at once; a wait that is ready does not suspend the coroutine
///
/// An exception from the wait ends the run: the operation's last failure comes out and the logger is told. What
/// `async_wait` returns is moved once, and awaited once, as an rvalue; the clock outlives it. A type may model
/// reprise::clock_policy as well; the drivers take what they need.
///
/// \models{async_clock_policy}
///
/// Checked by `reprise::testing::laws::check_async_clock_policy`.
///
/// Near misses: an `async_wait` that takes no token, one that returns nothing to await.
///
/// \snippet docs/examples/own_async_clock.cpp async_clock
template <class Policy>
concept async_clock_policy =
    detail::storable<Policy> &&
    requires(policy_reference_t<Policy> policy, duration delay, std::stop_token const token) {
        { policy.now() } -> std::convertible_to<time_point>;
        policy.async_wait(delay, token);
        requires std::is_class_v<std::remove_cvref_t<decltype(policy.async_wait(delay, token))>>;
    };

/// \ingroup concepts
/// \brief What may stand on the clock's axis of a composed policy.
/// \tparam Policy A reprise::clock_policy, a reprise::async_clock_policy, or both.
template <class Policy>
concept any_clock_policy = clock_policy<Policy> || async_clock_policy<Policy>;

/// \ingroup concepts
/// \brief Whether a clock's `wait` never blocks, because its time is not real: a coroutine may call it as it is.
/// \tparam Policy A reprise::clock_policy; says so by a constant `waits_virtually`.
template <class Policy>
inline constexpr bool clock_waits_virtually = false;

/// \cond
template <clock_policy Policy>
    requires requires { policy_type_t<Policy>::waits_virtually; }
inline constexpr bool clock_waits_virtually<Policy> = policy_type_t<Policy>::waits_virtually;
/// \endcond

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_ASYNC_CLOCK_POLICY_HPP
