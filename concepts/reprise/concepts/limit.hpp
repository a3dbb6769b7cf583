// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::limit.

#ifndef REPRISE_CONCEPTS_LIMIT_HPP
#define REPRISE_CONCEPTS_LIMIT_HPP

#include <compare>
#include <concepts>

namespace reprise {

/// \ingroup concepts
/// \brief Says that there is no bound; compares above every bounded value.
struct unbounded_t {
    /// \brief All are the same.
    /// \return Whether both are unbounded: always.
    friend constexpr bool operator==(unbounded_t, unbounded_t) noexcept = default;
};

/// \ingroup concepts
/// \brief The value of a reprise::limit that bounds nothing.
inline constexpr unbounded_t unbounded{};

/// \ingroup concepts
/// \brief An upper bound that may be absent: a value, or reprise::unbounded, which is above all values.
///
/// `static_assert(max_attempts(policy) <= 5)` is therefore false for a policy without a bound.
///
/// \tparam T What is bounded: a count or a duration.
template <std::totally_ordered T>
class limit {
  public:
    /// \brief A bound.
    /// \tparam Value A type that converts to `T`: another unit of time, a plain number.
    /// \param bound The largest value that may occur.
    template <class Value>
        requires(!std::same_as<Value, limit> && std::convertible_to<Value, T>)
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): a value is a limit
    constexpr limit(Value bound) noexcept : bound_{static_cast<T>(bound)}, bounded_{true} {}

    /// \brief No bound.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so is its absence
    constexpr limit(unbounded_t) noexcept {}

    /// \brief Whether there is a bound.
    /// \return False where the limit is reprise::unbounded.
    [[nodiscard]] constexpr bool is_bounded() const noexcept { return bounded_; }

    /// \brief The bound, or something else where there is none.
    /// \param otherwise What to return where there is no bound.
    /// \return The bound or `otherwise`.
    [[nodiscard]] constexpr T value_or(T otherwise) const noexcept {
        return bounded_ ? bound_ : otherwise;
    }

    /// \brief Same bound, or both without.
    /// \param a A limit.
    /// \param b A limit.
    /// \return Whether they are equal.
    friend constexpr bool operator==(limit const& a, limit const& b) noexcept = default;

    /// \brief Orders by the bound; no bound is above all.
    /// \param a A limit.
    /// \param b A limit.
    /// \return The order.
    friend constexpr std::strong_ordering operator<=>(limit const& a, limit const& b) noexcept {
        if (a.bounded_ != b.bounded_) {
            return a.bounded_ ? std::strong_ordering::less : std::strong_ordering::greater;
        }
        if (!a.bounded_) return std::strong_ordering::equal;
        if (a.bound_ < b.bound_) return std::strong_ordering::less;
        return b.bound_ < a.bound_ ? std::strong_ordering::greater : std::strong_ordering::equal;
    }

  private:
    T bound_{};
    bool bounded_ = false;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_LIMIT_HPP
