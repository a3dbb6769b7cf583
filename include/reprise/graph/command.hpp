// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::command.

#ifndef REPRISE_GRAPH_COMMAND_HPP
#define REPRISE_GRAPH_COMMAND_HPP

#include <reprise/graph/graph_address.hpp>

#include <any>
#include <string>
#include <vector>

namespace reprise::graph {

/// \ingroup graph
/// \brief What a node asks of a graph besides its result: to update the state, to go to other nodes, to resume.
struct command {
    /// \brief The address of the graph around the current one, as LangGraph spells it.
    static constexpr char const* parent = "__parent__";

    graph_address graph{};             ///< Which graph; the current one unless said otherwise.
    std::any update{};                 ///< What to write; empty for nothing.
    std::any resume{};                 ///< The answer to an interrupt; empty for none.
    std::vector<std::string> go_to{};  ///< The nodes to run next.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_COMMAND_HPP
