// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::fibonacci.

#ifndef REPRISE_POLICIES_BACKOFF_FIBONACCI_HPP
#define REPRISE_POLICIES_BACKOFF_FIBONACCI_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace reprise {

namespace detail {

// fibonacci_numbers[n] is the n-th; the 92nd is the last that a duration can hold.
inline constexpr auto fibonacci_numbers = [] {
    std::array<std::uint64_t, 93> numbers{0, 1};
    for (std::size_t n = 2; n < numbers.size(); ++n) numbers[n] = numbers[n - 1] + numbers[n - 2];
    return numbers;
}();

}  // namespace detail

/// \ingroup backoff
/// \brief Waits as long as before the two retries before together, up to a cap: 1, 1, 2, 3, 5, 8 units ...
///
/// More patient than a linear backoff, gentler than doubling, and its first two delays are the same. Whole numbers
/// from a table: exact, and one multiplication a delay.
///
/// \when Doubling gives the other side more time than your callers have.
///
/// \whennot The other side is overloaded: reprise::exponential backs off faster.
///
/// \formula `delay(n) = min(cap, unit * F(n))`, `F(1) = F(2) = 1`, `F(n) = F(n - 1) + F(n - 2)`: in the end it grows by
/// the golden ratio, 1.618, a retry.
///
/// \bounds From `unit` to `cap`, at the cap from retry 92 at the latest; never falls.
///
/// \picture{fibonacci, fibonacci{100ms\, 5s}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp fibonacci
///
/// \model{reprise::backoff_policy}
class fibonacci {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "fibonacci";

    /// \brief Grows from `unit` up to `cap`.
    /// \param unit The delay before retries 1 and 2, not negative.
    /// \param cap  The longest delay, at least `unit`.
    /// \throws std::invalid_argument if a parameter is out of its range.
    constexpr fibonacci(any_duration unit, any_duration cap)
        : unit_{unit.value()}, cap_{cap.value()} {
        detail::require(
            unit_ >= duration::zero(), "fibonacci: the unit must not be negative", unit_);
        detail::require(cap_ >= unit_, "fibonacci: the cap must not be below the unit", cap_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, at most the cap.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept {
        if (unit_ == duration::zero()) return unit_;
        if (retry_number >= detail::fibonacci_numbers.size()) return cap_;
        auto const number = detail::fibonacci_numbers[retry_number];
        auto const unit = static_cast<std::uint64_t>(unit_.count());
        if (number > static_cast<std::uint64_t>(cap_.count()) / unit) return cap_;
        return duration{static_cast<duration::rep>(unit * number)};
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("unit", unit_);
        out("cap", cap_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(fibonacci const& a, fibonacci const& b) noexcept = default;

  private:
    duration unit_;
    duration cap_;
};

static_assert(backoff_policy<fibonacci>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_FIBONACCI_HPP
