// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::run_with_handler: error handlers for tasks.

#ifndef REPRISE_GRAPH_RUN_WITH_HANDLER_HPP
#define REPRISE_GRAPH_RUN_WITH_HANDLER_HPP

#include <reprise/graph/detail/handler_task.hpp>
#include <reprise/graph/error_handler.hpp>
#include <reprise/graph/errors.hpp>
#include <reprise/graph/run_with_retry.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace reprise::graph {

namespace detail {

template <class Handle, class Input>
struct handler_processor {
    Handle const* handle;
    node_error const* error;

    [[nodiscard]] auto repetition() const noexcept
        requires reprise::detail::states_repetition<Handle>
    {
        return reprise::detail::repetition_of(*handle);
    }

    auto invoke(Input const& input) const {
        using answer_type = decltype(detail::call_handler(*handle, input, *error));
        if constexpr (std::is_void_v<answer_type>) {
            detail::call_handler(*handle, input, *error);
        } else {
            std::remove_cvref_t<answer_type> answer = detail::call_handler(*handle, input, *error);
            detail::send_up(answer);
            return answer;
        }
    }
};

template <class Result, class Task, class Handle, class Policies, class Options>
Result run_handler(
    Task& task, error_handler<Handle> const& handler, std::exception_ptr thrown,
    Policies const& policies, Options const& options) {
    using processor = handler_processor<Handle, std::remove_cvref_t<decltype(task.input)>>;
    node_error const error{task.name, std::move(thrown)};
    auto const failed_with = detail::config_of(task, options);
    auto handling = detail::handler_task(
        task, failed_with, processor{&handler.handle, &error}, handler.retry_policies);
    auto handled = graph::run_with_retry(handling, policies, detail::handler_options(options));
    return detail::settle_handled<Result>(
        task, failed_with, std::move(handled), std::move(handling.writes), options);
}

}  // namespace detail

/// \ingroup graph
/// \brief Runs a task like reprise::graph::run_with_retry; if it fails for good, its error handler is run.
///
/// The handler gets the failed task's input and a reprise::graph::node_error, and has its own policies. What it
/// returns is the task's result; a command that it returns is applied by the task's writers, or goes up if it is for
/// another graph. Interrupts and commands on their way up bypass it; so does the end of a run that was asked to stop
/// by its token. Its own failure comes out and is not handled again. Its namespace is that of a sibling of the failed
/// task. It is invoked, also where the task streams. The report is that of the failed task.
///
/// \snippet docs/examples/graph.cpp handler
/// \tparam Task     A reprise::graph::executable_task.
/// \tparam Handle   What to call.
/// \tparam Policies As in reprise::graph::run_with_retry.
/// \tparam Options  A reprise::graph::run_options; copied for the handler.
/// \param task     The task.
/// \param handler  Its error handler.
/// \param policies The policies of the graph.
/// \param options  How to run both.
/// \return What the processor or the handler returned, or nothing if a command took its place.
/// \throws std::invalid_argument as reprise::graph::run_with_retry does; and what the handler throws.
template <class Task, class Handle, class Policies = retry_policies, class Options = run_options<>>
auto run_with_handler(
    Task& task, error_handler<Handle> const& handler, Policies const& policies = {},
    Options const& options = Options{}) {
    using result = decltype(graph::run_with_retry(task, policies, options));
    detail::refuse_timeout(task);  // a mistake in the program is not for the handler
    std::exception_ptr thrown;
    try {
        return graph::run_with_retry(task, policies, options);
    } catch (...) {
        thrown = detail::failure_to_handle();
    }
    // outside of the handler of the failure, so that what comes out is the handler's own
    if (detail::was_asked_to_stop(task, policies, options))
        std::rethrow_exception(std::move(thrown));
    return detail::run_handler<result>(task, handler, std::move(thrown), policies, options);
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RUN_WITH_HANDLER_HPP
