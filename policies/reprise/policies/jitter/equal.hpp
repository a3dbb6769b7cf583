// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::equal_jitter.

#ifndef REPRISE_POLICIES_JITTER_EQUAL_HPP
#define REPRISE_POLICIES_JITTER_EQUAL_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>
#include <reprise/policies/jitter/uniform.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits half of the backoff's delay for certain, and anything up to the other half at random.
///
/// \when A retry must not follow at once, and callers still have to be kept apart.
///
/// \whennot Nothing speaks against a short wait: reprise::full_jitter spreads twice as wide, and is done sooner.
///
/// \formula `apply(d) = d / 2 + d / 2 * u`, `u` uniform over `[0, 1)`. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015.
///
/// \bounds From `d / 2` to `d`; mean `3 d / 4`, relative standard deviation `1 / (3 sqrt(3))`, about 0.19.
///
/// \picture{equal_jitter, The delays of equal_jitter{} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp equal_jitter
///
/// \model{reprise::jitter_policy}
struct equal_jitter {
    /// \brief What a description calls it.
    static constexpr char const* name = "equal_jitter";

    /// \brief Uniform over `[delay / 2, delay]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        auto const certain = delay / 2;
        return certain + detail::scale(input.word, delay - certain);
    }

    /// \brief The expected delay.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return `delay * 3 / 4`
    [[nodiscard]] constexpr duration mean(
        duration delay, [[maybe_unused]] jitter_input const& input) const noexcept {
        return delay - delay / 4;
    }

    /// \brief How wide it spreads.
    /// \param delay The backoff's delay.
    /// \param input Does not matter.
    /// \return The standard deviation divided by the mean: `1 / (3 * sqrt(3))`, 0.192
    [[nodiscard]] constexpr double relative_standard_deviation(
        [[maybe_unused]] duration delay,
        [[maybe_unused]] jitter_input const& input) const noexcept {
        return detail::one_by_square_root_of_3 / 3;
    }

    /// \brief All are the same.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return True.
    friend constexpr bool operator==(equal_jitter const& a, equal_jitter const& b) noexcept =
        default;
};

static_assert(jitter_policy<equal_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_EQUAL_HPP
