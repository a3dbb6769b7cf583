// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines products of a duration and a number that saturate and are exact to the nanosecond.

#ifndef REPRISE_POLICIES_JITTER_RATIO_HPP
#define REPRISE_POLICIES_JITTER_RATIO_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/jitter/scale.hpp>

#include <cstdint>

namespace reprise::detail {

// A number of at least 0 as a fixed-point value with 63 bits behind the point; a double has no more than 53.
class ratio {
  public:
    constexpr explicit ratio(double value) noexcept
        : whole_{value >= two_to_63 ? largest : static_cast<std::uint64_t>(value)},
          fraction_{
              value >= two_to_63
                  ? 0
                  : static_cast<std::uint64_t>(
                        (value - static_cast<double>(static_cast<std::uint64_t>(value))) *
                        two_to_63)} {}

    // span * ratio, rounded to the nearest nanosecond, at most duration::max(); span is not negative
    [[nodiscard]] constexpr duration of(duration span) const noexcept {
        auto const count = static_cast<std::uint64_t>(span.count());
        auto const most = static_cast<std::uint64_t>(duration::max().count());
        if (whole_ != 0 && count > most / whole_) return duration::max();
        // twice the count times 2^63 parts: the upper word of the product is the number of nanoseconds
        auto const part = detail::rounded_high_product(2 * count, fraction_);
        return saturating_add(
            duration{static_cast<duration::rep>(count * whole_)},
            duration{static_cast<duration::rep>(part)});
    }

    friend constexpr bool operator==(ratio const& a, ratio const& b) noexcept = default;

  private:
    static constexpr double two_to_63 = 9223372036854775808.0;
    static constexpr std::uint64_t largest = ~std::uint64_t{0};

    std::uint64_t whole_;
    std::uint64_t fraction_;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JITTER_RATIO_HPP
