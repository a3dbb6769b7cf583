// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how time limits are combined.

#ifndef REPRISE_POLICIES_LIMIT_EITHER_HPP
#define REPRISE_POLICIES_LIMIT_EITHER_HPP

#include <reprise/concepts/policy_reference.hpp>
#include <reprise/concepts/time_limit_policy.hpp>

#include <algorithm>
#include <utility>

namespace reprise {

/// \ingroup limit
/// \brief Two limits, of which the one that is reached first counts; what `||` returns.
///
/// \when An attempt shall make progress, and end at some time. Write it `run_timeout{1h} || idle_timeout{10s}`.
///
/// \whennot The whole run is to be limited: reprise::elapsed and reprise::deadline are stop conditions.
///
/// \bounds Those of both: the shorter limit of each kind, with the longer grace.
///
/// \picture{limit_either, Attempts under both limits}
///
/// \snippet docs/examples/limit_time.cpp idle_timeout
///
/// \model{reprise::time_limit_policy}
/// \tparam First  A reprise::time_limit_policy.
/// \tparam Second Another.
template <time_limit_policy First, time_limit_policy Second>
class limit_either {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "either";

    /// \brief Takes both.
    /// \param first  A limit.
    /// \param second Another.
    constexpr limit_either(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief The limits of every attempt.
    /// \return The shorter one of each kind, with the longer grace.
    [[nodiscard]] constexpr reprise::attempt_limits attempt_limits() const {
        auto const a = detail::unwrap(first_).attempt_limits();
        auto const b = detail::unwrap(second_).attempt_limits();
        return {
            .run = std::min(a.run, b.run),
            .idle = std::min(a.idle, b.idle),
            .grace = std::max(a.grace, b.grace)};
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

  private:
    First first_;
    Second second_;
};

/// \ingroup limit
/// \brief Both limits hold: `run_timeout{5s} || idle_timeout{1s}`.
/// \tparam First  A reprise::time_limit_policy.
/// \tparam Second Another.
/// \param first  A limit.
/// \param second Another.
/// \return The limit.
template <time_limit_policy First, time_limit_policy Second>
[[nodiscard]] constexpr limit_either<First, Second> operator||(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_LIMIT_EITHER_HPP
