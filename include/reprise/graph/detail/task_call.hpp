// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how the processor of a task is called.

#ifndef REPRISE_GRAPH_DETAIL_TASK_CALL_HPP
#define REPRISE_GRAPH_DETAIL_TASK_CALL_HPP

#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/stating_operation.hpp>
#include <reprise/graph/node_context.hpp>
#include <reprise/graph/processor.hpp>
#include <reprise/graph/run_options.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace reprise::graph::detail {

// Names one of a processor's calls.
struct invoke_call {
    template <class Processor, class Input, class... Context>
    static constexpr bool works = invokes_with<Processor, Input, Context...>;
    template <class Processor, class Input, class... Context>
    static decltype(auto) make(Processor& processor, Input&& input, Context&... context) {
        return processor.invoke(std::forward<Input>(input), context...);
    }
};
struct stream_call {
    template <class Processor, class Input, class... Context>
    static constexpr bool works = streams_with<Processor, Input, Context...>;
    template <class Processor, class Input, class... Context>
    static decltype(auto) make(Processor& processor, Input&& input, Context&... context) {
        return processor.stream(std::forward<Input>(input), context...);
    }
};
struct async_invoke_call {
    template <class Processor, class Input, class... Context>
    static constexpr bool works = async_invokes_with<Processor, Input, Context...>;
    template <class Processor, class Input, class... Context>
    static decltype(auto) make(Processor& processor, Input&& input, Context&... context) {
        return processor.async_invoke(std::forward<Input>(input), context...);
    }
};

struct async_stream_call {
    template <class Processor, class Input, class... Context>
    static constexpr bool works = async_streams_with<Processor, Input, Context...>;
    template <class Processor, class Input, class... Context>
    static decltype(auto) make(Processor& processor, Input&& input, Context&... context) {
        return processor.async_stream(std::forward<Input>(input), context...);
    }
};

// Hands the input over: unchangeable or a copy for each attempt, or as it is where the semantics is the original's.
template <class Call, class Processor, class Input, class... Context>
decltype(auto) call_with_input(
    Processor& processor, Input& input, [[maybe_unused]] bool immutable, Context&... context) {
    constexpr bool takes_const = Call::template works<Processor, Input const&, Context...>;
    constexpr bool takes_any = Call::template works<Processor, Input&, Context...>;
    if constexpr (takes_const && takes_any) {
        if (immutable) return Call::make(processor, std::as_const(input), context...);
        return Call::make(processor, input, context...);
    } else if constexpr (takes_const) {
        return Call::make(processor, std::as_const(input), context...);
    } else {
        if (immutable) {
            auto copy = input;
            return Call::make(processor, copy, context...);
        }
        return Call::make(processor, input, context...);
    }
}

// The operation that calls a processor says of itself what the processor does.
template <class Processor, class Operation>
[[nodiscard]] constexpr auto stated(Processor const& processor, Operation operation) noexcept {
    if constexpr (reprise::detail::states_repetition<Processor>) {
        return reprise::detail::stating_operation<
            Operation, reprise::detail::repetition_of_t<Processor>>{
            operation, reprise::detail::repetition_of(processor)};
    } else {
        return operation;
    }
}

// Whether what a stream yields is for whoever receives the task's items.
template <class Task, class Options, class Item>
inline constexpr bool emits =
    std::convertible_to<Item, typename Task::item_type> &&
    !std::same_as<std::remove_cvref_t<decltype(std::declval<Options const&>().on_item)>, nobody>;

// What a run has to offer for its processor to be called; only ever named, to find out what a call returns.
template <class Task>
struct any_run {
    virtual ~any_run() = default;
    [[nodiscard]] virtual Task& task() const = 0;
    [[nodiscard]] virtual attempt_scope<typename Task::write_type, typename Task::item_type>&
    scope() = 0;
    [[nodiscard]] virtual semantics const& how() const = 0;
};

template <class Task, class Options>
struct task_caller {
    using processor_member = std::remove_cvref_t<decltype(std::declval<Task&>().processor)>;
    using processor_type = processor_type_t<processor_member>;
    using input_type = std::remove_cvref_t<decltype(std::declval<Task&>().input)>;
    using context_type = node_context<typename Task::write_type, typename Task::item_type>;

    static constexpr bool streams =
        std::same_as<std::remove_cvref_t<decltype(std::declval<Options const&>().mode)>, streaming>;
    using call = std::conditional_t<streams, stream_call, invoke_call>;

    template <class... Context>
    static constexpr bool works =
        call::template works<processor_type, input_type const&, Context...> ||
        call::template works<processor_type, input_type&, Context...>;

    static_assert(
        streams || works<context_type> || works<>,
        "run_with_retry: the task's processor has no invoke(input) and no invoke(input, context) that can be called "
        "with the task's input; an asynchronous processor is for async_run_with_retry");
    static_assert(
        !streams || works<context_type> || works<>,
        "run_with_retry: the task's processor has no stream(input) and no stream(input, context) that can be called "
        "with the task's input");

    static constexpr bool wants_context = works<context_type>;

    template <class Run>
    static decltype(auto) made(Run& run) {
        auto& task = run.task();
        auto& processor = detail::processor_of(task.processor);
        bool const immutable = run.how().immutable_input;
        if constexpr (wants_context) {
            context_type context{run.scope()};
            return detail::call_with_input<call>(processor, task.input, immutable, context);
        } else {
            return detail::call_with_input<call>(processor, task.input, immutable);
        }
    }

    // one attempt
    template <class Run>
    static decltype(auto) invoke(Run& run) {
        if constexpr (streams) {
            context_type const context{run.scope()};
            [[maybe_unused]] bool const forwards = run.how().emits_yielded;
            for (auto&& item : made(run)) {
                if constexpr (emits<Task, Options, decltype(item)>) {
                    if (forwards) {
                        context.emit(std::forward<decltype(item)>(item));
                        continue;
                    }
                }
                (void)context.progressed();
            }
        } else {
            return made(run);
        }
    }
};

// The caller, and what a call results in.
template <class Task, class Options>
struct task_call : task_caller<Task, Options> {
    using result_type =
        decltype(task_caller<Task, Options>::invoke(std::declval<any_run<Task>&>()));
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_TASK_CALL_HPP
