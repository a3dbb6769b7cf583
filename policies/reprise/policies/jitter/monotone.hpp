// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::monotone_jitter.

#ifndef REPRISE_POLICIES_JITTER_MONOTONE_HPP
#define REPRISE_POLICIES_JITTER_MONOTONE_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/uniform.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>

namespace reprise {

/// \ingroup jitter
/// \brief Waits at least as long as before, up to three times as long, within the backoff's delay: what Finagle calls
/// decorrelated.
///
/// A wait is shorter than the one before only where the backoff's delay is. At the cap the range narrows to the cap
/// itself: **all callers end up waiting equally long**, and the relative standard deviation goes to zero.
///
/// \when The waits must not get shorter, and runs are too short to reach the cap.
///
/// \whennot Otherwise: see reprise::decorrelated_jitter and reprise::full_jitter.
///
/// \formula `apply(d)` is uniform over `[last, min(d, 3 * last)]` with `last = max(previous, base)`, where `previous`
/// is what was waited before the previous attempt. The growth is the jitter's own: the backoff is the cap,
/// `constant{10s}` for example. The formula is that of `Backoff.decorrelatedJittered` in Twitter's Finagle, which waits
/// exactly the base first; here the first wait is drawn too, so that callers that failed together are spread from the
/// start.
///
/// \bounds From the wait before to three times as long, within `base` and `d`. Given the wait before, the mean is the
/// middle of the range, and the relative standard deviation its width by `sqrt(12)`, divided by the mean.
///
/// \picture{monotone_jitter, The waits of monotone_jitter{100ms} within constant{5s}}
///
/// \snippet docs/examples/jitters.cpp monotone_jitter
///
/// \model{reprise::jitter_policy}
class monotone_jitter {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "monotone_jitter";

    /// \brief From a base on.
    /// \param base The shortest wait, above zero; where the backoff's delay is shorter, that one is waited.
    /// \throws std::invalid_argument if it is not above zero.
    constexpr explicit monotone_jitter(any_duration base) : base_{base.value()} {
        detail::require(
            base_ > duration::zero(), "monotone_jitter: the base must be above zero", base_);
    }

    /// \brief Uniform over `[last, min(delay, 3 * last)]`.
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
    friend constexpr bool operator==(monotone_jitter const& a, monotone_jitter const& b) noexcept =
        default;

  private:
    [[nodiscard]] constexpr detail::uniform range(
        duration delay, jitter_input const& input) const noexcept {
        auto const last = std::max(input.previous, base_);
        auto const tripled = last > duration::max() / 3 ? duration::max() : 3 * last;
        return {std::min(last, delay), std::min(tripled, delay)};
    }

    duration base_;
};

static_assert(jitter_policy<monotone_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_MONOTONE_HPP
