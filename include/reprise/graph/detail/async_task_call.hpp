// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an asynchronous processor is called.

#ifndef REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP
#define REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP

#include <reprise/async_source.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/graph/detail/task_call.hpp>
#include <reprise/graph/processor.hpp>
#include <reprise/graph/semantics.hpp>

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
    auto call_processor(Task& task, bool immutable) {
        auto& processor = detail::processor_of(task.processor);
        if constexpr (wants_context) {
            return with_input(processor, task.input, immutable, context_);
        } else {
            return with_input(processor, task.input, immutable);
        }
    }

  protected:
    [[nodiscard]] context_type const& context() const noexcept { return context_; }
};

// What a call returns: something to await; or, where it streams, a source to go through.
template <class Made, bool Streams>
struct called {
    static_assert(
        awaitable<Made>,
        "async_run_with_retry: what the processor's call returns can neither be awaited, nor has it a next() that can "
        "be, and yields an optional");

    using coroutine = Made;
    using source = void;
};

template <async_source Made>
struct called<Made, true> {
    using source = Made;
    using coroutine = typename awaitable_traits<decltype(async_source_traits<Made>::next(
        std::declval<Made&>()))>::template rebind<void>;
};

template <awaitable Made>
    requires async_source<typename awaitable_traits<Made>::result> && (!async_source<Made>)
struct called<Made, true> : called<typename awaitable_traits<Made>::result, true> {};

// The caller, and what a call returns.
template <class Task, class Options>
class async_task_call : public async_task_caller<Task, Options> {
    using base = async_task_caller<Task, Options>;
    using made = decltype(std::declval<base&>().call_processor(std::declval<Task&>(), true));
    using source_type = typename called<made, base::streams>::source;
    struct nothing {};

  public:
    using base::base;

    static constexpr bool goes_through = !std::is_void_v<source_type>;

    using coroutine = typename called<made, base::streams>::coroutine;
    using result_type = typename awaitable_traits<coroutine>::result;

    // What this returns may refer to this object.
    coroutine start(Task& task, semantics const& how) {
        if constexpr (!goes_through) {
            return this->call_processor(task, how.immutable_input);
        } else if constexpr (std::is_same_v<made, source_type>) {
            source_.emplace(this->call_processor(task, how.immutable_input));
            return go_through(*this, how.emits_yielded);
        } else {
            return go_through_awaited(*this, task, how);
        }
    }

  private:
    template <class Source>
    void take_source(Source&& source) {
        source_.emplace(std::forward<Source>(source));
    }

    // Takes what was awaited as a parameter, see async_drive.hpp. Whether there may be more.
    template <class Next>
    [[nodiscard]] bool take(Next&& next, [[maybe_unused]] bool forwards) const {
        if (!static_cast<bool>(next)) return false;
        if constexpr (emits<Task, Options, decltype(*std::forward<Next>(next))>) {
            if (forwards) return this->context().emit(*std::forward<Next>(next));
        }
        return this->context().progressed();
    }

    static coroutine go_through(async_task_call& self, bool forwards)
        requires goes_through
    {
        for (bool more = true; more;) {
            auto next = async_source_traits<source_type>::next(*self.source_);
            more = self.take(co_await std::move(next), forwards);
        }
    }

    static coroutine go_through_awaited(async_task_call& self, Task& task, semantics how)
        requires goes_through
    {
        auto making = self.call_processor(task, how.immutable_input);
        self.take_source(co_await std::move(making));
        auto going = go_through(self, how.emits_yielded);
        co_await std::move(going);
    }

    [[no_unique_address]] std::conditional_t<
        goes_through, std::optional<std::conditional_t<goes_through, source_type, nothing>>,
        nothing> source_;
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_ASYNC_TASK_CALL_HPP
