// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::parent_command.

#ifndef REPRISE_GRAPH_PARENT_COMMAND_HPP
#define REPRISE_GRAPH_PARENT_COMMAND_HPP

#include <reprise/graph/command.hpp>
#include <reprise/graph/graph_bubble_up.hpp>

#include <string>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief A command on its way up to the graph that it is for.
class parent_command : public graph_bubble_up {
  public:
    /// \brief Sends a command up.
    /// \param sent The command.
    explicit parent_command(command sent)
        : graph_bubble_up{"command for graph '" + sent.graph.text() + "'"},
          sent_{std::move(sent)} {}

    /// \brief The command.
    /// \return It, addressed as far as is known by now.
    [[nodiscard]] command const& sent() const noexcept { return sent_; }

    /// \brief Addresses the command anew, on its way.
    /// \param address Which graph it is for.
    void readdress(graph_address address) { sent_.graph = std::move(address); }

    /// \brief Says where it has passed without being taken.
    /// \param task The task's name.
    /// \param host The task's namespace.
    void passed(std::string const& task, checkpoint_namespace const& host) {
        say("command for graph '" + sent_.graph.text() +
            "' was taken by no graph so far: the last that it passed is hosted by task '" + task +
            "' at '" + host.text() + "'");
    }

  private:
    command sent_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_PARENT_COMMAND_HPP
