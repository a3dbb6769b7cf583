// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::equal_jitter.

#ifndef REPRISE_POLICIES_JITTER_EQUAL_HPP
#define REPRISE_POLICIES_JITTER_EQUAL_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits half of the backoff's delay for certain, and anything up to the other half at random.
///
/// For callers that must not come back at once. Spreads half as wide as reprise::full_jitter. Named in Brooker,
/// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
///
/// \model{reprise::jitter_policy}
struct equal_jitter {
    /// \brief Uniform over `[delay / 2, delay]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        auto const certain = delay / 2;
        return certain + detail::scale(input.word, delay - certain);
    }
};

static_assert(jitter_policy<equal_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_EQUAL_HPP
