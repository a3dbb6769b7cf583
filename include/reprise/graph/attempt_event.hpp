// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the events that observers of attempts are told.

#ifndef REPRISE_GRAPH_ATTEMPT_EVENT_HPP
#define REPRISE_GRAPH_ATTEMPT_EVENT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/graph/timeout_policy.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reprise::graph {

/// \ingroup graph
/// \brief Which attempt an event is of. Its views are valid during the event.
struct attempt_identity {
    std::string_view task_id;                          ///< The task's id.
    std::string_view task_name;                        ///< The task's name.
    std::uint64_t attempt;                             ///< The number of the attempt, from 1.
    std::optional<std::string_view> run_id;            ///< The run, if known.
    std::optional<std::string_view> thread_id;         ///< The conversation or job, if known.
    std::string_view checkpoint_namespace;             ///< Where the task runs; empty if unknown.
    std::chrono::system_clock::time_point started_at;  ///< When the attempt started.
    std::optional<duration> run_timeout;               ///< The limit on the attempt, if any.
    std::optional<duration> idle_timeout;              ///< The limit between signs of life, if any.
    graph::refresh_on refresh;                         ///< What a sign of life is.
};

/// \ingroup graph
/// \brief An attempt started.
struct node_attempt_started {
    attempt_identity of;  ///< Which attempt.
};

/// \ingroup graph
/// \brief An attempt showed a sign of life.
struct node_attempt_progressed {
    attempt_identity of;                                ///< Which attempt.
    std::chrono::system_clock::time_point progress_at;  ///< When.
};

/// \ingroup graph
/// \brief An attempt ended. A command and an interrupt end it with success.
struct node_attempt_finished {
    attempt_identity of;                                ///< Which attempt.
    std::chrono::system_clock::time_point finished_at;  ///< When.
    bool succeeded;                                     ///< Whether it ended without an error.
    std::string error_type{};     ///< The error's type without namespaces; empty after success.
    std::string error_message{};  ///< What the error says; empty after success.
};

/// \ingroup graph
/// \brief What an attempt wrote or streamed is void: another attempt follows, or the task has failed.
struct node_attempt_discarded {
    attempt_identity of;  ///< Which attempt.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_ATTEMPT_EVENT_HPP
