// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::write_timeline.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_TIMELINE_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_TIMELINE_HPP

#include "history.hpp"

#include <iosfwd>
#include <vector>

namespace flaky {

/// \brief Draws attempts as bars and the waits between them as lines, a row a document, as SVG.
///
/// Of many documents, the first 40 that needed a retry have a row, and a histogram counts the
/// attempts of all.
/// \param out       Where to write.
/// \param histories The histories of all documents.
void write_timeline(std::ostream& out, std::vector<history> const& histories);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_TIMELINE_HPP
