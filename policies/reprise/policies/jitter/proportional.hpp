// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::proportional_jitter.

#ifndef REPRISE_POLICIES_JITTER_PROPORTIONAL_HPP
#define REPRISE_POLICIES_JITTER_PROPORTIONAL_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/ratio.hpp>
#include <reprise/policies/jitter/uniform.hpp>
#include <reprise/policies/require.hpp>

namespace reprise {

/// \ingroup jitter
/// \brief Waits the backoff's delay, give or take a fraction of it: `proportional_jitter{0.2}` is plus or minus 20 %.
///
/// The result can exceed the backoff's cap by the fraction.
///
/// \when The delays shall stay close to what is configured.
///
/// \whennot Many callers fail together: with 0.2 it spreads them a fifth as wide as reprise::full_jitter does.
///
/// \formula `apply(d) = d * u`, `u` uniform over `[1 - fraction, 1 + fraction]`. It is the jitter of gRPC's connection
/// backoff ("GRPC Connection Backoff Protocol", with 0.2).
///
/// \bounds From `d * (1 - fraction)` to `d * (1 + fraction)`; mean `d`, relative standard deviation `fraction /
/// sqrt(3)`, at the cap too.
///
/// \picture{proportional_jitter, The delays of proportional_jitter{0.2} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp proportional_jitter
///
/// \model{reprise::jitter_policy}
class proportional_jitter {
  public:
    /// \brief It lengthens delays.
    static constexpr bool may_exceed_delay = true;
    /// \brief What a description calls it.
    static constexpr char const* name = "proportional_jitter";

    /// \brief Plus or minus a fraction.
    /// \param fraction By what part of itself a delay may be shorter or longer, from 0 to 1.
    /// \throws std::invalid_argument if it is out of its range.
    constexpr explicit proportional_jitter(double fraction) : fraction_{fraction}, ratio_{0} {
        detail::require(
            fraction >= 0.0 && fraction <= 1.0,
            "proportional_jitter: the fraction must be between 0 and 1", fraction);
        ratio_ = detail::ratio{fraction};
    }

    /// \brief Uniform over `[delay * (1 - fraction), delay * (1 + fraction)]`.
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
        out("fraction", fraction_);
    }

    /// \brief Same parameters.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        proportional_jitter const& a, proportional_jitter const& b) noexcept = default;

  private:
    [[nodiscard]] constexpr detail::uniform range(
        duration delay, jitter_input const& /*input*/) const noexcept {
        auto const part = ratio_.of(delay);
        return {delay - part, saturating_add(delay, part)};
    }

    double fraction_;
    detail::ratio ratio_;
};

static_assert(jitter_policy<proportional_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_PROPORTIONAL_HPP
