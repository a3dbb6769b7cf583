// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::capped.

#ifndef REPRISE_POLICIES_BACKOFF_CAPPED_HPP
#define REPRISE_POLICIES_BACKOFF_CAPPED_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/bounded.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <utility>

namespace reprise {

namespace detail {

struct cap_at {
    static constexpr char const* bound_name = "cap";

    [[nodiscard]] constexpr duration operator()(duration delay, duration cap) const noexcept {
        return std::min(delay, cap);
    }
};

}  // namespace detail

/// \ingroup backoff
/// \brief Another backoff, never longer than a cap. See reprise::capped().
/// \tparam Backoff A reprise::backoff_policy.
///
/// \when A backoff has no cap of its own, or a sum shall have one.
///
/// \whennot The backoff takes a cap already.
///
/// \formula `delay(n) = min(backoff(n), cap)`. A jitter comes after it, so that callers stay spread at the cap.
///
/// \bounds At most the cap.
///
/// \picture{capped_backoff, An exponential backoff under a cap of 2 s\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp capped
///
/// \model{reprise::backoff_policy}
template <backoff_policy Backoff>
class capped_backoff : public detail::bounded_backoff<Backoff, detail::cap_at> {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "capped";

    /// \brief Caps a backoff.
    /// \param backoff The backoff.
    /// \param cap     The longest delay, not negative.
    /// \throws std::invalid_argument if the cap is negative.
    constexpr capped_backoff(Backoff backoff, any_duration cap)
        : detail::bounded_backoff<Backoff, detail::cap_at>{std::move(backoff), cap.value()} {
        detail::require(
            cap.value() >= duration::zero(), "capped: the cap must not be negative", cap.value());
    }
};

/// \ingroup backoff
/// \brief Caps another backoff: `capped(from_function(f), 10s)`.
///
/// The delay before retry `n` is `min(backoff(n), cap)`. A jitter comes after it: callers stay spread at the cap.
///
/// Makes a reprise::capped_backoff, whose page says when to use it.
/// \tparam Backoff A reprise::backoff_policy.
/// \param backoff The backoff.
/// \param cap     The longest delay, not negative.
/// \return The backoff with the cap.
/// \throws std::invalid_argument if the cap is negative.
template <backoff_policy Backoff>
[[nodiscard]] constexpr capped_backoff<Backoff> capped(Backoff backoff, any_duration cap) {
    return {std::move(backoff), cap};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_CAPPED_HPP
