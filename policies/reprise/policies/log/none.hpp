// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::no_logging.

#ifndef REPRISE_POLICIES_LOG_NONE_HPP
#define REPRISE_POLICIES_LOG_NONE_HPP

#include <reprise/concepts/logger_policy.hpp>

namespace reprise {

/// \ingroup log
/// \brief Logs nothing, at no cost; the default.
///
/// The one event that it takes is that a policy itself failed, and it ignores it.
///
/// \when Nobody has to know, or whoever calls reads the reprise::report.
///
/// \whennot In production: retries that nobody sees hide an outage until they no longer do.
///
/// \snippet docs/examples/loggers.cpp no_logging
///
/// \model{reprise::logger_policy}
struct no_logging {
    /// \brief What a description calls it.
    static constexpr char const* name = "no_logging";

    /// \brief Ignored.
    /// \param event Does not matter.
    constexpr void on([[maybe_unused]] policy_failed const& event) const noexcept {}
};

static_assert(logger_policy<no_logging>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_NONE_HPP
