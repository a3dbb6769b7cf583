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
/// \when Something has to be up as long as the program is: a subscription, a connection to a broker. Together with
/// reprise::stop_on, so that the program can end.
///
/// \whennot Somebody waits for the answer. Whoever called wants to hear about it at some point.
///
/// \bounds None: reprise::max_attempts and reprise::worst_case_delay are reprise::unbounded.
///
/// \picture{forever, A run under forever}
///
/// \snippet docs/examples/stop_conditions.cpp forever
///
/// \model{reprise::stop_policy}
struct forever {
    /// \brief What a description calls it.
    static constexpr char const* name = "forever";

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
