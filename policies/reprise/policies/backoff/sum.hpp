// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::sum.

#ifndef REPRISE_POLICIES_BACKOFF_SUM_HPP
#define REPRISE_POLICIES_BACKOFF_SUM_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/of_two.hpp>

#include <utility>

namespace reprise {

namespace detail {

struct sum_of {
    [[nodiscard]] constexpr duration operator()(duration first, duration second) const noexcept {
        return saturating_add(first, second);
    }
};

}  // namespace detail

/// \ingroup backoff
/// \brief The sum of two backoffs. See reprise::sum().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when A fixed part, such as a round trip, comes on top of a growing one.
///
/// \whennot The second part shall be random: that is a jitter's job.
///
/// \formula `delay(n) = first(n) + second(n)`, at most `duration::max()`.
///
/// \bounds The sums of the bounds of both.
///
/// \picture{backoff_sum, A fixed part and a growing one\, and what full_jitter makes of them}
///
/// \snippet docs/examples/backoffs.cpp sum
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class backoff_sum : public detail::backoff_of_two<First, Second, detail::sum_of> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "sum";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr backoff_sum(First first, Second second)
        : detail::backoff_of_two<First, Second, detail::sum_of>{
              std::move(first), std::move(second)} {}
};

/// \ingroup backoff
/// \brief Adds two backoffs: `sum(constant{50ms}, exponential{10ms, 2.0, 5s})`.
///
/// The delay before retry `n` is `first(n) + second(n)`, at most `duration::max()`. Associative and commutative, and
/// reprise::no_backoff changes nothing.
///
/// Makes a reprise::backoff_sum, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their sum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr backoff_sum<First, Second> sum(First first, Second second) {
    return {std::move(first), std::move(second)};
}

/// \ingroup backoff
/// \brief Adds two backoffs: `constant{50ms} + exponential{10ms, 2.0, 5s}`. See reprise::sum.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their sum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr backoff_sum<First, Second> operator+(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_SUM_HPP
