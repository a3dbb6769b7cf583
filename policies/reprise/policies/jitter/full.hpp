// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::full_jitter.

#ifndef REPRISE_POLICIES_JITTER_FULL_HPP
#define REPRISE_POLICIES_JITTER_FULL_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>
#include <reprise/policies/jitter/uniform.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits anything from nothing to the backoff's delay, uniformly.
///
/// Spreads callers the most for a given cap, and is the default. It costs the least
/// work of the jitters that Brooker compares.
///
/// \when Nearly always, and it is the default: no other jitter keeps callers as far apart within the same cap.
///
/// \whennot A retry must not follow at once (a connection that needs time to be torn down): reprise::equal_jitter waits
/// at least half.
///
/// \formula `apply(d) = d * u`, `u` uniform over `[0, 1)`. Brooker, "Exponential Backoff And Jitter", AWS Architecture
/// Blog, 2015.
///
/// \bounds From 0 to `d`; mean `d / 2`, relative standard deviation `1 / sqrt(3)`, about 0.58.
///
/// \picture{full_jitter, The delays of full_jitter{} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp full_jitter
///
/// \model{reprise::jitter_policy}
struct full_jitter {
    /// \brief What a description calls it.
    static constexpr char const* name = "full_jitter";

    /// \brief Uniform over `[0, delay]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return detail::scale(input.word, delay);
    }

    /// \brief The expected delay.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return `delay / 2`
    [[nodiscard]] constexpr duration mean(
        duration delay, [[maybe_unused]] jitter_input const& input) const noexcept {
        return delay / 2;
    }

    /// \brief How wide it spreads.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return The standard deviation divided by the mean: `1 / sqrt(3)`, 0.577
    [[nodiscard]] constexpr double relative_standard_deviation(
        [[maybe_unused]] duration delay,
        [[maybe_unused]] jitter_input const& input) const noexcept {
        return detail::one_by_square_root_of_3;
    }

    /// \brief All are the same.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return True.
    friend constexpr bool operator==(full_jitter const& a, full_jitter const& b) noexcept = default;
};

static_assert(jitter_policy<full_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_FULL_HPP
