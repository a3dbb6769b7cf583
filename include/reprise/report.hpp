// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::report.

#ifndef REPRISE_REPORT_HPP
#define REPRISE_REPORT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/concepts/verdict.hpp>

#include <cstdint>
#include <vector>

namespace reprise {

/// \ingroup core
/// \brief A failed attempt, as it stands in a report.
struct failed_attempt {
    std::uint64_t attempt;     ///< The number of the attempt, from 1.
    reprise::failure failure;  ///< What happened.
    reprise::verdict verdict;  ///< What the classifier said of it.
    duration delay;            ///< How long was to be waited after it; zero after the last.
};

/// \ingroup core
/// \brief What happened in a run.
struct report {
    std::uint64_t attempts = 0;                   ///< How many attempts were made.
    duration elapsed = duration::zero();          ///< From the first attempt's start to the end.
    duration waited = duration::zero();           ///< How much of it was waited between attempts.
    std::uint64_t abandoned = 0;                  ///< How many ignored the end of their time.
    stop_reason reason = stop_reason::succeeded;  ///< Why it ended.
    std::vector<failed_attempt>
        failures;  ///< The last failed attempt, or all of them where asked for.
};

}  // namespace reprise

#endif  // REPRISE_REPORT_HPP
