// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::floored.

#ifndef REPRISE_POLICIES_BACKOFF_FLOORED_HPP
#define REPRISE_POLICIES_BACKOFF_FLOORED_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/bounded.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <utility>

namespace reprise {

namespace detail {

struct raise_to {
    static constexpr char const* bound_name = "least";

    [[nodiscard]] constexpr duration operator()(duration delay, duration least) const noexcept {
        return std::max(delay, least);
    }
};

}  // namespace detail

/// \ingroup backoff
/// \brief Another backoff, never shorter than a floor. See reprise::floored().
/// \tparam Backoff A reprise::backoff_policy.
///
/// \when A backoff starts from nothing.
///
/// \whennot Only the first delays matter: reprise::then says those. For a wait that is certain, too, add
/// reprise::equal_jitter: the floor holds before the jitter.
///
/// \formula `delay(n) = max(backoff(n), least)`
///
/// \bounds At least the floor, before the jitter.
///
/// \picture{floored_backoff, A linear backoff over a floor of 250 ms\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp floored
///
/// \model{reprise::backoff_policy}
template <backoff_policy Backoff>
class floored_backoff : public detail::bounded_backoff<Backoff, detail::raise_to> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "floored";

    /// \brief Gives a backoff a floor.
    /// \param backoff The backoff.
    /// \param least   The shortest delay, not negative.
    /// \throws std::invalid_argument if the floor is negative.
    constexpr floored_backoff(Backoff backoff, any_duration least)
        : detail::bounded_backoff<Backoff, detail::raise_to>{std::move(backoff), least.value()} {
        detail::require(
            least.value() >= duration::zero(), "floored: the shortest delay must not be negative",
            least.value());
    }
};

/// \ingroup backoff
/// \brief Gives another backoff a shortest delay: `floored(linear{0s, 10ms, 1s}, 5ms)`.
///
/// The delay before retry `n` is `max(backoff(n), least)`, before the jitter: reprise::full_jitter can still shorten
/// it to nothing. For a wait that is certain use reprise::equal_jitter.
///
/// Makes a reprise::floored_backoff, whose page says when to use it.
/// \tparam Backoff A reprise::backoff_policy.
/// \param backoff The backoff.
/// \param least   The shortest delay, not negative.
/// \return The backoff with the floor.
/// \throws std::invalid_argument if the floor is negative.
template <backoff_policy Backoff>
[[nodiscard]] constexpr floored_backoff<Backoff> floored(Backoff backoff, any_duration least) {
    return {std::move(backoff), least};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_FLOORED_HPP
