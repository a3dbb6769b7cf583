// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::polynomial.

#ifndef REPRISE_POLICIES_BACKOFF_POLYNOMIAL_HPP
#define REPRISE_POLICIES_BACKOFF_POLYNOMIAL_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Multiplies a unit by a power of the retry's number, up to a cap: with degree 2 by 1, 4, 9, 16 ...
///
/// By repeated squaring of whole numbers: exact at every retry number, O(log degree) multiplications, and it stops
/// where the cap is passed.
///
/// \when A limit on the sum of the delays, of the order of `unit * n^(degree + 1) / (degree + 1)`, matters more than
/// backing off fast.
///
/// \whennot The other side is overloaded: reprise::exponential backs off faster.
///
/// \formula `delay(n) = min(cap, unit * n^degree)`, in whole nanoseconds.
///
/// \bounds From `unit` to `cap`; never falls.
///
/// \picture{polynomial, polynomial{50ms\, 2\, 5s}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp polynomial
///
/// \model{reprise::backoff_policy}
class polynomial {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "polynomial";

    /// \brief Grows from `unit` with a power of the retry's number up to `cap`.
    /// \param unit   The delay before retry 1, not negative.
    /// \param degree The exponent, at least 1: 1 grows like reprise::linear, 2 with the square.
    /// \param cap    The longest delay, at least `unit`.
    /// \throws std::invalid_argument if a parameter is out of its range.
    constexpr polynomial(any_duration unit, unsigned degree, any_duration cap)
        : unit_{unit.value()}, cap_{cap.value()}, degree_{degree} {
        detail::require(
            unit_ >= duration::zero(), "polynomial: the unit must not be negative", unit_);
        detail::require(
            degree_ > 0,
            "polynomial: the degree must be at least 1; write constant for delays of equal length",
            degree_);
        detail::require(cap_ >= unit_, "polynomial: the cap must not be below the unit", cap_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, at most the cap.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept {
        if (unit_ == duration::zero() || retry_number == 1) return unit_;
        // what `grown` has to exceed to be past the cap, in units
        auto const most = static_cast<std::uint64_t>(cap_.count() / unit_.count());
        std::uint64_t grown = 1;
        std::uint64_t power = retry_number;
        for (auto exponent = degree_;;) {
            if ((exponent & 1U) != 0) {
                if (power > most / grown) return cap_;
                grown *= power;
            }
            exponent >>= 1U;
            if (exponent == 0) break;
            if (power > most / power) return cap_;
            power *= power;
        }
        return unit_ * static_cast<duration::rep>(grown);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("unit", unit_);
        out("degree", degree_);
        out("cap", cap_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(polynomial const& a, polynomial const& b) noexcept = default;

  private:
    duration unit_;
    duration cap_;
    std::uint64_t
        degree_;  // as wide as the rest: an object without gaps can be a template argument
};

static_assert(backoff_policy<polynomial>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_POLYNOMIAL_HPP
