// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::exponential.

#ifndef REPRISE_POLICIES_BACKOFF_EXPONENTIAL_HPP
#define REPRISE_POLICIES_BACKOFF_EXPONENTIAL_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Multiplies the delay before each further retry, up to a cap.
///
/// The power is computed by repeated squaring in IEEE 754 double precision, which every conforming compiler and
/// standard library rounds the same way, and is right to within `n * 2^-52` of itself; doubling is exact. It stops at
/// the cap, so no retry number overflows. Takes O(log n) multiplications, at most 126.
///
/// \when Nearly always: short outages are over after a few short waits, long ones are not made worse. It is the
/// default.
///
/// \whennot The time until success is known (a poll, a lease): reprise::constant wastes less of it.
///
/// \formula `delay(n) = min(cap, initial * factor^(n - 1))`, to the nearest nanosecond. Truncated exponential backoff
/// goes back to Metcalfe and Boggs, "Ethernet: Distributed Packet Switching for Local Computer Networks", CACM 19(7),
/// 1976.
///
/// \bounds From `initial` to `cap`; never falls, and stays at the cap for every later retry.
///
/// \picture{exponential, exponential{100ms\, 2.0\, 5s}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp exponential
///
/// \model{reprise::backoff_policy}
class exponential {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "exponential";

    /// \brief Grows from `initial` by `factor` up to `cap`.
    /// \param initial The delay before retry 1, not negative.
    /// \param factor  By what each further delay is multiplied, a finite number of at least 1.
    /// \param cap     The longest delay, at least `initial`.
    /// \throws std::invalid_argument if a parameter is out of its range.
    constexpr explicit exponential(
        any_duration initial = std::chrono::milliseconds{500}, double factor = 2.0,
        any_duration cap = std::chrono::seconds{128})
        : initial_{initial.value()},
          factor_{std::min(factor, detail::beyond_any_duration)},
          cap_{cap.value()} {
        detail::require(
            initial_.count() >= 0, "exponential: the initial delay must not be negative", initial_);
        detail::require(factor >= 1.0, "exponential: the factor must be at least 1", factor);
        detail::require(factor <= largest_double, "exponential: the factor must be finite", factor);
        detail::require(
            cap_.count() >= initial_.count(),
            "exponential: the cap must not be below the initial delay", cap_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, at most the cap.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept {
        auto exponent = retry_number - 1;
        if (exponent == 0 || initial_.count() == 0 || factor_ == 1.0) return initial_;
        // doubling is what nearly everybody does, and whole numbers do it exactly and at once
        if (factor_ == 2.0) return doubled(exponent);
        auto const cap = static_cast<double>(cap_.count());
        auto grown = static_cast<double>(initial_.count());
        auto power = factor_;
        for (;;) {
            if ((exponent & 1) != 0) {
                grown *= power;
                if (grown >= cap) return cap_;
            }
            exponent >>= 1;
            if (exponent == 0) break;
            // the initial delay is at least 1 ns: one more factor of this size is past every cap
            if (power >= detail::beyond_any_duration) return cap_;
            power *= power;
        }
        return std::min(cap_, detail::nearest_nanosecond(grown));
    }

    /// \brief The delay before retry 1.
    /// \return The delay.
    [[nodiscard]] constexpr duration initial() const noexcept { return initial_; }

    /// \brief By what each further delay is multiplied.
    /// \return The factor; one above 2^63, after which every delay is the cap, as 2^63.
    [[nodiscard]] constexpr double factor() const noexcept { return factor_; }

    /// \brief The longest delay.
    /// \return The cap.
    [[nodiscard]] constexpr duration cap() const noexcept { return cap_; }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(exponential const& a, exponential const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("initial", initial_);
        out("factor", factor_);
        out("cap", cap_);
    }

  private:
    static constexpr double largest_double = 1.7976931348623157e308;

    [[nodiscard]] constexpr duration doubled(std::uint64_t exponent) const noexcept {
        auto const initial = static_cast<std::uint64_t>(initial_.count());
        auto const cap = static_cast<std::uint64_t>(cap_.count());
        // the cap shifted back is the largest initial delay that is not past it: nothing is shifted out
        if (exponent >= 63 || initial > cap >> exponent) return cap_;
        return duration{static_cast<duration::rep>(initial << exponent)};
    }

    duration initial_;
    double factor_;
    duration cap_;
};

static_assert(backoff_policy<exponential>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_EXPONENTIAL_HPP
