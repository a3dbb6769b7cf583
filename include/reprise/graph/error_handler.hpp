// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::error_handler.

#ifndef REPRISE_GRAPH_ERROR_HANDLER_HPP
#define REPRISE_GRAPH_ERROR_HANDLER_HPP

#include <reprise/graph/retry_policies.hpp>

namespace reprise::graph {

/// \ingroup graph
/// \brief What takes care of a task that has failed for good.
/// \tparam Handle Called with the task's input and a reprise::graph::node_error, or with the error alone. It returns
///                what the task would have returned, or a reprise::graph::command, or nothing; or, for
///                reprise::graph::async_run_with_handler, something to await that yields that.
template <class Handle>
struct error_handler {
    Handle handle;                           ///< What to call.
    graph::retry_policies retry_policies{};  ///< Its own policies; the graph's if empty.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_ERROR_HANDLER_HPP
