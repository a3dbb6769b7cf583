// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::executable_task.

#ifndef REPRISE_GRAPH_EXECUTABLE_TASK_HPP
#define REPRISE_GRAPH_EXECUTABLE_TASK_HPP

#include <reprise/graph/cache_key.hpp>
#include <reprise/graph/command.hpp>
#include <reprise/graph/config.hpp>
#include <reprise/graph/retry_policies.hpp>
#include <reprise/graph/timeout_policy.hpp>

#include <any>
#include <functional>  // std::function
#include <optional>
#include <string>
#include <vector>

namespace reprise::graph {

/// \ingroup graph
/// \brief What a task writes unless it says otherwise: a value for a channel.
struct channel_write {
    std::string channel;  ///< The channel.
    std::any value;       ///< The value.
};

/// \ingroup graph
/// \brief Applies a command to the graph that a task hosts.
using command_writer = std::function<void(command const&, config const&)>;

/// \ingroup graph
/// \brief One task of a graph, ready to be run.
///
/// It belongs to the run that executes it: one thread at a time, and it must outlive the run.
/// \tparam Processor A reprise::graph::processor, async_processor or stream_processor, or a `std::ref` of one.
/// \tparam Input     What the processor gets.
/// \tparam Write     What it writes.
/// \tparam Item      What it streams.
template <class Processor, class Input, class Write = channel_write, class Item = std::any>
struct executable_task {
    /// \brief What it writes.
    using write_type = Write;
    /// \brief What it streams.
    using item_type = Item;

    std::string name;                             ///< The node's name.
    Input input;                                  ///< What the processor gets.
    Processor processor;                          ///< What does the work.
    std::vector<Write> writes{};                  ///< What the last attempt wrote.
    graph::config config{};                       ///< What the task is told of the run.
    std::vector<std::string> triggers{};          ///< What made it run.
    graph::retry_policies retry_policies{};       ///< Its own policies; empty for the graph's.
    std::optional<graph::cache_key> cache_key{};  ///< Under what its writes are cached.
    std::string id{};                             ///< The task's id.
    std::vector<std::string> path{};              ///< Where in the graph's step it stands.
    std::vector<command_writer> writers{};        ///< Apply a command for the graph that it hosts.
    std::vector<std::string> subgraphs{};         ///< The graphs that it hosts.
    std::optional<timeout_policy> timeout{};  ///< How long an attempt may take; asynchronous only.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_EXECUTABLE_TASK_HPP
