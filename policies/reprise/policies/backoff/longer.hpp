// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::longer.

#ifndef REPRISE_POLICIES_BACKOFF_LONGER_HPP
#define REPRISE_POLICIES_BACKOFF_LONGER_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/of_two.hpp>

#include <algorithm>
#include <utility>

namespace reprise {

namespace detail {

struct longer_of {
    [[nodiscard]] constexpr duration operator()(duration first, duration second) const noexcept {
        return std::max(first, second);
    }
};

}  // namespace detail

/// \ingroup backoff
/// \brief The longer of two backoffs. See reprise::longer().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when One backoff is a floor for another and grows itself.
///
/// \whennot The floor is a number: reprise::floored.
///
/// \formula `delay(n) = max(first(n), second(n))`
///
/// \bounds At least the larger of both.
///
/// \picture{longer_backoff, The longer of two\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp longer
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class longer_backoff : public detail::backoff_of_two<First, Second, detail::longer_of> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "longer";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr longer_backoff(First first, Second second)
        : detail::backoff_of_two<First, Second, detail::longer_of>{
              std::move(first), std::move(second)} {}
};

/// \ingroup backoff
/// \brief The longer of two backoffs, retry by retry: `longer(constant{100ms}, exponential{1ms, 2.0, 10s})`.
///
/// The delay before retry `n` is `max(first(n), second(n))`. Associative, commutative, idempotent; distributes over
/// reprise::shorter, reprise::sum distributes over it, and reprise::no_backoff changes nothing.
///
/// Makes a reprise::longer_backoff, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their maximum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr longer_backoff<First, Second> longer(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_LONGER_HPP
