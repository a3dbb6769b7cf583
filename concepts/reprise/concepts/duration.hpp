// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::duration, reprise::time_point and arithmetic on them that saturates.

#ifndef REPRISE_CONCEPTS_DURATION_HPP
#define REPRISE_CONCEPTS_DURATION_HPP

#include <chrono>
#include <concepts>
#include <ratio>
#include <type_traits>
#include <utility>  // std::cmp_less

// What the library calls itself takes durations and moments by reference, and compares them by their counts, because
// all programs compile it: a copy takes clang ten times as long as a reference, and a comparison of std::chrono's five
// times as long as one of counts. What users write, such as a jitter's apply, takes them by value.

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
[[nodiscard]] constexpr duration saturating_add(duration const& a, duration const& b) noexcept {
    // by the counts, without a branch: where nobody asks for the sum, the compiler then drops it
    auto const room = duration::max().count() - a.count();
    return duration{a.count() + (b.count() < room ? b.count() : room)};
}

/// \ingroup concepts
/// \brief How much time passed from one moment to a later one.
///
/// A clock that steps backwards yields zero, and a span that is too long to represent yields the longest.
/// \param from The earlier moment.
/// \param to   The later moment.
/// \return `to - from`, from zero to `duration::max()`.
[[nodiscard]] constexpr duration elapsed_between(
    time_point const& from, time_point const& to) noexcept {
    auto const before = from.time_since_epoch().count();
    auto const after = to.time_since_epoch().count();
    if (after <= before) return duration::zero();
    if (before < 0 && after > duration::max().count() + before) return duration::max();
    return duration{after - before};
}

namespace detail {

// Nothing in place of a negative duration.
[[nodiscard]] constexpr duration at_least_zero(duration const& span) noexcept {
    return span.count() < 0 ? duration::zero() : span;
}

// A moment so much later: no earlier one where the span is negative, and the last one where there is none.
[[nodiscard]] constexpr time_point moment_after(
    time_point const& from, duration const& span) noexcept {
    if (span.count() <= 0) return from;
    auto const room = reprise::elapsed_between(from, time_point::max());
    if (span.count() > room.count()) return time_point::max();
    return time_point{duration{from.time_since_epoch().count() + span.count()}};
}

[[nodiscard]] constexpr bool is_before(time_point const& a, time_point const& b) noexcept {
    return a.time_since_epoch().count() < b.time_since_epoch().count();
}

// The last moment, which stands for none.
[[nodiscard]] constexpr bool never_comes(time_point const& moment) noexcept {
    return !detail::is_before(moment, time_point::max());
}

inline constexpr double beyond_any_duration = 9223372036854775808.0;  // 2^63 ns does not fit

// So many units, each of so many nanoseconds; saturates.
[[nodiscard]] constexpr duration multiplied(duration::rep count, duration::rep each) noexcept {
    if (count > duration::max().count() / each) return duration::max();
    if (count < duration::min().count() / each) return duration::min();
    return duration{count * each};
}

// Saturates; halves go away from zero.
[[nodiscard]] constexpr duration nearest_nanosecond(double nanoseconds) noexcept {
    if (nanoseconds >= beyond_any_duration) return duration::max();
    if (nanoseconds <= -beyond_any_duration) return duration::min();
    auto const truncated = static_cast<duration::rep>(nanoseconds);
    // from here on doubles are whole numbers, and adding a half would round some of them
    constexpr double only_whole_numbers = 4503599627370496.0;  // 2^52
    if (nanoseconds >= only_whole_numbers || nanoseconds <= -only_whole_numbers)
        return duration{truncated};
    if (nanoseconds >= static_cast<double>(truncated) + 0.5) return duration{truncated + 1};
    if (nanoseconds <= static_cast<double>(truncated) - 0.5) return duration{truncated - 1};
    return duration{truncated};
}

}  // namespace detail

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
        constexpr double nanoseconds_per_count =
            1e9 * static_cast<double>(Period::num) / static_cast<double>(Period::den);
        if constexpr (std::floating_point<Rep>) {
            // doubles throughout: a long double is not the same on every machine
            auto const count = static_cast<double>(span.count());
            // before the product: one that is infinite or no number is no constant expression
            constexpr double beyond = detail::beyond_any_duration / nanoseconds_per_count;
            if (count != count || count <= -beyond) return duration::min();
            if (count >= beyond) return duration::max();
            return detail::nearest_nanosecond(count * nanoseconds_per_count);
        } else if constexpr (nanoseconds_per_count >= detail::beyond_any_duration) {
            // a unit of centuries, of which not even one fits
            if (span.count() == 0) return duration::zero();
            return span.count() < 0 ? duration::min() : duration::max();
        } else if constexpr (
            std::nano::den % Period::den == 0 && std::is_same_v<Rep, duration::rep>) {
            // nearly all that is written, and next to nothing to compile
            return detail::multiplied(span.count(), Period::num * (std::nano::den / Period::den));
        } else {
            // Period is in lowest terms, so the product is as well; std::ratio_divide would be several times as much to
            // compile
            using nanoseconds = std::ratio<std::nano::den, Period::den>;
            return scaled<Period::num * nanoseconds::num, nanoseconds::den>(span.count());
        }
    }

    // count * Num / Den, saturating and rounding to the nearest, without a product that overflows.
    template <duration::rep Num, duration::rep Den, class Count>
    [[nodiscard]] static constexpr duration scaled(Count count) noexcept {
        auto const whole = count / Den;
        auto const nanoseconds = static_cast<duration::rep>(count % Den);
        if (std::cmp_greater(whole, duration::max().count() / Num)) return duration::max();
        if (std::cmp_less(whole, duration::min().count() / Num)) return duration::min();
        auto const of_whole = static_cast<duration::rep>(whole) * Num;
        if constexpr (Den == 1) return duration{of_whole};
        duration rest{};
        if constexpr (Num <= duration::max().count() / Den) {
            // half of Den away from zero, then truncated: a tie goes away from zero, as with doubles
            auto const half = nanoseconds < 0 ? -(Den / 2) : Den / 2;
            rest = duration{(nanoseconds * Num + half) / Den};
        } else {
            rest = detail::nearest_nanosecond(
                static_cast<double>(nanoseconds) * static_cast<double>(Num) /
                static_cast<double>(Den));
        }
        if (rest.count() > 0 && of_whole > duration::max().count() - rest.count())
            return duration::max();
        if (rest.count() < 0 && of_whole < duration::min().count() - rest.count())
            return duration::min();
        return duration{of_whole} + rest;
    }

    duration value_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_DURATION_HPP
