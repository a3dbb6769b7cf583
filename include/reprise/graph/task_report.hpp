// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::task_report.

#ifndef REPRISE_GRAPH_TASK_REPORT_HPP
#define REPRISE_GRAPH_TASK_REPORT_HPP

#include <reprise/report.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reprise::graph {

/// \ingroup graph
/// \brief What happened in a run of a task.
struct task_report {
    reprise::report run;             ///< The attempts, the time, the stop reason and the failures.
    std::vector<std::string> notes;  ///< A note per failed attempt, for exceptions that keep none.
    bool took_command = false;       ///< Whether it ended with a command for the task's own graph.
    bool handled = false;            ///< Whether an error handler took care of its failure.
    std::uint64_t enclosing_attempts = 1;  ///< How often enclosing tasks may make this run.
    std::uint64_t overlapping = 0;         ///< Attempts that went on when the next one started.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_TASK_REPORT_HPP
