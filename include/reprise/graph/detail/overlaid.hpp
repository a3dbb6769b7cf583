// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how one config is put over another.

#ifndef REPRISE_GRAPH_DETAIL_OVERLAID_HPP
#define REPRISE_GRAPH_DETAIL_OVERLAID_HPP

#include <reprise/graph/config.hpp>

namespace reprise::graph::detail {

// What the upper config leaves open stays as it is below.
[[nodiscard]] inline config overlaid(config below, config const& over) {
    auto const put = [](auto& lower, auto const& upper) {
        if (upper) lower = upper;
    };
    put(below.checkpoint_namespace, over.checkpoint_namespace);
    put(below.checkpoint_id, over.checkpoint_id);
    put(below.thread_id, over.thread_id);
    put(below.run_id, over.run_id);
    put(below.task_id, over.task_id);
    put(below.resuming, over.resuming);
    if (over.enclosing_attempts > 1) below.enclosing_attempts = over.enclosing_attempts;
    for (auto const& [key, value] : over.configurable)
        below.configurable.insert_or_assign(key, value);
    return below;
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_OVERLAID_HPP
