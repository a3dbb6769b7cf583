// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::run_timeout.

#ifndef REPRISE_POLICIES_LIMIT_RUN_TIMEOUT_HPP
#define REPRISE_POLICIES_LIMIT_RUN_TIMEOUT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/policies/require.hpp>

namespace reprise {

/// \ingroup limit
/// \brief How long each attempt may take, from its start to its end. It shrinks with the time that the stop condition
/// leaves.
///
/// What happens at the limit depends on the driver, as \ref async_limits says. An asynchronous one cancels the attempt
/// and waits for it, at most for the grace. One that blocks asks it to stop, by the stop token in reprise::attempt, and
/// waits for it however long it takes. Coroutines whose kind cannot be cancelled are told the limits in
/// reprise::attempt, and no more. Nothing is killed.
///
/// Limits are combined by `||`: whichever is reached first.
///
/// \when An attempt can hang, or somebody waits for it.
///
/// \whennot Its length depends on how much there is to do, such as a download: reprise::idle_timeout asks for progress
/// only.
///
/// \bounds At most `most`, and no more than the stop condition leaves. For an attempt that does not stop when it is
/// asked to, an asynchronous driver waits at most the grace longer, a second unless given; reprise::worst_case_time
/// counts it.
///
/// \picture{run_timeout, An attempt that hangs\, and one that gets what is left of the run}
///
/// \snippet docs/examples/limit_time.cpp run_timeout
///
/// \model{reprise::time_limit_policy}
class run_timeout {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "run_timeout";

    /// \brief A limit.
    /// \param most How long; above zero.
    /// \throws std::invalid_argument If it is not above zero.
    constexpr explicit run_timeout(any_duration most) : most_{most.value()} {
        detail::require(
            most.value() > duration::zero(), "run_timeout: the time must be above zero",
            most.value());
    }

    /// \brief The same, with another grace than a second.
    /// \param most For how long an attempt is waited for after it has been asked to stop; above zero.
    /// \return The limit.
    /// \throws std::invalid_argument If it is not above zero.
    [[nodiscard]] constexpr run_timeout grace(any_duration most) const {
        detail::require(
            most.value() > duration::zero(), "run_timeout: the grace must be above zero",
            most.value());
        auto limit = *this;
        limit.grace_ = most.value();
        return limit;
    }

    /// \brief The limits of every attempt.
    /// \return This one.
    [[nodiscard]] constexpr reprise::attempt_limits attempt_limits() const noexcept {
        return {.run = most_, .grace = grace_};
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("most", most_);
        out("grace", grace_);
    }

  private:
    duration most_;
    duration grace_ = reprise::attempt_limits{}.grace;
};

static_assert(time_limit_policy<run_timeout>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LIMIT_RUN_TIMEOUT_HPP
