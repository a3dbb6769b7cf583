// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what reprise::decorrelated_jitter and reprise::monotone_jitter have in common.

#ifndef REPRISE_POLICIES_JITTER_UP_TO_TRIPLE_HPP
#define REPRISE_POLICIES_JITTER_UP_TO_TRIPLE_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/uniform.hpp>

#include <algorithm>

namespace reprise::detail {

// Uniform up to three times the wait before, or the base where that is longer; from the base, or from the wait before.
template <bool FromTheLast>
class up_to_triple {
  public:
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).draw(input.word);
    }

    [[nodiscard]] constexpr duration mean(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).mean();
    }

    [[nodiscard]] constexpr double relative_standard_deviation(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).relative_standard_deviation();
    }

    template <class Out>
    constexpr void describe(Out&& out) const {
        out("base", base_);
    }

    friend constexpr bool operator==(up_to_triple const& a, up_to_triple const& b) noexcept =
        default;

  protected:
    constexpr explicit up_to_triple(duration base) noexcept : base_{base} {}

  private:
    [[nodiscard]] constexpr uniform range(
        duration delay, jitter_input const& input) const noexcept {
        auto const last = std::max(input.previous, base_);
        auto const tripled = last > duration::max() / 3 ? duration::max() : 3 * last;
        return {std::min(FromTheLast ? last : base_, delay), std::min(tripled, delay)};
    }

    duration base_;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JITTER_UP_TO_TRIPLE_HPP
