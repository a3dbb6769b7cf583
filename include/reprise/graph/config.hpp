// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::config and the overlay that a run may put over it.

#ifndef REPRISE_GRAPH_CONFIG_HPP
#define REPRISE_GRAPH_CONFIG_HPP

#include <reprise/graph/checkpoint_namespace.hpp>

#include <any>
#include <cstdint>
#include <functional>  // std::less
#include <map>
#include <optional>
#include <string>

namespace reprise::graph {

/// \ingroup graph
/// \brief What a task is told of the run that it belongs to.
struct config {
    std::optional<graph::checkpoint_namespace> checkpoint_namespace{};  ///< Where the task runs.
    std::optional<std::string> checkpoint_id{};  ///< The checkpoint that the run started from.
    std::optional<std::string> thread_id{};      ///< The conversation or job.
    std::optional<std::string> run_id{};         ///< This run of it.
    std::optional<std::string> task_id{};        ///< The task's id, where it is not the task's own.
    std::optional<bool> resuming{};  ///< Whether a nested graph may go on from its last checkpoint.
    std::uint64_t enclosing_attempts = 1;  ///< How many attempts enclosing tasks may make of this.
    std::map<std::string, std::any, std::less<>> configurable{};  ///< The user's own values.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_CONFIG_HPP
