// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::no_time_limit.

#ifndef REPRISE_POLICIES_LIMIT_NONE_HPP
#define REPRISE_POLICIES_LIMIT_NONE_HPP

#include <reprise/concepts/time_limit_policy.hpp>

namespace reprise {

/// \ingroup limit
/// \brief An attempt takes as long as it takes; the default.
///
/// \when The operation has a timeout of its own, or cannot hang.
///
/// \whennot An attempt can hang: a run then hangs with it.
///
/// \bounds None.
///
/// \picture{no_time_limit, An attempt that takes its time}
///
/// \snippet docs/examples/limit_time.cpp no_time_limit
///
/// \model{reprise::time_limit_policy}
struct no_time_limit {
    /// \brief Nothing is limited.
    static constexpr bool unlimited = true;

    /// \brief No limits.
    /// \return The longest durations.
    [[nodiscard]] static constexpr reprise::attempt_limits attempt_limits() noexcept { return {}; }
};

static_assert(time_limit_policy<no_time_limit>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LIMIT_NONE_HPP
