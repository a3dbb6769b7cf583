// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::stop_policy.

#ifndef REPRISE_CONCEPTS_STOP_POLICY_HPP
#define REPRISE_CONCEPTS_STOP_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/limit.hpp>
#include <reprise/concepts/policy_reference.hpp>
#include <reprise/concepts/stop_reason.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief What a stop condition may look at, after an attempt has failed.
struct stop_query {
    std::uint64_t attempts = 1;  ///< How many attempts have been made.
    duration elapsed = duration::
        zero();        ///< Since the first attempt's start; zero unless somebody needs the time.
    time_point now{};  ///< The present moment; the epoch unless somebody needs the time.
    duration delay = duration::zero();  ///< The wait that would come before the next attempt.
    std::uint64_t total =
        0;  ///< Where several policies share a run, how many attempts all of them made; else zero.
};

/// \ingroup concepts
/// \brief Says when to give up.
///
/// The condition is asked after each failed attempt that is worth another one: once before the delay is known, with
/// a delay of zero, and, if it needs the time, once more with the delay. The first attempt is always made.
///
/// \expressions
/// \expression{`policy.stops(query)`, convertible to `std::optional<reprise::stop_reason>`, why no further attempt is
/// made\, or nothing; `query` is a reprise::stop_query}
/// \expression{`Policy::needs_time`, `bool` constant (optional\, `false` unless given), whether it looks at anything
/// but `query.attempts`; if nobody does\, no clock is read}
/// \expression{`Policy::limits`, `bool` constant (optional\, `false` unless given), whether the condition ends every
/// run sooner or later by itself}
/// \expression{`policy.max_attempts()`, convertible to `reprise::limit<std::uint64_t>` (optional), how many attempts
/// there can be}
/// \expression{`policy.max_elapsed()`, convertible to `reprise::limit<reprise::duration>` (optional), how much time can
/// have passed when the last wait ends}
/// \expression{`policy.longest_wait(query)`, convertible to reprise::duration (optional), to how much a wait is
/// shortened}
/// \expression{`policy.time_left(query)`, convertible to reprise::duration (optional), after how much time the
/// condition will hold; an attempt under a time limit gets no more}
/// \expression{`policy.token()`, `std::stop_token` (optional), a token that ends a wait at once}
/// \endexpressions
///
/// \laws
/// - once it stops, it stops for every query with more attempts, more elapsed time, or a longer delay
/// - `policy.stops(query)` gives the same answer to the same query, as long as what it looks at outside of the run,
///   such as a token or a budget, is the same
/// - `policy.stops({.attempts = n})` holds where `n` has reached `policy.max_attempts()`
/// - `policy.stops(query)` holds where the wait would end past `policy.max_elapsed()`
/// - `policy.stops(query)` looks at nothing but `query.attempts` unless `Policy::needs_time`
///
/// \models{stop_policy}
///
/// Checked by `reprise::testing::laws::check_stop_policy`.
///
/// Near misses: a `stops` that is not `const`, one that returns a `bool` (the reason is missing), one that takes the
/// number alone.
///
/// \snippet docs/examples/own_policies.cpp stop
template <class Policy>
concept stop_policy = detail::storable<Policy> &&
                      requires(policy_reference_t<Policy> policy, stop_query const query) {
                          // libc++ 19 cannot say that nothing converts to an optional
                          requires !std::is_void_v<decltype(policy.stops(query))>;
                          {
                              policy.stops(query)
                          } -> std::convertible_to<std::optional<stop_reason>>;
                      };

/// \ingroup concepts
/// \brief Whether a stop condition looks at the time.
/// \tparam Policy A reprise::stop_policy.
template <class Policy>
inline constexpr bool stop_needs_time = false;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::needs_time; }
inline constexpr bool stop_needs_time<Policy> = policy_type_t<Policy>::needs_time;
/// \endcond

/// \ingroup concepts
/// \brief Whether a stop condition ends every run sooner or later.
/// \tparam Policy A reprise::stop_policy.
template <class Policy>
inline constexpr bool stop_limits = false;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::limits; }
inline constexpr bool stop_limits<Policy> = policy_type_t<Policy>::limits;
/// \endcond

/// \ingroup concepts
/// \brief Whether a stop condition brings a token that can end a wait.
/// \tparam Policy A reprise::stop_policy.
template <class Policy>
inline constexpr bool stop_has_token = requires(policy_reference_t<Policy> policy) {
    { policy.token() } -> std::convertible_to<std::stop_token>;
};

namespace detail {

template <class Policy>
[[nodiscard]] constexpr limit<std::uint64_t> max_attempts_of(Policy const& policy) {
    if constexpr (requires { unwrap(policy).max_attempts(); }) {
        return unwrap(policy).max_attempts();
    } else {
        return unbounded;
    }
}

template <class Policy>
[[nodiscard]] constexpr limit<duration> max_elapsed_of(Policy const& policy) {
    if constexpr (requires { unwrap(policy).max_elapsed(); }) {
        return unwrap(policy).max_elapsed();
    } else {
        return unbounded;
    }
}

template <class Policy>
inline constexpr bool limits_wait_quietly = true;

template <class Policy>
    requires requires(policy_reference_t<Policy> policy, stop_query const query) {
        policy.longest_wait(query);
    }
inline constexpr bool limits_wait_quietly<Policy> = noexcept(duration{
    unwrap(std::declval<Policy const&>()).longest_wait(std::declval<stop_query const&>())});

template <class Policy>
[[nodiscard]] constexpr duration longest_wait_of(
    Policy const& policy, stop_query const& query) noexcept(limits_wait_quietly<Policy>) {
    if constexpr (requires { unwrap(policy).longest_wait(query); }) {
        return unwrap(policy).longest_wait(query);
    } else {
        return duration::max();
    }
}

template <class Policy>
[[nodiscard]] constexpr duration time_left_of(Policy const& policy, stop_query const& query) {
    if constexpr (requires { unwrap(policy).time_left(query); }) {
        return unwrap(policy).time_left(query);
    } else {
        return duration::max();
    }
}

template <class Policy>
[[nodiscard]] std::stop_token token_of(Policy const& policy) {
    if constexpr (stop_has_token<Policy>) {
        return unwrap(policy).token();
    } else {
        return {};
    }
}

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_STOP_POLICY_HPP
