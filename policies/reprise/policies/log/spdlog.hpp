// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::log_to_spdlog. Needs spdlog, which nothing else in the library does.

#ifndef REPRISE_POLICIES_LOG_SPDLOG_HPP
#define REPRISE_POLICIES_LOG_SPDLOG_HPP

#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/log/line.hpp>

#include <spdlog/logger.h>

#include <memory>
#include <utility>

namespace reprise {

/// \ingroup log
/// \brief Writes to a spdlog logger: retries as warnings, give-ups and failed policies as errors, recoveries as
/// information, started and failed attempts as debug messages.
///
/// The text is that of reprise::to_line; it is only made if the logger's level lets it through. As thread-safe as the
/// sinks of the spdlog logger.
///
/// \when The program logs with spdlog.
///
/// \whennot The sinks are slow and the logger is not asynchronous: the line is written before the wait, by the thread
/// that retries.
///
/// \snippet docs/examples/spdlog_logger.cpp log_to_spdlog
///
/// \model{reprise::logger_policy}
class log_to_spdlog {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "log_to_spdlog";

    /// \brief Logs to a spdlog logger.
    /// \param logger The logger, shared; must not be null.
    explicit log_to_spdlog(std::shared_ptr<spdlog::logger> logger) noexcept
        : logger_{std::move(logger)} {}

    /// \brief At debug level.
    /// \param event The event.
    void on(attempt_started const& event) const { write(spdlog::level::debug, event); }

    /// \brief At debug level.
    /// \param event The event.
    void on(attempt_failed const& event) const { write(spdlog::level::debug, event); }

    /// \brief As a warning.
    /// \param event The event.
    void on(retry_scheduled const& event) const { write(spdlog::level::warn, event); }

    /// \brief At debug level.
    /// \param event The event.
    void on(attempt_succeeded const& event) const { write(spdlog::level::debug, event); }

    /// \brief As information.
    /// \param event The event.
    void on(recovered const& event) const { write(spdlog::level::info, event); }

    /// \brief As an error.
    /// \param event The event.
    void on(gave_up const& event) const { write(spdlog::level::err, event); }

    /// \brief As an error.
    /// \param event The event.
    void on(policy_failed const& event) const { write(spdlog::level::err, event); }

  private:
    template <class Event>
    void write(spdlog::level::level_enum level, Event const& event) const {
        if (logger_->should_log(level)) logger_->log(level, reprise::to_line(event));
    }

    std::shared_ptr<spdlog::logger> logger_;
};

static_assert(logger_policy<log_to_spdlog>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_SPDLOG_HPP
