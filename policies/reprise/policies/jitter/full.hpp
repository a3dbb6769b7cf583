// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::full_jitter.

#ifndef REPRISE_POLICIES_JITTER_FULL_HPP
#define REPRISE_POLICIES_JITTER_FULL_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>

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
    /// \brief Uniform over `[0, delay]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return detail::scale(input.word, delay);
    }
};

static_assert(jitter_policy<full_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_FULL_HPP
