// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the tables that end the program's output.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_REPORT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_REPORT_HPP

#include "fault.hpp"
#include "history.hpp"

#include <cstddef>
#include <iosfwd>
#include <vector>

namespace flaky {

/// \brief How many documents have a row in the table where not all have.
inline constexpr std::size_t most_rows = 50;

/// \brief One row a document: its attempts, how long it waited, what failed.
/// \param out       Where to write.
/// \param histories The histories of all documents.
/// \param full      Whether to write all rows; otherwise, of more documents than flaky::most_rows,
///                  those with the most attempts, and how many attempts all of them took.
void write_document_table(std::ostream& out, std::vector<history> const& histories, bool full);

/// \brief What the clients saw of each fault.
struct seen_failures {
    fault_counts by_kind{};
    std::uint64_t other = 0;  ///< Failures that no fault of the server explains.
};

/// \brief Counts the failures in all histories.
/// \param histories The histories of all documents.
/// \return The counts.
[[nodiscard]] seen_failures count_failures(std::vector<history> const& histories);

/// \brief What the server did beside what the clients saw of it.
/// \param out      Where to write.
/// \param injected What the server did.
/// \param seen     What the clients saw.
void write_fault_table(std::ostream& out, fault_counts const& injected, seen_failures const& seen);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_REPORT_HPP
