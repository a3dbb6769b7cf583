// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an asynchronous processor is called.

#ifndef REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP
#define REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP

#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/graph/detail/task_call.hpp>

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise::graph::detail {

// The calls of a task's asynchronous processor. An object lives as long as the attempt that it has called.
template <class Task, class Options>
class async_task_caller {
    using processor_type =
        processor_type_t<std::remove_cvref_t<decltype(std::declval<Task&>().processor)>>;
    using input_type = std::remove_cvref_t<decltype(std::declval<Task&>().input)>;

  public:
    using context_type = node_context<typename Task::write_type, typename Task::item_type>;

    static constexpr bool streams =
        std::same_as<std::remove_cvref_t<decltype(std::declval<Options const&>().mode)>, streaming>;
    using call = std::conditional_t<streams, async_stream_call, async_invoke_call>;

    template <class... Context>
    static constexpr bool takes_const =
        call::template works<processor_type, input_type const&, Context...>;
    template <class... Context>
    static constexpr bool works =
        takes_const<Context...> || call::template works<processor_type, input_type&, Context...>;

    static_assert(
        streams || works<context_type> || works<>,
        "async_run_with_retry: the task's processor has no async_invoke(input) and no async_invoke(input, context) "
        "that can be called with the task's input; a blocking processor is for run_with_retry");
    static_assert(
        !streams || works<context_type> || works<>,
        "async_run_with_retry: the task's processor has no async_stream(input) and no async_stream(input, context) "
        "that can be called with the task's input");

    static constexpr bool wants_context = works<context_type>;

  private:
    context_type context_;
    std::optional<input_type> copy_;

    template <class... Context>
    auto with_input(
        processor_type& processor, input_type& input, bool immutable, Context&... context) {
        if constexpr (takes_const<Context...>) {
            return detail::call_with_input<call>(processor, input, immutable, context...);
        } else {
            if (!immutable) return call::make(processor, input, context...);
            copy_.emplace(input);
            return call::make(processor, *copy_, context...);
        }
    }

  public:
    explicit async_task_caller(context_type context) : context_{std::move(context)} {}

    // What the processor returns may refer to this object.
    auto start(Task& task, bool immutable) {
        auto& processor = detail::processor_of(task.processor);
        if constexpr (wants_context) {
            return with_input(processor, task.input, immutable, context_);
        } else {
            return with_input(processor, task.input, immutable);
        }
    }
};

// The caller, and what a call returns.
template <class Task, class Options>
class async_task_call : public async_task_caller<Task, Options> {
  public:
    using async_task_caller<Task, Options>::async_task_caller;

    using coroutine = decltype(std::declval<async_task_caller<Task, Options>&>().start(
        std::declval<Task&>(), true));
    static_assert(
        awaitable<coroutine>,
        "async_run_with_retry: what the processor's call returns cannot be awaited");
    using result_type = typename awaitable_traits<coroutine>::result;
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP
