// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::multiplicative_jitter.

#ifndef REPRISE_POLICIES_JITTER_MULTIPLICATIVE_HPP
#define REPRISE_POLICIES_JITTER_MULTIPLICATIVE_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/ratio.hpp>
#include <reprise/policies/jitter/uniform.hpp>
#include <reprise/policies/require.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Multiplies the backoff's delay by a random factor between two numbers: `multiplicative_jitter{0.5, 1.5}`.
///
/// With `high` above 1 the result can exceed the backoff's cap.
///
/// \when A range is prescribed that no other jitter has.
///
/// \whennot One of those named does: `{0, 1}` is reprise::full_jitter, `{0.5, 1}` is reprise::equal_jitter. Its name
/// says more.
///
/// \formula `apply(d) = d * u`, `u` uniform over `[low, high]`. `{0.5, 1.5}` is what Finagle, Kevlar and others do by
/// default.
///
/// \bounds From `d * low` to `d * high`; mean `d * (low + high) / 2`, relative standard deviation
/// `(high - low) / (low + high) / sqrt(3)`, at the cap too.
///
/// \picture{multiplicative_jitter, The delays of multiplicative_jitter{0.5\, 1.5} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp multiplicative_jitter
///
/// \model{reprise::jitter_policy}
class multiplicative_jitter {
  public:
    /// \brief It may lengthen delays.
    static constexpr bool may_exceed_delay = true;
    /// \brief What a description calls it.
    static constexpr char const* name = "multiplicative_jitter";

    /// \brief By a factor between two numbers.
    /// \param low  The smallest factor, at least 0.
    /// \param high The largest factor, finite, at least `low`.
    /// \throws std::invalid_argument if a parameter is out of its range.
    constexpr multiplicative_jitter(double low, double high)
        : low_{low}, high_{high}, least_{0}, most_{0} {
        detail::require(
            low >= 0.0, "multiplicative_jitter: the smallest factor must not be negative", low);
        detail::require(
            high >= low, "multiplicative_jitter: the largest factor must not be below the smallest",
            high);
        detail::require(
            high <= largest_double, "multiplicative_jitter: the largest factor must be finite",
            high);
        least_ = detail::ratio{low};
        most_ = detail::ratio{high};
    }

    /// \brief Uniform over `[delay * low, delay * high]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used.
    /// \return The delay to wait.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).draw(input.word);
    }

    /// \brief The middle of that range.
    /// \param delay The backoff's delay.
    /// \param input The random word is not used.
    /// \return The expected delay.
    [[nodiscard]] constexpr duration mean(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).mean();
    }

    /// \brief The width of that range by the square root of 12, divided by its middle.
    /// \param delay The backoff's delay.
    /// \param input The random word is not used.
    /// \return The standard deviation divided by the mean.
    [[nodiscard]] constexpr double relative_standard_deviation(
        duration delay, jitter_input const& input) const noexcept {
        return range(delay, input).relative_standard_deviation();
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("low", low_);
        out("high", high_);
    }

    /// \brief Same parameters.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        multiplicative_jitter const& a, multiplicative_jitter const& b) noexcept = default;

  private:
    static constexpr double largest_double = 1.7976931348623157e308;

    [[nodiscard]] constexpr detail::uniform range(
        duration delay, jitter_input const& /*input*/) const noexcept {
        return {least_.of(delay), most_.of(delay)};
    }

    double low_;
    double high_;
    detail::ratio least_;
    detail::ratio most_;
};

static_assert(jitter_policy<multiplicative_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_MULTIPLICATIVE_HPP
