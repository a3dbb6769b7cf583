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
/// Spreads callers the most for a given cap, and is the default. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015, measures that it costs the least work of the jitters compared there.
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
