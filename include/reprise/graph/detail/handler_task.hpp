// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the task of an error handler, whoever drives it.

#ifndef REPRISE_GRAPH_DETAIL_HANDLER_TASK_HPP
#define REPRISE_GRAPH_DETAIL_HANDLER_TASK_HPP

#include <reprise/graph/command.hpp>
#include <reprise/graph/config.hpp>
#include <reprise/graph/detail/choose_policies.hpp>
#include <reprise/graph/detail/overlaid.hpp>
#include <reprise/graph/errors.hpp>
#include <reprise/graph/executable_task.hpp>
#include <reprise/graph/graph_bubble_up.hpp>
#include <reprise/graph/parent_command.hpp>
#include <reprise/graph/run_options.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace reprise::graph::detail {

// Within a handler of exceptions: the failure that an error handler is to see. A bubble-up is none, and goes on up.
[[nodiscard]] inline std::exception_ptr failure_to_handle() {
    auto thrown = std::current_exception();
    try {
        std::rethrow_exception(thrown);
    } catch (graph_bubble_up const&) {
        throw;
    } catch (...) {
        return thrown;
    }
}

template <class Handle, class Input>
decltype(auto) call_handler(
    Handle const& handle, [[maybe_unused]] Input const& input, node_error const& error) {
    if constexpr (std::invocable<Handle const&, Input const&, node_error const&>) {
        return std::invoke(handle, input, error);
    } else {
        static_assert(
            std::invocable<Handle const&, node_error const&>,
            "run_with_handler: the handler must be callable, as const, with (input, node_error) or (node_error)");
        return std::invoke(handle, error);
    }
}

// A command for another graph goes up from within the handler's attempt, so that it is addressed like a node's.
template <class Answer>
void send_up([[maybe_unused]] Answer& answer) {
    if constexpr (std::same_as<Answer, command>) {
        if (answer.graph.what() != graph_address::kind::current)
            throw parent_command{std::move(answer)};
    }
}

// The config of a task that failed, and that of its handler: a sibling's, so that a command for the parent means the
// same graph.
template <class Task, class Options>
[[nodiscard]] config config_of(Task const& task, Options const& options) {
    return options.overlay ? detail::overlaid(task.config, *options.overlay) : task.config;
}

template <class Task, class Processor>
[[nodiscard]] auto handler_task(
    Task const& task, graph::config const& failed_with, Processor processor,
    retry_policies const& policies) {
    using input_type = std::remove_cvref_t<decltype(task.input)>;
    auto name = "__error_handler__" + task.name;
    auto config = failed_with;
    if (auto const& failed_at = failed_with.checkpoint_namespace)
        config.checkpoint_namespace = failed_at->parent().child(name, task.id);
    auto path = task.path;
    if (path.size() > 3) path.resize(3);
    path.emplace_back("node_error_handler");
    return executable_task<
        Processor, input_type, typename Task::write_type, typename Task::item_type>{
        .name = std::move(name),
        .input = task.input,
        .processor = std::move(processor),
        .config = std::move(config),
        .retry_policies = policies,
        .id = task.id,
        .path = std::move(path),
        .writers = task.writers};
}

// The options of the failed task's run, as far as they are the handler's too: it streams nothing, its writes are in no
// cache, and the report is the failed task's.
template <
    class Clock, class Logger, class Random, class Stop, class Observer, class OnItem, class Mode,
    class MatchCache, class WallClock>
[[nodiscard]] auto handler_options(
    run_options<Clock, Logger, Random, Stop, Observer, OnItem, Mode, MatchCache, WallClock> const&
        failed) {
    return run_options<Clock, Logger, Random, Stop, Observer, OnItem, invoking, nobody, WallClock>{
        .clock = failed.clock,
        .logger = failed.logger,
        .random = failed.random,
        .stop = failed.stop,
        .observer = failed.observer,
        .on_item = failed.on_item,
        .wall_clock = failed.wall_clock,
        .how = failed.how,
        .nested = failed.nested,
        .budget = failed.budget,
        .grace = failed.grace};
}

// Whether the run's token, or that of a policy of it, was asked to stop.
template <class Task, class Policies, class Options>
[[nodiscard]] bool was_asked_to_stop(
    Task const& task, Policies const& policies, Options const& options) {
    return detail::with_policies<bool>(task, policies, options, [&](auto const& source) {
        auto const policy = source.within(detail::ceiling_of(options, task.config));
        return reprise::detail::token_of(policy.stop()).stop_requested();
    });
}

// What the handler answered takes the place of the failed task's result.
template <class Result, class Task, class Handled, class Options>
[[nodiscard]] Result settle_handled(
    Task& task, config const& failed_with, Handled handled,
    std::vector<typename Task::write_type> writes, Options const& options) {
    task.writes = std::move(writes);
    if (options.report != nullptr) options.report->handled = true;
    using value = std::remove_cvref_t<decltype(*handled)>;
    if constexpr (std::same_as<Handled, Result>) {
        return handled;
    } else if constexpr (std::same_as<value, command>) {
        if (!handled) return Result{};
        for (auto const& writer : task.writers) writer(*handled, failed_with);
        return Result{};
    } else if constexpr (std::constructible_from<Result, value&&>) {
        return handled ? Result{*std::move(handled)} : Result{};
    } else {
        static_assert(
            std::same_as<value, std::monostate>,
            "run_with_handler: the handler must return what the task returns, or a graph::command, or nothing");
        return Result{};
    }
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_HANDLER_TASK_HPP
