// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::forever.

#ifndef REPRISE_POLICIES_STOP_FOREVER_HPP
#define REPRISE_POLICIES_STOP_FOREVER_HPP

#include <reprise/concepts/stop_policy.hpp>

#include <optional>

namespace reprise {

/// \ingroup stop
/// \brief Never gives up, and has to be written so that nobody gets it by accident.
///
/// \model{reprise::stop_policy}
struct forever {
    /// \brief It says that having no limit is meant.
    static constexpr bool limits = true;

    /// \brief Never.
    /// \param query Does not matter.
    /// \return Nothing.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(
        [[maybe_unused]] stop_query const& query) const noexcept {
        return std::nullopt;
    }

    /// \brief All are the same.
    /// \param a A condition.
    /// \param b A condition.
    /// \return True.
    friend constexpr bool operator==(forever const& a, forever const& b) noexcept = default;
};

static_assert(stop_policy<forever>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_FOREVER_HPP
