// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::monotone_jitter.

#ifndef REPRISE_POLICIES_JITTER_MONOTONE_HPP
#define REPRISE_POLICIES_JITTER_MONOTONE_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/up_to_triple.hpp>
#include <reprise/policies/require.hpp>

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
class monotone_jitter : public detail::up_to_triple<true> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "monotone_jitter";

    /// \brief From a base on.
    /// \param base The shortest wait, above zero; where the backoff's delay is shorter, that one is waited.
    /// \throws std::invalid_argument if it is not above zero.
    constexpr explicit monotone_jitter(any_duration base) : up_to_triple{base.value()} {
        detail::require(
            base.value() > duration::zero(), "monotone_jitter: the base must be above zero",
            base.value());
    }
};

static_assert(jitter_policy<monotone_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_MONOTONE_HPP
