// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::execution_info.

#ifndef REPRISE_GRAPH_EXECUTION_INFO_HPP
#define REPRISE_GRAPH_EXECUTION_INFO_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/limit.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise::graph {

/// \ingroup graph
/// \brief What a node is told of the attempt that it is part of. Its views are valid during the attempt.
struct execution_info {
    std::string_view checkpoint_id{};             ///< The checkpoint's id; empty if unknown.
    std::string_view checkpoint_namespace{};      ///< Where the task runs; empty if unknown.
    std::string_view task_id{};                   ///< The task's id.
    std::optional<std::string_view> thread_id{};  ///< The conversation or job.
    std::optional<std::string_view> run_id{};     ///< This run of it.
    std::uint64_t node_attempt = 1;               ///< The number of the attempt, from 1.
    std::optional<std::chrono::system_clock::time_point>
        node_first_attempt_time{};        ///< When the first attempt started, for people.
    duration elapsed = duration::zero();  ///< How long ago that was, by a steady clock.
    failure_view const* previous_failure = nullptr;  ///< Why the attempt before failed.
    limit<std::uint64_t> attempts_left = unbounded;  ///< How many more there can be.
    std::uint64_t enclosing_attempts = 1;  ///< How often enclosing tasks may run this one at most.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_EXECUTION_INFO_HPP
