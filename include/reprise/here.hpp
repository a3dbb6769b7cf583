// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::here.

#ifndef REPRISE_HERE_HPP
#define REPRISE_HERE_HPP

#include <reprise/compose.hpp>
#include <reprise/policies/log/located.hpp>

#include <source_location>

namespace reprise {

/// \ingroup core
/// \brief The policy, with a logger that says where this call stands: `retry(here(policy), operation)`.
///
/// `std::source_location` of the call, and only where it is asked for: a policy without it carries none. Lines of
/// reprise::log_to then begin with the file and the line.
///
/// \snippet docs/examples/monitoring.cpp here
/// \tparam Policy A policy that reprise::compose returned, or a static one.
/// \param policy The policy.
/// \param where  The place; this call unless given.
/// \return A copy of the policy.
template <detail::composed Policy>
[[nodiscard]] constexpr auto here(
    Policy const& policy, std::source_location where = std::source_location::current()) {
    using logger = std::remove_cvref_t<decltype(detail::policy_of(policy).logger())>;
    static_assert(
        takes_located_event<logger, attempt_started> ||
            takes_located_event<logger, attempt_failed> ||
            takes_located_event<logger, retry_scheduled> ||
            takes_located_event<logger, attempt_succeeded> ||
            takes_located_event<logger, recovered> || takes_located_event<logger, gave_up> ||
            takes_located_event<logger, policy_failed>,
        "here: the policy's logger cannot say where the call stands: use log_to, or give your logger an "
        "on(event, std::source_location const&)");
    return reprise::with(policy, located<logger>{detail::policy_of(policy).logger(), where});
}

}  // namespace reprise

#endif  // REPRISE_HERE_HPP
