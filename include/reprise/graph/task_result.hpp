// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::task_result.

#ifndef REPRISE_GRAPH_TASK_RESULT_HPP
#define REPRISE_GRAPH_TASK_RESULT_HPP

#include <reprise/concepts/outcome_traits.hpp>

#include <optional>
#include <type_traits>
#include <variant>

namespace reprise::graph {

/// \ingroup graph
/// \brief What running a task results in: what its processor returned, or nothing where a command took its place.
///
/// A processor that returns nothing, and one that streams, yields a `std::monostate`.
/// \tparam Result What the processor returns.
template <class Result>
using task_result = std::optional<
    std::conditional_t<std::is_void_v<Result>, std::monostate, std::remove_cvref_t<Result>>>;

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_TASK_RESULT_HPP
