// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::delay_range.

#ifndef REPRISE_DELAY_RANGE_HPP
#define REPRISE_DELAY_RANGE_HPP

#include <reprise/concepts/duration.hpp>

namespace reprise {

/// \ingroup core
/// \brief Between what a delay of several policies lies, see reprise::first_match.
///
/// It has no mean: that depends on how often which of the policies decides. Ask each of them for its own, by
/// reprise::delay_bounds.
struct delay_range {
    duration least;  ///< The shortest, whichever policy decides.
    duration most;   ///< The longest, whichever policy decides.

    /// \brief Same bounds.
    /// \param a A range.
    /// \param b A range.
    /// \return Whether they are equal.
    friend constexpr bool operator==(delay_range const& a, delay_range const& b) noexcept = default;
};

}  // namespace reprise

#endif  // REPRISE_DELAY_RANGE_HPP
