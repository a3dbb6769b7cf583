// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::shorter.

#ifndef REPRISE_POLICIES_BACKOFF_SHORTER_HPP
#define REPRISE_POLICIES_BACKOFF_SHORTER_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/of_two.hpp>

#include <algorithm>
#include <utility>

namespace reprise {

namespace detail {

struct shorter_of {
    [[nodiscard]] constexpr duration operator()(duration first, duration second) const noexcept {
        return std::min(first, second);
    }
};

}  // namespace detail

/// \ingroup backoff
/// \brief The shorter of two backoffs. See reprise::shorter().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when One backoff is right at first, another caps it later.
///
/// \whennot The cap is a number: reprise::capped.
///
/// \formula `delay(n) = min(first(n), second(n))`
///
/// \bounds At most the smaller of both.
///
/// \picture{shorter_backoff, The shorter of two\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp shorter
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class shorter_backoff : public detail::backoff_of_two<First, Second, detail::shorter_of> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "shorter";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr shorter_backoff(First first, Second second)
        : detail::backoff_of_two<First, Second, detail::shorter_of>{
              std::move(first), std::move(second)} {}
};

/// \ingroup backoff
/// \brief The shorter of two backoffs, retry by retry: `shorter(linear{1s, 1s, 1h}, exponential{1ms, 2.0, 1h})`.
///
/// The delay before retry `n` is `min(first(n), second(n))`. Associative, commutative, idempotent; distributes over
/// reprise::longer, and reprise::sum over it.
///
/// Makes a reprise::shorter_backoff, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their minimum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr shorter_backoff<First, Second> shorter(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_SHORTER_HPP
