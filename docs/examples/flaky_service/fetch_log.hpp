// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fetch_log.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_LOG_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_LOG_HPP

#include "client.hpp"
#include "console.hpp"
#include "history.hpp"
#include "text.hpp"

#include <reprise/concepts/event.hpp>
#include <reprise/concepts/failure_view.hpp>

#include <string>
#include <string_view>

namespace flaky {

//! [logger]
/// \brief The logger of one document: tells the console what happens, and writes the history.
class fetch_log {
  public:
    /// The events say when they happened: the history is made of these times.
    static constexpr bool needs_time = true;

    /// \brief Logs one document.
    /// \param story Its history; must outlive the log.
    /// \param out   Where the event lines go; must outlive the log.
    fetch_log(history& story, console& out) : story_{&story}, console_{&out} {}

    void on(reprise::attempt_started const& event) const {
        story_->attempts.push_back({event.elapsed, event.elapsed, {}});
    }

    void on(reprise::attempt_failed const& event) const {
        auto& attempt = story_->attempts.back();
        attempt.end = event.elapsed;
        attempt.failure = record_of(event.failure);
    }

    void on(reprise::retry_scheduled const& event) const {
        say("attempt " + std::to_string(event.attempt) + " failed (" + text_of(event.failure) +
            "), next in " + to_text(event.delay));
    }

    void on(reprise::recovered const& event) const {
        story_->waited = event.waited;
        say("recovered in attempt " + std::to_string(event.attempts) + ", waited " +
            to_text(event.waited));
    }

    void on(reprise::gave_up const& event) const {
        story_->waited = event.waited;
        say("LOST after " + counted(event.attempts, "attempt") + " (" + text_of(event.failure) +
            "): " + std::string{to_string(event.reason)});
    }

  private:
    void say(std::string_view what) const {
        console_->event("document " + std::to_string(story_->document) + ": " + std::string{what});
    }

    [[nodiscard]] static failure_record record_of(reprise::failure_view const& failure) {
        return {fault_behind(failure), failure.message()};
    }

    [[nodiscard]] static std::string text_of(reprise::failure_view const& failure) {
        auto const record = record_of(failure);
        return std::string{name_of(record)} + ": " + record.message;
    }

    history* story_;
    console* console_;
};
//! [logger]

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_LOG_HPP
