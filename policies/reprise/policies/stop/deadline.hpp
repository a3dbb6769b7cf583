// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::deadline.

#ifndef REPRISE_POLICIES_STOP_DEADLINE_HPP
#define REPRISE_POLICIES_STOP_DEADLINE_HPP

#include <reprise/concepts/stop_policy.hpp>

#include <cstdint>
#include <optional>

namespace reprise {

/// \ingroup stop
/// \brief A moment of the steady clock by which all is over: a wait that would end later is not begun.
///
/// The first attempt is made even if the moment has passed.
///
/// \when The limit is a moment that comes from outside: the deadline of the request that is being served, which calls
/// further down have to meet as well.
///
/// \whennot The policy is made once and used for a long time: the moment passes. Use reprise::elapsed.
///
/// \bounds No wait ends after the moment; the last attempt can run past it. With `clip()`, the last wait ends exactly
/// there.
///
/// \picture{deadline, Runs under deadline}
///
/// \snippet docs/examples/stop_conditions.cpp deadline
///
/// \model{reprise::stop_policy}
class deadline {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "deadline";

    /// \brief It looks at the time.
    static constexpr bool needs_time = true;
    /// \brief It ends every run.
    static constexpr bool limits = true;

    /// \brief Until `moment`.
    /// \param moment A moment of the clock policy, for example `std::chrono::steady_clock::now() + 2s`.
    constexpr explicit deadline(time_point moment) noexcept : moment_{moment} {}

    /// \brief The same moment, but a wait that would end later is shortened to end exactly at it.
    /// \return A condition that clips.
    [[nodiscard]] constexpr deadline clip() const noexcept {
        auto clipping = *this;
        clipping.clips_ = 1;
        return clipping;
    }

    /// \brief Whether the moment has come, or would before the wait ended.
    /// \param query What has happened.
    /// \return The reason, reprise::stop_reason::deadline, or nothing.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(
        stop_query const& query) const noexcept {
        auto const left = elapsed_between(query.now, moment_).count();
        if (left == 0 || query.delay.count() > left) return stop_reason::deadline;
        return std::nullopt;
    }

    /// \brief To how much a wait is shortened.
    /// \param query What has happened.
    /// \return The time that is left where the condition clips, else no restriction.
    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const noexcept {
        return clips_ != 0 ? elapsed_between(query.now, moment_) : duration::max();
    }

    /// \brief How much time is left.
    /// \param query What there is to know.
    /// \return The time until the moment, zero after it.
    [[nodiscard]] constexpr duration time_left(stop_query const& query) const noexcept {
        return elapsed_between(query.now, moment_);
    }

    /// \brief Same moment, and both clip or both do not.
    /// \param a A condition.
    /// \param b A condition.
    /// \return Whether they are equal.
    friend constexpr bool operator==(deadline const& a, deadline const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("moment", moment_.time_since_epoch());
        out("clips", clips_ != 0);
    }

  private:
    time_point moment_;
    std::uint64_t clips_ =
        0;  // as wide as the rest: an object without gaps can be a template argument
};

static_assert(stop_policy<deadline>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_DEADLINE_HPP
