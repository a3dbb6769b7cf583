// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what the processor of a task can be.

#ifndef REPRISE_GRAPH_PROCESSOR_HPP
#define REPRISE_GRAPH_PROCESSOR_HPP

#include <reprise/concepts/policy_reference.hpp>

#include <type_traits>
#include <utility>

namespace reprise::graph {

namespace detail {

template <class Processor>
using processor_type_t = policy_type_t<Processor>;

template <class Processor>
[[nodiscard]] processor_type_t<Processor>& processor_of(Processor& processor) noexcept {
    return processor;
}

// The forms in which a call takes its input, in the order in which they are preferred: unchangeable, or a copy.
template <class Processor, class Input, class... Context>
concept invokes_with =
    requires(processor_type_t<Processor>& processor, Input input, Context&... context) {
        processor.invoke(std::forward<Input>(input), context...);
    };
template <class Processor, class Input, class... Context>
concept streams_with =
    requires(processor_type_t<Processor>& processor, Input input, Context&... context) {
        processor.stream(std::forward<Input>(input), context...);
    };
template <class Processor, class Input, class... Context>
concept async_invokes_with =
    requires(processor_type_t<Processor>& processor, Input input, Context&... context) {
        processor.async_invoke(std::forward<Input>(input), context...);
    };

template <class Processor, class Input, class... Context>
concept async_streams_with =
    requires(processor_type_t<Processor>& processor, Input input, Context&... context) {
        processor.async_stream(std::forward<Input>(input), context...);
    };

template <class Processor, class Input, class... Context>
concept invokes_somehow = invokes_with<Processor, Input const&, Context...> ||
                          invokes_with<Processor, Input&, Context...>;
template <class Processor, class Input, class... Context>
concept streams_somehow = streams_with<Processor, Input const&, Context...> ||
                          streams_with<Processor, Input&, Context...>;
template <class Processor, class Input, class... Context>
concept async_invokes_somehow = async_invokes_with<Processor, Input const&, Context...> ||
                                async_invokes_with<Processor, Input&, Context...>;

template <class Processor, class Input, class... Context>
concept async_streams_somehow = async_streams_with<Processor, Input const&, Context...> ||
                                async_streams_with<Processor, Input&, Context...>;

}  // namespace detail

/// \ingroup graph
/// \brief What does the work of a task: `invoke(input)`, or `invoke(input, context)`, which is told about its attempt.
///
/// The context is a `reprise::graph::node_context<Write, Item>&`. A processor may be handed over as `std::ref`.
///
/// Any processor, an asynchronous one too, may have a `repetition()` that says whether it may happen twice, see
/// reprise::repetition_stating.
///
/// Near misses: an `invoke` that consumes its input (takes it by rvalue reference), one that wants another context.
/// \tparam Processor The processor.
/// \tparam Input     What it gets.
/// \tparam Context   What tells it about the attempt.
template <class Processor, class Input, class Context>
concept processor =
    detail::invokes_somehow<Processor, Input, Context> || detail::invokes_somehow<Processor, Input>;

/// \ingroup graph
/// \brief A processor that returns an awaitable: `async_invoke(input)` or `async_invoke(input, context)`.
/// \tparam Processor The processor.
/// \tparam Input     What it gets.
/// \tparam Context   What tells it about the attempt.
template <class Processor, class Input, class Context>
concept async_processor = detail::async_invokes_somehow<Processor, Input, Context> ||
                          detail::async_invokes_somehow<Processor, Input>;

/// \ingroup graph
/// \brief A processor that returns a range of items: `stream(input)` or `stream(input, context)`.
///
/// The run goes through the range. Each item is a sign of life, and reaches reprise::graph::run_options::on_item if it
/// converts to the task's item type (see reprise::graph::semantics::emits_yielded), as what goes through the context's
/// `emit` does.
/// \tparam Processor The processor.
/// \tparam Input     What it gets.
/// \tparam Context   What tells it about the attempt.
template <class Processor, class Input, class Context>
concept stream_processor =
    detail::streams_somehow<Processor, Input, Context> || detail::streams_somehow<Processor, Input>;

/// \ingroup graph
/// \brief A processor that streams asynchronously: `async_stream(input)` or `async_stream(input, context)` returns a
/// generator, something to await that yields one, or something to await during which the context's `emit` is called.
///
/// A generator is a reprise::async_source: anything with a `next()` to await which yields an optional, an item, or
/// nothing at the end. The run goes through it as reprise::graph::stream_processor has it, one item at a time, and no
/// further once the attempt is over.
/// \tparam Processor The processor.
/// \tparam Input     What it gets.
/// \tparam Context   What tells it about the attempt.
template <class Processor, class Input, class Context>
concept async_stream_processor = detail::async_streams_somehow<Processor, Input, Context> ||
                                 detail::async_streams_somehow<Processor, Input>;

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_PROCESSOR_HPP
