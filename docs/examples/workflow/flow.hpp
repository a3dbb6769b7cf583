// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines workflow::run: the workflow itself.

#ifndef REPRISE_EXAMPLES_WORKFLOW_FLOW_HPP
#define REPRISE_EXAMPLES_WORKFLOW_FLOW_HPP

#include "checkpoint_store.hpp"
#include "server.hpp"

#include <cstddef>
#include <cstdint>

namespace workflow {

/// \brief Which documents, from where.
struct batch {
    flaky::server& from;
    checkpoint_store& store;
    std::uint64_t seed;
    std::size_t documents;
};

/// \brief Takes every document through the flow graph: fetch, parse, summarize and index, join, store.
///
/// What the checkpoint holds is not done again.
/// \param work Which documents.
/// \throws reprise::graph::graph_interrupt if a document needs an answer first; the others are done then.
void run(batch const& work);

}  // namespace workflow

#endif  // REPRISE_EXAMPLES_WORKFLOW_FLOW_HPP
