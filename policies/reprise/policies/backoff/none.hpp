// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::no_backoff.

#ifndef REPRISE_POLICIES_BACKOFF_NONE_HPP
#define REPRISE_POLICIES_BACKOFF_NONE_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Never waits: each retry follows at once.
///
/// \when Work that contends with nobody: the next free port, another replica of a list. And tests that look at
/// calls alone.
///
/// \whennot The other side struggles, or others wait for the same thing: calls without a pause make it worse.
///
/// \formula `delay(n) = 0`
///
/// \bounds Always zero; a jitter has nothing to spread.
///
/// \picture{no_backoff, The delay before each retry of no_backoff{}: none}
///
/// \snippet docs/examples/backoffs.cpp no_backoff
///
/// \model{reprise::backoff_policy}
struct no_backoff {
    /// \brief What a description calls it.
    static constexpr char const* name = "no_backoff";

    /// \brief No delay.
    /// \param retry_number The number of the retry; does not matter.
    /// \return Zero.
    [[nodiscard]] constexpr duration delay(
        [[maybe_unused]] std::uint64_t retry_number) const noexcept {
        return duration::zero();
    }

    /// \brief All are the same.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return True.
    friend constexpr bool operator==(no_backoff const& a, no_backoff const& b) noexcept = default;
};

static_assert(backoff_policy<no_backoff>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_NONE_HPP
