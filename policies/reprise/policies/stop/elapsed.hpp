// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::elapsed.

#ifndef REPRISE_POLICIES_STOP_ELAPSED_HPP
#define REPRISE_POLICIES_STOP_ELAPSED_HPP

#include <reprise/concepts/stop_policy.hpp>
#include <reprise/policies/require.hpp>

#include <cstdint>
#include <optional>

namespace reprise {

/// \ingroup stop
/// \brief So much time, from the first attempt's start: a wait that would end later is not begun.
///
/// The time that attempts take counts, and so does the coming wait. An attempt that runs is not interrupted. A wait
/// that ends exactly at the limit is still begun, and one more attempt follows it.
///
/// \when Somebody waits for the answer and has so much patience.
///
/// \whennot A single attempt can hang: give the operation a timeout of its own, since no attempt is interrupted. And
/// where the limit is a moment that somebody else fixed, use reprise::deadline.
///
/// \bounds No wait ends later than `most` after the first attempt's start; the last attempt can run past it. With
/// `clip()`, the last wait ends exactly there.
///
/// \picture{elapsed, Runs under elapsed}
///
/// \snippet docs/examples/stop_conditions.cpp elapsed
///
/// With the last wait shortened:
///
/// \snippet docs/examples/stop_conditions.cpp clip
///
/// \model{reprise::stop_policy}
class elapsed {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "elapsed";

    /// \brief It looks at the time.
    static constexpr bool needs_time = true;
    /// \brief It ends every run.
    static constexpr bool limits = true;

    /// \brief At most `most`.
    /// \param most The time from the first attempt's start to the last attempt's start, above zero.
    /// \throws std::invalid_argument if it is not above zero.
    constexpr explicit elapsed(any_duration most) : most_{most.value()} {
        detail::require(most_.count() > 0, "elapsed: the time must be above zero", most_);
    }

    /// \brief The same limit, but a wait that would end later is shortened to end exactly at it.
    /// \return A condition that clips.
    [[nodiscard]] constexpr elapsed clip() const noexcept {
        auto clipping = *this;
        clipping.clips_ = 1;
        return clipping;
    }

    /// \brief Whether the time is up, or would be after the wait.
    /// \param query What has happened.
    /// \return The reason, reprise::stop_reason::deadline, or nothing.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(
        stop_query const& query) const noexcept {
        auto const left = (most_ - query.elapsed).count();
        if (left <= 0 || query.delay.count() > left) return stop_reason::deadline;
        return std::nullopt;
    }

    /// \brief To how much a wait is shortened.
    /// \param query What has happened.
    /// \return The time that is left where the condition clips, else no restriction.
    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const noexcept {
        return clips_ != 0 ? detail::at_least_zero(most_ - query.elapsed) : duration::max();
    }

    /// \brief How much time is left.
    /// \param query What there is to know.
    /// \return The time until the limit, zero after it.
    [[nodiscard]] constexpr duration time_left(stop_query const& query) const noexcept {
        return detail::at_least_zero(most_ - query.elapsed);
    }

    /// \brief When the last wait has ended at the latest.
    /// \return The limit.
    [[nodiscard]] constexpr limit<duration> max_elapsed() const noexcept { return most_; }

    /// \brief Same limit, and both clip or both do not.
    /// \param a A condition.
    /// \param b A condition.
    /// \return Whether they are equal.
    friend constexpr bool operator==(elapsed const& a, elapsed const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("most", most_);
        out("clips", clips_ != 0);
    }

  private:
    duration most_;
    std::uint64_t clips_ =
        0;  // as wide as the rest: an object without gaps can be a template argument
};

static_assert(stop_policy<elapsed>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_ELAPSED_HPP
