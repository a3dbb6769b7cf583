// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines workflow::write_picture.

#ifndef REPRISE_EXAMPLES_WORKFLOW_PICTURE_HPP
#define REPRISE_EXAMPLES_WORKFLOW_PICTURE_HPP

#include "checkpoint_store.hpp"

#include <cstddef>
#include <ostream>
#include <vector>

namespace workflow {

/// \brief Draws what was retried where, as SVG: a row per document, a column per node, a dot per attempt.
/// \param out       Where to.
/// \param marks     What happened.
/// \param documents How many rows.
void write_picture(std::ostream& out, std::vector<mark> const& marks, std::size_t documents);

}  // namespace workflow

#endif  // REPRISE_EXAMPLES_WORKFLOW_PICTURE_HPP
