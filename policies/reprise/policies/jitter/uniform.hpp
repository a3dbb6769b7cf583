// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is known of a delay that is uniform over an interval.

#ifndef REPRISE_POLICIES_JITTER_UNIFORM_HPP
#define REPRISE_POLICIES_JITTER_UNIFORM_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/jitter/scale.hpp>

#include <cstdint>

namespace reprise::detail {

inline constexpr double one_by_square_root_of_12 = 0.28867513459481288;
// NOLINTNEXTLINE(modernize-use-std-numbers): the header would cost more than the number
inline constexpr double one_by_square_root_of_3 = 0.57735026918962576;

// A delay uniform over [least, most], both ends included; neither is negative.
struct uniform {
    duration least;
    duration most;

    [[nodiscard]] constexpr duration draw(std::uint64_t word) const noexcept {
        return least + detail::scale(word, most - least);
    }

    [[nodiscard]] constexpr duration mean() const noexcept { return least + (most - least) / 2; }

    // The standard deviation of a uniform variable is its width divided by the square root of 12.
    [[nodiscard]] constexpr double relative_standard_deviation() const noexcept {
        auto const middle = static_cast<double>(mean().count());
        if (middle == 0) return 0;
        return static_cast<double>((most - least).count()) * one_by_square_root_of_12 / middle;
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JITTER_UNIFORM_HPP
