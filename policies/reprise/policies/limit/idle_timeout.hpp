// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::idle_timeout.

#ifndef REPRISE_POLICIES_LIMIT_IDLE_TIMEOUT_HPP
#define REPRISE_POLICIES_LIMIT_IDLE_TIMEOUT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/policies/require.hpp>

namespace reprise {

/// \ingroup limit
/// \brief How long an attempt may go without a sign of progress: a call of its reprise::heartbeat, or an item of its
/// stream.
///
/// What happens at the limit depends on the driver, as \ref async_limits says. An asynchronous one cancels the attempt
/// and waits for it, at most for the grace. One that blocks asks it to stop, by the stop token in reprise::attempt, and
/// waits for it however long it takes. Coroutines whose kind cannot be cancelled are told the limits in
/// reprise::attempt, and no more. Nothing is killed.
///
/// Limits are combined by `||`: whichever is reached first.
///
/// \when Nobody can say how long an attempt takes, but it shows progress while it is well: a download, a stream.
///
/// \whennot The operation blocks in a call that nothing interrupts: give the client a timeout.
///
/// \bounds At most `most` from one sign of progress to the next, and, in an asynchronous driver, the grace after
/// that; an attempt that goes on making progress takes any time.
///
/// \picture{idle_timeout, An attempt that stops making progress\, and a longer one that does not}
///
/// \snippet docs/examples/limit_time.cpp idle_timeout
///
/// \model{reprise::time_limit_policy}
class idle_timeout {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "idle_timeout";

    /// \brief A limit.
    /// \param most How long; above zero.
    /// \throws std::invalid_argument If it is not above zero.
    constexpr explicit idle_timeout(any_duration most) : most_{most.value()} {
        detail::require(
            most.value() > duration::zero(), "idle_timeout: the time must be above zero",
            most.value());
    }

    /// \brief The same, with another grace than a second.
    /// \param most For how long an attempt is waited for after it has been asked to stop; above zero.
    /// \return The limit.
    /// \throws std::invalid_argument If it is not above zero.
    [[nodiscard]] constexpr idle_timeout grace(any_duration most) const {
        detail::require(
            most.value() > duration::zero(), "idle_timeout: the grace must be above zero",
            most.value());
        auto limit = *this;
        limit.grace_ = most.value();
        return limit;
    }

    /// \brief The limits of every attempt.
    /// \return This one.
    [[nodiscard]] constexpr reprise::attempt_limits attempt_limits() const noexcept {
        return {.idle = most_, .grace = grace_};
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

static_assert(time_limit_policy<idle_timeout>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LIMIT_IDLE_TIMEOUT_HPP
