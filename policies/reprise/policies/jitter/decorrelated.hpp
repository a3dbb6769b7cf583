// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::decorrelated_jitter.

#ifndef REPRISE_POLICIES_JITTER_DECORRELATED_HPP
#define REPRISE_POLICIES_JITTER_DECORRELATED_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/up_to_triple.hpp>
#include <reprise/policies/require.hpp>

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
class decorrelated_jitter : public detail::up_to_triple<false> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "decorrelated_jitter";

    /// \brief From a base on.
    /// \param base The shortest wait, above zero; where the backoff's delay is shorter, that one is waited.
    /// \throws std::invalid_argument if it is not above zero.
    constexpr explicit decorrelated_jitter(any_duration base) : up_to_triple{base.value()} {
        detail::require(
            base.value() > duration::zero(), "decorrelated_jitter: the base must be above zero",
            base.value());
    }
};

static_assert(jitter_policy<decorrelated_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_DECORRELATED_HPP
