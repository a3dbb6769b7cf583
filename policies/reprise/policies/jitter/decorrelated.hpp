// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::decorrelated_jitter.

#ifndef REPRISE_POLICIES_JITTER_DECORRELATED_HPP
#define REPRISE_POLICIES_JITTER_DECORRELATED_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/uniform.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>

namespace reprise {

/// \ingroup jitter
/// \brief Waits anything from a base to three times the wait before, within the backoff's delay: what AWS calls
/// decorrelated.
///
/// Two other formulas bear the name: reprise::monotone_jitter and reprise::smoothed_jitter.
///
/// \when A short wait shall stay possible at every retry.
///
/// \whennot The worst case matters (the longest wait is three times the one before), or the waits must never get
/// shorter.
///
/// \formula `apply(d)` is uniform over `[base, min(d, 3 * max(previous, base))]`, where `previous` is what was waited
/// before the previous attempt. The growth is the jitter's own: the backoff is the cap. With `constant{10s}` these are
/// the waits of Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015, `min(cap, uniform(base, 3 *
/// previous))`, up to the cap. There, that formula cuts off what it has drawn, so that a third of all callers wait
/// exactly equally long; here the range is cut off before the draw, and they stay spread.
///
/// \bounds From `base` to `d`, within three times the wait before. Given that, the mean is the middle of the range, and
/// the relative standard deviation its width by `sqrt(12)`, divided by the mean.
///
/// \picture{decorrelated_jitter, The waits of decorrelated_jitter{100ms} within constant{5s}}
///
/// \snippet docs/examples/jitters.cpp decorrelated_jitter
///
/// \model{reprise::jitter_policy}
class decorrelated_jitter {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "decorrelated_jitter";

    /// \brief From a base on.
    /// \param base The shortest wait, above zero; where the backoff's delay is shorter, that one is waited.
    /// \throws std::invalid_argument if it is not above zero.
    constexpr explicit decorrelated_jitter(any_duration base) : base_{base.value()} {
        detail::require(
            base_ > duration::zero(), "decorrelated_jitter: the base must be above zero", base_);
    }

    /// \brief Uniform over `[base, min(delay, 3 * max(previous, base))]`.
    /// \param delay The backoff's delay.
    /// \param input The random word is used and the previous delay.
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
        out("base", base_);
    }

    /// \brief Same parameters.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        decorrelated_jitter const& a, decorrelated_jitter const& b) noexcept = default;

  private:
    [[nodiscard]] constexpr detail::uniform range(
        duration delay, jitter_input const& input) const noexcept {
        auto const last = std::max(input.previous, base_);
        auto const tripled = last > duration::max() / 3 ? duration::max() : 3 * last;
        return {std::min(base_, delay), std::min(tripled, delay)};
    }

    duration base_;
};

static_assert(jitter_policy<decorrelated_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_DECORRELATED_HPP
