// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::no_jitter.

#ifndef REPRISE_POLICIES_JITTER_NONE_HPP
#define REPRISE_POLICIES_JITTER_NONE_HPP

#include <reprise/concepts/jitter_policy.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits exactly what the backoff says; no random number is drawn.
///
/// \when There is a single caller, or a test has to see the delays as they were computed.
///
/// \whennot Several callers can fail at the same moment: they all come back at the same moment too, again and again.
///
/// \formula `apply(d) = d`
///
/// \bounds Exactly the backoff's delay; mean `d`, relative standard deviation 0.
///
/// \picture{no_jitter, The delays of no_jitter{}: those of the backoff}
///
/// \snippet docs/examples/jitters.cpp no_jitter
///
/// \model{reprise::jitter_policy}
struct no_jitter {
    /// \brief What a description calls it.
    static constexpr char const* name = "no_jitter";

    /// \brief It uses no random word.
    static constexpr bool needs_random = false;

    /// \brief The delay as it is.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return `delay`
    [[nodiscard]] constexpr duration apply(
        duration delay, [[maybe_unused]] jitter_input const& input) const noexcept {
        return delay;
    }

    /// \brief The expected delay.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return `delay`
    [[nodiscard]] constexpr duration mean(
        duration delay, [[maybe_unused]] jitter_input const& input) const noexcept {
        return delay;
    }

    /// \brief How wide it spreads.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return The standard deviation divided by the mean: 0
    [[nodiscard]] constexpr double relative_standard_deviation(
        [[maybe_unused]] duration delay,
        [[maybe_unused]] jitter_input const& input) const noexcept {
        return 0;
    }

    /// \brief All are the same.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return True.
    friend constexpr bool operator==(no_jitter const& a, no_jitter const& b) noexcept = default;
};

static_assert(jitter_policy<no_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_NONE_HPP
