// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::run_with_handler: error handlers for tasks.

#ifndef REPRISE_GRAPH_RUN_WITH_HANDLER_HPP
#define REPRISE_GRAPH_RUN_WITH_HANDLER_HPP

#include <reprise/graph/errors.hpp>
#include <reprise/graph/executable_task.hpp>
#include <reprise/graph/run_with_retry.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief What takes care of a task that has failed for good.
/// \tparam Handle Called with the task's input and a reprise::graph::node_error, or with the error alone. It returns
///                what the task would have returned, or a reprise::graph::command, or nothing.
template <class Handle>
struct error_handler {
    Handle handle;                           ///< What to call.
    graph::retry_policies retry_policies{};  ///< Its own policies; the graph's if empty.
};

namespace detail {

// The task of a handler: a sibling of the one that failed, with that one's input.
template <class Handle, class Input>
struct handler_processor {
    Handle const* handle;
    node_error const* error;

    decltype(auto) invoke(Input const& input) const {
        if constexpr (std::invocable<Handle const&, Input const&, node_error const&>) {
            return std::invoke(*handle, input, *error);
        } else {
            static_assert(
                std::invocable<Handle const&, node_error const&>,
                "run_with_handler: the handler must be callable, as const, with (input, node_error) or (node_error)");
            return std::invoke(*handle, *error);
        }
    }
};

template <class Task, class Handle, class Policies, class Options>
auto run_handler(
    Task& task, error_handler<Handle> const& handler, std::exception_ptr thrown,
    Policies const& policies, Options const& options)
    -> decltype(graph::run_with_retry(task, policies, options)) {
    using result = decltype(graph::run_with_retry(task, policies, options));
    using input_type = std::remove_cvref_t<decltype(task.input)>;
    using processor = handler_processor<Handle, input_type>;
    node_error const error{task.name, std::move(thrown)};

    executable_task<processor, input_type, typename Task::write_type, typename Task::item_type>
        handling{
            .name = "__error_handler__" + task.name,
            .input = task.input,
            .processor = {&handler.handle, &error},
            .config = task.config,
            .retry_policies = handler.retry_policies,
            .id = task.id,
            .path = task.path,
            .writers = task.writers};
    if (handling.path.size() > 3) handling.path.resize(3);
    handling.path.emplace_back("node_error_handler");
    // beside the failed task, not within it: a command for the parent means the same graph
    if (auto const& failed_at = task.config.checkpoint_namespace) {
        handling.config.checkpoint_namespace = failed_at->parent().child(handling.name, task.id);
    }

    auto handled = graph::run_with_retry(handling, policies, options);
    task.writes = std::move(handling.writes);
    if (!handled) return result{};
    using value = std::remove_cvref_t<decltype(*handled)>;
    if constexpr (std::same_as<value, command>) {
        if (handled->graph.what() != graph_address::kind::current)
            throw parent_command{*std::move(handled)};
        for (auto const& writer : task.writers) writer(*handled, task.config);
        return result{};
    } else if constexpr (std::constructible_from<result, value&&>) {
        return result{*std::move(handled)};
    } else {
        static_assert(
            std::same_as<value, std::monostate>,
            "run_with_handler: the handler must return what the task returns, or a graph::command, or nothing");
        return result{};
    }
}

}  // namespace detail

/// \ingroup graph
/// \brief Runs a task like reprise::graph::run_with_retry; if it fails for good, its error handler is run.
///
/// The handler gets the failed task's input and a reprise::graph::node_error, and has its own policies. What it
/// returns is the task's result; a command that it returns is applied by the task's writers. Interrupts and commands
/// on their way up bypass it. Its own failure comes out and is not handled again. Its namespace is that of a sibling
/// of the failed task.
///
/// \snippet docs/examples/graph.cpp handler
/// \tparam Task     A reprise::graph::executable_task.
/// \tparam Handle   What to call.
/// \tparam Policies As in reprise::graph::run_with_retry.
/// \tparam Options  A reprise::graph::run_options.
/// \param task     The task.
/// \param handler  Its error handler.
/// \param policies The policies of the graph.
/// \param options  How to run both.
/// \return What the processor or the handler returned, or nothing if a command took its place.
/// \throws What the handler throws.
template <class Task, class Handle, class Policies = retry_policies, class Options = run_options<>>
auto run_with_handler(
    Task& task, error_handler<Handle> const& handler, Policies const& policies = {},
    Options const& options = Options{}) {
    std::exception_ptr thrown;
    try {
        return graph::run_with_retry(task, policies, options);
    } catch (graph_bubble_up const&) {
        throw;
    } catch (...) {
        thrown = std::current_exception();
    }
    // outside of the handler of the failure, so that what comes out is the handler's own
    return detail::run_handler(task, handler, std::move(thrown), policies, options);
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RUN_WITH_HANDLER_HPP
