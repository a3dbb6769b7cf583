// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::log_lines.

#ifndef REPRISE_GRAPH_LOG_LINES_HPP
#define REPRISE_GRAPH_LOG_LINES_HPP

#include <reprise/graph/task_events.hpp>
#include <reprise/policies/log/line.hpp>

#include <ostream>
#include <string>
#include <syncstream>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief Writes a line for each event of a task to a `std::ostream`; each line goes out whole.
class log_lines {
  public:
    /// \brief Logs to a stream.
    /// \param stream The stream; must outlive the logger and its copies.
    /// \param prefix What each line starts with.
    explicit log_lines(std::ostream& stream, std::string prefix = {})
        : stream_{&stream}, prefix_{std::move(prefix)} {}

    /// \brief Writes a line.
    /// \param event The event.
    void on(task_retrying const& event) const { write(graph::to_line(event)); }
    /// \brief Writes a line.
    /// \param event The event.
    void on(task_gave_up const& event) const { write(graph::to_line(event)); }
    /// \brief Writes a line.
    /// \param event The event.
    void on(task_recovered const& event) const { write(graph::to_line(event)); }
    /// \brief Writes a line.
    /// \param event The event.
    void on(observer_failed const& event) const { write(graph::to_line(event)); }
    /// \brief Writes a line.
    /// \param event The event.
    void on(policy_failed const& event) const { write(reprise::to_line(event)); }

  private:
    void write(std::string const& line) const {
        std::osyncstream{*stream_} << prefix_ + line + '\n';
    }

    std::ostream* stream_;
    std::string prefix_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_LOG_LINES_HPP
