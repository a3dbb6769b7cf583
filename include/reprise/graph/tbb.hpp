// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Makes retried nodes for oneTBB's flow graphs. Needs oneTBB, which nothing else in the library does.

#ifndef REPRISE_GRAPH_TBB_HPP
#define REPRISE_GRAPH_TBB_HPP

#include <reprise/graph/errors.hpp>
#include <reprise/graph/graph_bubble_up.hpp>
#include <reprise/graph/parent_command.hpp>
#include <reprise/graph/retry_policies.hpp>
#include <reprise/graph/run_options.hpp>
#include <reprise/graph/run_with_handler.hpp>
#include <reprise/graph/run_with_retry.hpp>

#include <oneapi/tbb/flow_graph.h>

#include <concepts>
#include <cstddef>
#include <exception>
#include <string>
#include <tuple>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief Says that the tasks of a node have no error handler.
struct no_handler {};

/// \ingroup graph
/// \brief A task that wants something from outside, as it leaves a node of a flow graph.
struct interrupted_task {
    std::string task;             ///< The task's name.
    std::string task_id;          ///< The task's id.
    graph_interrupt interrupt{};  ///< What it asks.
};

/// \ingroup graph
/// \brief The ports of a retried node, for `oneapi::tbb::flow::output_port`.
// NOLINTNEXTLINE(performance-enum-size): it is the index of a port
enum class port : std::size_t {
    result,  ///< What the processor returned.
    failure,  ///< A reprise::graph::node_error: the task has failed for good, was cancelled or drained.
    command,   ///< A reprise::graph::command for another graph.
    interrupt  ///< A reprise::graph::interrupted_task.
};

/// \ingroup graph
/// \brief A node of a flow graph that runs a task for each message, with retries.
/// \tparam Input  The messages that it gets.
/// \tparam Output What its tasks result in.
template <class Input, class Output>
using retried_node = oneapi::tbb::flow::multifunction_node<
    Input, std::tuple<Output, node_error, command, interrupted_task>>;

/// \ingroup graph
/// \brief A port of a retried node, to make an edge from: `make_edge(port_of<port::result>(fetch), parse)`.
/// \tparam Which The port.
/// \tparam Node  A reprise::graph::retried_node.
/// \param node The node.
/// \return The port.
template <port Which, class Node>
[[nodiscard]] auto& port_of(Node& node) {
    return oneapi::tbb::flow::output_port<static_cast<std::size_t>(Which)>(node);
}

/// \ingroup graph
/// \brief Makes a node that runs a task for each message.
///
/// Nothing that a task throws gets into the flow graph, which would cancel it: each outcome leaves by a port of its
/// own. Nobody has to be connected to a port. A wait between two attempts occupies a thread of the flow graph; its
/// token and deadline come in through the options.
///
/// \snippet docs/examples/workflow/flow.cpp node
/// \tparam Input    The messages that it gets.
/// \tparam Output   What its tasks result in.
/// \tparam MakeTask Called with a message, by several threads at once.
/// \tparam Policies As in reprise::graph::run_with_retry.
/// \tparam Options  A reprise::graph::run_options; used by several runs at once.
/// \tparam Handler  A reprise::graph::error_handler, or no_handler.
/// \param flow        The flow graph.
/// \param concurrency How many tasks run at once, `oneapi::tbb::flow::unlimited` for as many as there are threads.
/// \param make_task   Returns the reprise::graph::executable_task for a message.
/// \param policies    The policies.
/// \param options     How to run the tasks.
/// \param handler     What takes care of tasks that have failed for good.
/// \return The node.
template <
    class Input, class Output, class MakeTask, class Policies, class Options = run_options<>,
    class Handler = no_handler>
[[nodiscard]] retried_node<Input, Output> make_retried_node(
    oneapi::tbb::flow::graph& flow, std::size_t concurrency, MakeTask make_task, Policies policies,
    Options options = {}, Handler handler = {}) {
    using node_type = retried_node<Input, Output>;
    return node_type{
        flow, concurrency,
        [make_task = std::move(make_task), policies = std::move(policies),
         options = std::move(options), handler = std::move(handler)](
            Input const& message, typename node_type::output_ports_type& ports) {
            auto task = make_task(message);
            static_cast<void>(handler);  // a no_handler is not called
            try {
                auto result = [&] {
                    if constexpr (std::same_as<Handler, no_handler>) {
                        return graph::run_with_retry(task, policies, options);
                    } else {
                        return graph::run_with_handler(task, handler, policies, options);
                    }
                }();
                if (result) std::get<0>(ports).try_put(*std::move(result));
            } catch (parent_command const& sent) {
                std::get<2>(ports).try_put(sent.sent());
            } catch (graph_interrupt const& interrupt) {
                std::get<3>(ports).try_put(interrupted_task{task.name, task.id, interrupt});
            } catch (...) {
                std::get<1>(ports).try_put(node_error{task.name, std::current_exception()});
            }
        }};
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_TBB_HPP
