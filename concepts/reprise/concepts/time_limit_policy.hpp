// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::time_limit_policy.

#ifndef REPRISE_CONCEPTS_TIME_LIMIT_POLICY_HPP
#define REPRISE_CONCEPTS_TIME_LIMIT_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace reprise {

/// \ingroup concepts
/// \brief Which limit an attempt has run into.
enum class time_limit : std::uint8_t {
    run,    ///< The attempt took too long.
    idle,   ///< The attempt made no progress for too long.
    total,  ///< The time that the stop condition allows for the whole run is up.
    grace   ///< The attempt was asked to stop for another reason, and did not for too long.
};

/// \ingroup concepts
/// \brief The limit in words, as it stands in messages.
/// \param limit A limit.
/// \return Its name.
[[nodiscard]] constexpr std::string_view to_string(time_limit limit) noexcept {
    switch (limit) {
        case time_limit::run: return "run timeout";
        case time_limit::idle: return "idle timeout";
        case time_limit::total: return "time left of the run";
        case time_limit::grace: return "grace";
    }
    return "unknown limit";
}

/// \ingroup concepts
/// \brief How long an attempt may take.
struct attempt_limits {
    /// \brief From its start to its end.
    duration run = duration::max();
    /// \brief From one sign of progress to the next.
    duration idle = duration::max();
    /// \brief How long it is waited for once it has been asked to stop.
    duration grace = std::chrono::seconds{1};
    /// \brief What cuts it after `run`: time_limit::total where that is the time left of the whole run.
    time_limit longest = time_limit::run;

    /// \brief Same limits.
    /// \param a Limits.
    /// \param b Limits.
    /// \return Whether they are equal.
    friend constexpr bool operator==(attempt_limits const& a, attempt_limits const& b) noexcept =
        default;
};

/// \ingroup concepts
/// \brief Limits the time of each attempt.
///
/// \expressions
/// \expression{`policy.attempt_limits()`, reprise::attempt_limits, the limits of every attempt}
/// \expression{`Policy::unlimited`, `bool` constant (optional\, `false` unless given), whether there are none; nothing
/// is done for them then}
/// \endexpressions
///
/// \laws
/// - every limit is above zero, and the same each time it is asked for
///
/// \models{time_limit_policy}
///
/// Near misses: a member that returns one duration, since a run timeout and an idle timeout are different.
///
/// \snippet docs/examples/own_policies.cpp time_limit
template <class Policy>
concept time_limit_policy =
    detail::storable<Policy> && requires(policy_reference_t<Policy> policy) {
        { policy.attempt_limits() } -> std::same_as<attempt_limits>;
    };

/// \ingroup concepts
/// \brief Whether a policy limits anything.
/// \tparam Policy A reprise::time_limit_policy.
template <class Policy>
inline constexpr bool limits_attempts = true;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::unlimited; }
inline constexpr bool limits_attempts<Policy> = !policy_type_t<Policy>::unlimited;
/// \endcond

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_TIME_LIMIT_POLICY_HPP
