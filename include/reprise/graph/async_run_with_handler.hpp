// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::async_run_with_handler: error handlers for asynchronous tasks.

#ifndef REPRISE_GRAPH_ASYNC_RUN_WITH_HANDLER_HPP
#define REPRISE_GRAPH_ASYNC_RUN_WITH_HANDLER_HPP

#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/graph/async_run_with_retry.hpp>
#include <reprise/graph/detail/handler_task.hpp>
#include <reprise/graph/error_handler.hpp>
#include <reprise/graph/errors.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace reprise::graph {

namespace detail {

// What a handler answers: what it returns, or what awaiting that yields.
template <class Returned>
struct handler_answer : std::remove_cvref<Returned> {};
template <awaitable Returned>
struct handler_answer<Returned> : std::remove_cvref<typename awaitable_traits<Returned>::result> {};

template <class Coroutine, class Handle, class Input>
struct async_handler_processor {
    Handle const* handle;
    node_error const* error;

    using returned = decltype(detail::call_handler(
        std::declval<Handle const&>(), std::declval<Input const&>(),
        std::declval<node_error const&>()));
    using answer = typename handler_answer<returned>::type;
    using coroutine = run_coroutine_t<Coroutine, answer>;

    [[nodiscard]] auto repetition() const noexcept
        requires reprise::detail::states_repetition<Handle>
    {
        return reprise::detail::repetition_of(*handle);
    }

    coroutine async_invoke(Input const& input) const {
        return async_handler_processor::work(handle, &input, error);
    }

  private:
    // pointers: what a coroutine is handed by reference may be gone
    static coroutine work(Handle const* handle, Input const* input, node_error const* error) {
        if constexpr (!awaitable<returned>) {
            if constexpr (std::is_void_v<answer>) {
                detail::call_handler(*handle, *input, *error);
                co_return;
            } else {
                answer given = detail::call_handler(*handle, *input, *error);
                detail::send_up(given);
                co_return given;
            }
        } else {
            auto working = detail::call_handler(*handle, *input, *error);
            if constexpr (std::is_void_v<answer>) {
                co_await std::move(working);
            } else {
                taken_value<answer> given;
                given.take(co_await std::move(working));
                detail::send_up(given.get());
                co_return std::move(given.get());
            }
        }
    }
};

template <class Coroutine, class Result, class Task, class Handle, class Policies, class Options>
run_coroutine_t<Coroutine, Result> async_run_handled(
    Task& task, error_handler<Handle> handler, Policies policies, Options options) {
    using coroutine = run_coroutine_t<Coroutine, Result>;
    std::exception_ptr thrown;
    taken_value<Result> finished;
    try {
        auto running = graph::async_run_with_retry(task, policies, options);
        finished.take(co_await std::move(running));
    } catch (...) {
        thrown = detail::failure_to_handle();
    }
    if (thrown == nullptr) co_return std::move(finished.get());

    bool asked_to_stop = detail::was_asked_to_stop(task, policies, options);
    if constexpr (reprise::detail::knows_cancellation<coroutine>) {
        using traits = awaitable_traits<coroutine>;
        if (traits::is_cancelled(co_await traits::cancellation())) asked_to_stop = true;
    }
    if (asked_to_stop) std::rethrow_exception(std::move(thrown));

    using processor =
        async_handler_processor<Coroutine, Handle, std::remove_cvref_t<decltype(task.input)>>;
    node_error const error{task.name, std::move(thrown)};
    auto const failed_with = detail::config_of(task, options);
    auto handling = detail::handler_task(
        task, failed_with, processor{&handler.handle, &error}, handler.retry_policies);
    taken_value<task_result<typename processor::answer>> handled;
    auto running =
        graph::async_run_with_retry(handling, policies, detail::handler_options(options));
    handled.take(co_await std::move(running));
    co_return detail::settle_handled<Result>(
        task, failed_with, std::move(handled.get()), std::move(handling.writes), options);
}

}  // namespace detail

/// \ingroup graph
/// \brief Runs a task like reprise::graph::async_run_with_retry; if it fails for good, its error handler is run.
///
/// As reprise::graph::run_with_handler. The handler may be a coroutine of the processor's kind. A run whose coroutine
/// was cancelled ends without it.
/// \tparam Task     A reprise::graph::executable_task; must outlive the coroutine.
/// \tparam Handle   What to call.
/// \tparam Policies As in reprise::graph::run_with_retry; copied.
/// \tparam Options  A reprise::graph::run_options; copied.
/// \param task     The task.
/// \param handler  Its error handler; copied.
/// \param policies The policies of the graph.
/// \param options  How to run both.
/// \return A coroutine that yields what the processor or the handler yielded, or nothing if a command took its place.
/// \throws std::invalid_argument at once, as reprise::graph::async_run_with_retry does.
template <class Task, class Handle, class Policies = retry_policies, class Options = run_options<>>
[[nodiscard]] auto async_run_with_handler(
    Task& task, error_handler<Handle> const& handler, Policies const& policies = {},
    Options const& options = Options{}) {
    using call = detail::async_task_call<Task, Options>;
    using result = task_result<typename call::result_type>;
    detail::refuse_unknown_timeout<typename call::coroutine>(task);
    return detail::async_run_handled<typename call::coroutine, result>(
        task, handler, policies, options);
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_ASYNC_RUN_WITH_HANDLER_HPP
