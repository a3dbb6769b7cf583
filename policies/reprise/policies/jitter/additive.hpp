// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::additive_jitter.

#ifndef REPRISE_POLICIES_JITTER_ADDITIVE_HPP
#define REPRISE_POLICIES_JITTER_ADDITIVE_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>
#include <reprise/policies/jitter/uniform.hpp>
#include <reprise/policies/require.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits the backoff's delay and up to a fixed time on top, uniformly: the result can exceed the backoff's cap.
///
/// \when Delays have to match those of another program that works like this, such as LangGraph.
///
/// \whennot Nothing has to match: the spread does not grow with the delay, and the cap is no longer the longest wait.
///
/// \formula `apply(d) = d + most * u`, `u` uniform over `[0, 1)`. LangGraph adds up to one second.
///
/// \bounds From `d` to `d + most`, past the backoff's cap; mean `d + most / 2`, relative standard deviation `most /
/// (sqrt(12) * (d + most / 2))`.
///
/// \picture{additive_jitter, The delays of additive_jitter{1s} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp additive_jitter
///
/// \model{reprise::jitter_policy}
class additive_jitter {
  public:
    /// \brief It lengthens delays.
    static constexpr bool may_exceed_delay = true;
    /// \brief What a description calls it.
    static constexpr char const* name = "additive_jitter";

    /// \brief Adds up to `most`.
    /// \param most The longest time that is added, not negative.
    /// \throws std::invalid_argument if it is negative.
    constexpr explicit additive_jitter(any_duration most = std::chrono::seconds{1})
        : most_{most.value()} {
        detail::require(
            most_.count() >= 0, "additive_jitter: the added time must not be negative", most_);
    }

    /// \brief Uniform over `[delay, delay + most]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait; saturates.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return saturating_add(delay, detail::scale(input.word, most_));
    }

    /// \brief The expected delay.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return `delay + most / 2`; saturates
    [[nodiscard]] constexpr duration mean(
        duration delay, [[maybe_unused]] jitter_input const& input) const noexcept {
        return saturating_add(delay, most_ / 2);
    }

    /// \brief How wide it spreads.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return The standard deviation divided by the mean: `most / sqrt(12) / mean`, less the longer the delay is
    [[nodiscard]] constexpr double relative_standard_deviation(
        [[maybe_unused]] duration delay,
        [[maybe_unused]] jitter_input const& input) const noexcept {
        return (detail::uniform{delay, saturating_add(delay, most_)}.relative_standard_deviation());
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("most", most_);
    }

    /// \brief Same added time.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return Whether they are equal.
    friend constexpr bool operator==(additive_jitter const& a, additive_jitter const& b) noexcept =
        default;

  private:
    duration most_;
};

static_assert(jitter_policy<additive_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_ADDITIVE_HPP
