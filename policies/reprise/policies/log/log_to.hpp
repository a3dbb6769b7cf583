// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::log_to.

#ifndef REPRISE_POLICIES_LOG_LOG_TO_HPP
#define REPRISE_POLICIES_LOG_LOG_TO_HPP

#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/joined.hpp>
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
    template <class Event>
    static constexpr bool written =
        std::same_as<Event, retry_scheduled> || std::same_as<Event, recovered> ||
        std::same_as<Event, gave_up> || std::same_as<Event, policy_failed>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "log_to";

    /// \brief Logs to a stream.
    /// \param stream The stream; must outlive the logger and its copies.
    /// \param prefix What each line starts with.
    explicit log_to(std::ostream& stream, std::string prefix = "reprise: ")
        : stream_{&stream}, prefix_{std::move(prefix)} {}

    /// \brief Writes a line.
    /// \tparam Event An event that it takes.
    /// \param event The event.
    template <class Event>
        requires written<Event>
    void on(Event const& event) const {
        write(reprise::to_line(event));
    }

    /// \brief Writes a line that begins with where the call stands, see `reprise::here`.
    /// \tparam Event An event that it takes.
    /// \param event The event.
    /// \param where The place.
    template <class Event>
        requires written<Event>
    void on(Event const& event, std::source_location const& where) const {
        write(detail::joined(
            {where.file_name(), ":", std::to_string(where.line()), ": ", reprise::to_line(event)}));
    }

  private:
    // A template, so that only who logs to a stream compiles a std::osyncstream.
    template <class Line>
    void write(Line const& line) const {
        std::osyncstream{*stream_} << detail::joined({prefix_, line, "\n"});
    }

    std::ostream* stream_;
    std::string prefix_;
};

static_assert(logger_policy<log_to>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LOG_TO_HPP
