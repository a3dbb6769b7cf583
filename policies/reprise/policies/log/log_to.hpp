// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::log_to.

#ifndef REPRISE_POLICIES_LOG_LOG_TO_HPP
#define REPRISE_POLICIES_LOG_LOG_TO_HPP

#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/log/line.hpp>

#include <concepts>
#include <ostream>
#include <source_location>
#include <string>
#include <syncstream>
#include <utility>

namespace reprise {

/// \ingroup log
/// \brief Writes one line an event to a `std::ostream`: each retry, recovery and give-up, and a policy that failed.
///
/// Several threads may log to one stream: each line goes out whole, through a `std::osyncstream`. The text of each
/// line is that of `reprise::to_line`. That an attempt started or failed gets no line: the retry or the give-up that
/// follows a failure tells of it. To see those too, write a logger of your own, or `log_each([](auto const& event)
/// { std::clog << to_line(event) << '\n'; })`.
///
/// \when A small program, a test, or a look at what happens.
///
/// \whennot The program has a logging library: reprise::log_to_spdlog, or reprise::log_each for another one.
///
/// \snippet docs/examples/loggers.cpp log_to
///
/// \model{reprise::logger_policy}
class log_to {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "log_to";

    /// \brief Logs to a stream.
    /// \param stream The stream; must outlive the logger and its copies.
    /// \param prefix What each line starts with.
    explicit log_to(std::ostream& stream, std::string prefix = "reprise: ")
        : stream_{&stream}, prefix_{std::move(prefix)} {}

    /// \brief Writes a line.
    /// \param event The event.
    void on(retry_scheduled const& event) const { write(event); }

    /// \brief Writes a line.
    /// \param event The event.
    void on(recovered const& event) const { write(event); }

    /// \brief Writes a line.
    /// \param event The event.
    void on(gave_up const& event) const { write(event); }

    /// \brief Writes a line.
    /// \param event The event.
    void on(policy_failed const& event) const { write(event); }

    /// \brief Writes a line that begins with where the call stands, see `reprise::here`.
    /// \tparam Event An event that it takes.
    /// \param event The event.
    /// \param where The place.
    template <class Event>
        requires std::same_as<Event, retry_scheduled> || std::same_as<Event, recovered> ||
                 std::same_as<Event, gave_up> || std::same_as<Event, policy_failed>
    void on(Event const& event, std::source_location const& where) const {
        std::osyncstream{*stream_} << prefix_ + where.file_name() + ':' +
                                          std::to_string(where.line()) + ": " +
                                          reprise::to_line(event) + '\n';
    }

  private:
    template <class Event>
    void write(Event const& event) const {
        std::osyncstream{*stream_} << prefix_ + reprise::to_line(event) + '\n';
    }

    std::ostream* stream_;
    std::string prefix_;
};

static_assert(logger_policy<log_to>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LOG_TO_HPP
