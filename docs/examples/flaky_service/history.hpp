// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is remembered of each document for the table and the timeline.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_HISTORY_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_HISTORY_HPP

#include "fault.hpp"

#include <reprise/concepts/duration.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flaky {

/// \brief Why an attempt did not bring the document.
struct failure_record {
    std::optional<fault> kind;  ///< Nothing for a failure that the server did not plan.
    std::string message;
};

/// \brief One attempt; its times count from the start of the document's first.
struct attempt_record {
    reprise::duration begin;
    reprise::duration end;
    std::optional<failure_record> failure;
};

/// \brief All that happened to one document.
struct history {
    std::size_t document = 0;
    std::vector<attempt_record> attempts;
    reprise::duration waited = reprise::duration::zero();
    bool intact = false;
};

/// \brief What a failure is called in event lines, the table and the timeline.
/// \param failure A failure.
/// \return The name of its kind, or `other`.
[[nodiscard]] inline std::string_view name_of(failure_record const& failure) {
    return failure.kind ? name_of(*failure.kind) : "other";
}

/// \brief How many retries there were in all.
/// \param histories The histories of all documents.
/// \return The count.
[[nodiscard]] inline std::size_t count_retries(std::vector<history> const& histories) {
    std::size_t retries = 0;
    for (auto const& each : histories) {
        if (!each.attempts.empty()) retries += each.attempts.size() - 1;
    }
    return retries;
}

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_HISTORY_HPP
