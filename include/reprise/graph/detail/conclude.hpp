// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what becomes of a task when its attempts are over.

#ifndef REPRISE_GRAPH_DETAIL_CONCLUDE_HPP
#define REPRISE_GRAPH_DETAIL_CONCLUDE_HPP

#include <reprise/graph/errors.hpp>
#include <reprise/graph/graph_bubble_up.hpp>
#include <reprise/graph/parent_command.hpp>

#include <type_traits>
#include <utility>
#include <variant>

namespace reprise::graph::detail {

// attempts() returns what the last attempt returned, or throws what it threw; was_cancelled() says whether somebody
// outside of the task asked it to stop.
template <class Result, class Run, class Attempts, class WasCancelled>
Result conclude(
    Run& run, Attempts const& attempts, [[maybe_unused]] WasCancelled const& was_cancelled) {
    auto const settle = [&]() -> Result {
        if constexpr (std::is_void_v<decltype(attempts())>) {
            attempts();
            if (!run.gave_up()) run.succeeded();
            return std::monostate{};
        } else {
            Result value{attempts()};
            if (!run.gave_up()) run.succeeded();
            return value;
        }
    };
#if defined(__cpp_exceptions)
    try {
        return settle();
    } catch (parent_command& sent) {
        if (run.takes(sent)) return Result{};
        throw;
    } catch (graph_bubble_up const&) {
        run.bubbled();
        throw;
    } catch (cancelled const& thrown) {
        run.cancelled_by(thrown, was_cancelled());
        throw;
    }
#else
    return settle();
#endif
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_CONCLUDE_HPP
