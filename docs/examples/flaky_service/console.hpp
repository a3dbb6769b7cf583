// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::console.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_CONSOLE_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_CONSOLE_HPP

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <mutex>
#include <string_view>

namespace flaky {

/// \brief Event lines and progress on one stream, from any number of threads.
///
/// On a terminal the last line is a bar that moves; elsewhere a line is written every 10 %.
class console {
  public:
    /// \brief How much is shown.
    struct settings {
        std::size_t documents;  ///< How many make 100 %.
        bool live;              ///< Whether the stream is a terminal.
        bool quiet;             ///< Whether to leave out the event lines.
    };

    /// \brief Starts the clock of the event lines.
    /// \param out  Where to write.
    /// \param what How much.
    console(std::ostream& out, settings what);

    /// \brief Writes the line of an event.
    /// \param text What happened.
    void event(std::string_view text);

    /// \brief Counts a document that is done, arrived or lost, and shows the progress.
    void document_done();

  private:
    void draw_bar();

    std::ostream& out_;
    settings const settings_;
    std::chrono::steady_clock::time_point const start_ = std::chrono::steady_clock::now();
    std::mutex mutex_;
    std::size_t done_ = 0;
};

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_CONSOLE_HPP
