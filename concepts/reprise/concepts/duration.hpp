// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::duration, reprise::time_point and arithmetic on them that saturates.

#ifndef REPRISE_CONCEPTS_DURATION_HPP
#define REPRISE_CONCEPTS_DURATION_HPP

#include <chrono>
#include <concepts>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief Every delay and every span of time in the library: a count of nanoseconds.
using duration = std::chrono::nanoseconds;

/// \ingroup concepts
/// \brief A moment of a steady clock, to the nanosecond.
///
/// Every reprise::clock_policy speaks of time in this type, a virtual one too, so that a deadline means
/// the same to all of them.
using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;

/// \ingroup concepts
/// \brief The sum, or the longest representable duration (about 292 years) where it would overflow.
/// \param a A duration that is not negative.
/// \param b A duration that is not negative.
/// \return `a + b`, at most `duration::max()`.
[[nodiscard]] constexpr duration saturating_add(duration a, duration b) noexcept {
    return b > duration::max() - a ? duration::max() : a + b;
}

/// \ingroup concepts
/// \brief How much time passed from one moment to a later one.
///
/// A clock that steps backwards yields zero, and a span that is too long to represent yields the longest.
/// \param from The earlier moment.
/// \param to   The later moment.
/// \return `to - from`, from zero to `duration::max()`.
[[nodiscard]] constexpr duration elapsed_between(time_point from, time_point to) noexcept {
    if (to <= from) return duration::zero();
    auto const before = from.time_since_epoch();
    auto const after = to.time_since_epoch();
    if (before < duration::zero() && after > duration::max() + before) return duration::max();
    return after - before;
}

/// \ingroup concepts
/// \brief A parameter that accepts a `std::chrono` duration of any unit and any representation.
///
/// Policies take their delays through it: `std::chrono::hours::max()` becomes the longest
/// reprise::duration where the standard's own conversion would overflow.
class any_duration {
  public:
    /// \brief Converts, saturating and rounding to the nearest; a NaN becomes the most negative duration, which every
    /// policy refuses.
    /// \tparam Rep    The representation of the duration.
    /// \tparam Period The unit of the duration.
    /// \param span The duration that the caller wrote.
    template <class Rep, class Period>
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): it exists to convert
    constexpr any_duration(std::chrono::duration<Rep, Period> span) noexcept
        : value_{saturate(span)} {}

    /// \brief The duration in nanoseconds.
    /// \return The converted duration.
    [[nodiscard]] constexpr duration value() const noexcept { return value_; }

  private:
    template <class Rep, class Period>
    [[nodiscard]] static constexpr duration saturate(
        std::chrono::duration<Rep, Period> span) noexcept {
        if constexpr (std::floating_point<Rep>) {
            if (span.count() != span.count()) return duration::min();
            constexpr double nanoseconds_per_count =
                1e9 * static_cast<double>(Period::num) / Period::den;
            constexpr double beyond =
                9223372036854775808.0 / nanoseconds_per_count;  // 2^63 ns does not fit
            auto const count = static_cast<double>(span.count());
            if (count >= beyond) return duration::max();
            if (count <= -beyond) return duration::min();
            auto const nanoseconds = count * nanoseconds_per_count;
            return duration{
                static_cast<duration::rep>(nanoseconds + (nanoseconds < 0 ? -0.5 : 0.5))};
        } else {
            using common = std::chrono::duration<Rep, Period>;
            constexpr auto fits = [](duration bound) {
                return std::chrono::duration_cast<std::chrono::duration<duration::rep, Period>>(
                           bound)
                    .count();
            };
            if constexpr (std::ratio_greater_equal_v<Period, std::nano>) {
                if (std::cmp_greater(span.count(), fits(duration::max()))) return duration::max();
                if (std::cmp_less(span.count(), fits(duration::min()))) return duration::min();
            }
            return std::chrono::duration_cast<duration>(common{span});
        }
    }

    duration value_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_DURATION_HPP
