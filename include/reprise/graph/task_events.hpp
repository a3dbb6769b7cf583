// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the events that tell a logger how a task fares, and the lines for them.

#ifndef REPRISE_GRAPH_TASK_EVENTS_HPP
#define REPRISE_GRAPH_TASK_EVENTS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/graph/detail/seconds_text.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace reprise::graph {

/// \ingroup graph
/// \brief Another attempt will follow after a wait. In LangGraph's semantics it is told after the wait.
struct task_retrying {
    std::string_view task_name;  ///< The task's name.
    std::string_view task_id;    ///< The task's id.
    std::uint64_t failures;      ///< How many attempts have failed.
    duration delay;              ///< How long the wait is.
    std::string error_type;      ///< The error's type without namespaces.
    std::string error_message;   ///< What the error says.
};

/// \ingroup graph
/// \brief There will be no further attempt. Not told in LangGraph's semantics.
struct task_gave_up {
    std::string_view task_name;        ///< The task's name.
    std::string_view task_id;          ///< The task's id.
    std::uint64_t attempts;            ///< How many attempts were made.
    stop_reason reason;                ///< Why no more.
    std::uint64_t enclosing_attempts;  ///< How often enclosing tasks may make this run.
    std::string error_type;            ///< The error's type without namespaces.
    std::string error_message;         ///< What the error says.
};

/// \ingroup graph
/// \brief An attempt succeeded after others had failed. Not told in LangGraph's semantics.
struct task_recovered {
    std::string_view task_name;  ///< The task's name.
    std::string_view task_id;    ///< The task's id.
    std::uint64_t attempts;      ///< How many attempts it took.
    duration waited;             ///< How long was waited in all.
};

/// \ingroup graph
/// \brief An observer threw; the run goes on.
struct observer_failed {
    std::string_view task_name;  ///< The task's name.
    std::string message;         ///< What the observer's exception says.
};

/// \ingroup graph
/// \brief LangGraph's line: `Retrying task parse after 0.50 seconds (attempt 1) after parse_error bad brace`.
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(task_retrying const& event) {
    return "Retrying task " + std::string{event.task_name} + " after " +
           detail::seconds_text(event.delay, 2) + " seconds (attempt " +
           std::to_string(event.failures) + ") after " + event.error_type + " " +
           event.error_message;
}

/// \ingroup graph
/// \brief `Gave up on task parse after 3 attempts (attempts exhausted) after parse_error bad brace`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(task_gave_up const& event) {
    auto line = "Gave up on task " + std::string{event.task_name} + " after " +
                std::to_string(event.attempts) +
                (event.attempts == 1 ? " attempt (" : " attempts (") +
                std::string{to_string(event.reason)} + ") after " + event.error_type + " " +
                event.error_message;
    if (event.enclosing_attempts > 1) {
        line += "; enclosing tasks may run it " + std::to_string(event.enclosing_attempts) +
                " times in all";
    }
    return line;
}

/// \ingroup graph
/// \brief `Task parse recovered after 3 attempts, waited 1.50 seconds`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(task_recovered const& event) {
    return "Task " + std::string{event.task_name} + " recovered after " +
           std::to_string(event.attempts) + " attempts, waited " +
           detail::seconds_text(event.waited, 2) + " seconds";
}

/// \ingroup graph
/// \brief `Timed attempt observer failed: std::bad_alloc`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(observer_failed const& event) {
    return "Timed attempt observer failed: " + event.message;
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_TASK_EVENTS_HPP
