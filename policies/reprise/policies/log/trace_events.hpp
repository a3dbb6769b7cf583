// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::trace_events and reprise::trace_in: a timeline that a browser shows.

#ifndef REPRISE_POLICIES_LOG_TRACE_EVENTS_HPP
#define REPRISE_POLICIES_LOG_TRACE_EVENTS_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/log/line.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace reprise {

/// \ingroup log
/// \brief Collects every attempt and every wait with its times, and writes them in the trace-event format that a
/// browser's tracing page (`chrome://tracing`, Perfetto) opens.
///
/// Any number of threads may add to it at once. It grows with each event: for an investigation, not for a service that
/// runs for weeks.
///
/// \snippet docs/examples/monitoring.cpp trace
class trace_events {
  public:
    /// \brief An attempt begins on a lane.
    /// \param lane   The lane.
    /// \param number The number of the attempt.
    /// \param now    The present moment.
    void begin_attempt(std::string const& lane, std::uint64_t number, time_point now) {
        std::lock_guard const lock{mutex_};
        auto& open = open_[lane];
        // an attempt that succeeded at once was not followed by an event of its own
        if (open.number != 0) close(lane, open, open.start, "succeeded");
        open = {number, now};
    }

    /// \brief The attempt that began last on a lane ends.
    /// \param lane    The lane.
    /// \param now     The present moment.
    /// \param outcome How it ended.
    void end_attempt(std::string const& lane, time_point now, std::string outcome) {
        std::lock_guard const lock{mutex_};
        auto& open = open_[lane];
        if (open.number == 0) return;
        close(lane, open, now, std::move(outcome));
    }

    /// \brief A wait begins on a lane.
    /// \param lane  The lane.
    /// \param now   The present moment.
    /// \param delay How long it will be.
    /// \param why   The failure before it.
    void add_wait(std::string const& lane, time_point now, duration delay, std::string why) {
        std::lock_guard const lock{mutex_};
        done_.push_back({lane, "wait", now, delay, std::move(why)});
    }

    /// \brief Something without a length happens on a lane.
    /// \param lane The lane.
    /// \param now  The present moment.
    /// \param name What.
    /// \param text More of it.
    void add_instant(std::string const& lane, time_point now, std::string name, std::string text) {
        std::lock_guard const lock{mutex_};
        done_.push_back({lane, std::move(name), now, duration{-1}, std::move(text)});
    }

    /// \brief Writes everything as one JSON document.
    /// \param out Where to.
    void write(std::ostream& out) const {
        std::lock_guard const lock{mutex_};
        out << "{\"traceEvents\":[";
        std::map<std::string, std::size_t> lanes;
        char const* between = "\n";
        for (auto const& event : done_) {
            auto const [lane, is_new] = lanes.emplace(event.lane, lanes.size() + 1);
            if (is_new) {
                out << between << R"({"name":"thread_name","ph":"M","pid":1,"tid":)" << lane->second
                    << R"(,"args":{"name":)" << quoted(event.lane) << "}}";
                between = ",\n";
            }
            bool const instant = event.length < duration::zero();
            out << between << "{\"name\":" << quoted(event.name) << ",\"ph\":\""
                << (instant ? "i" : "X") << "\",\"pid\":1,\"tid\":" << lane->second
                << ",\"ts\":" << microseconds(event.start.time_since_epoch());
            if (instant) {
                out << ",\"s\":\"t\"";
            } else {
                out << ",\"dur\":" << microseconds(event.length);
            }
            out << ",\"args\":{\"what\":" << quoted(event.text) << "}}";
        }
        out << "\n]}\n";
    }

  private:
    struct open_attempt {
        std::uint64_t number = 0;
        time_point start{};
    };
    struct drawn {
        std::string lane;
        std::string name;
        time_point start;
        duration length;  // below zero: it has none
        std::string text;
    };

    void close(std::string const& lane, open_attempt& open, time_point now, std::string outcome) {
        done_.push_back(
            {lane, "attempt " + std::to_string(open.number), open.start,
             elapsed_between(open.start, now), std::move(outcome)});
        open.number = 0;
    }

    // to the nanosecond, which a number with a point and three digits says exactly
    [[nodiscard]] static std::string microseconds(duration span) {
        auto const count = span.count();
        auto digits = std::to_string(1000 + count % 1000);
        digits[0] = '.';
        return std::to_string(count / 1000) + digits;
    }

    [[nodiscard]] static std::string quoted(std::string_view text) {
        std::string result = "\"";
        for (char const letter : text) {
            if (letter == '"' || letter == '\\') result += '\\';
            result += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
        }
        return result += '"';
    }

    mutable std::mutex mutex_;
    std::map<std::string, open_attempt> open_;
    std::vector<drawn> done_;
};

/// \ingroup log
/// \brief Draws what happens into reprise::trace_events.
///
/// One lane a thread, unless the logger is given a lane of its own: coroutines that share a thread need one each,
/// `with(policy, trace_in{events, "fetch 17"})`. An attempt that succeeds at once ends, in the picture, where it began:
/// no event says when it ended.
///
/// \when A run takes longer than it should, and nobody knows where.
///
/// \whennot All the time: it keeps every event.
/// \tparam Clock A reprise::clock_policy; that of the policy, to draw what it means by time.
///
/// \snippet docs/examples/monitoring.cpp trace
///
/// \model{reprise::logger_policy}
template <clock_policy Clock = steady>
class trace_in {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "trace_in";

    /// \brief Draws into an object of somebody else's.
    /// \param events The events; must outlive the logger and its copies.
    /// \param lane   The lane; that of the calling thread unless given.
    /// \param clock  What tells the time.
    explicit trace_in(trace_events& events, std::string lane = {}, Clock clock = Clock{})
        : events_{&events}, lane_{std::move(lane)}, clock_{std::move(clock)} {}

    /// \brief Begins an attempt.
    /// \param event The event.
    void on(attempt_started const& event) const {
        events_->begin_attempt(lane(), event.attempt, now());
    }

    /// \brief Ends an attempt.
    /// \param event The event.
    void on(attempt_failed const& event) const {
        events_->end_attempt(lane(), now(), detail::failure_text(event.failure));
    }

    /// \brief Draws a wait.
    /// \param event The event.
    void on(retry_scheduled const& event) const {
        events_->add_wait(lane(), now(), event.delay, detail::failure_text(event.failure));
    }

    /// \brief Ends the attempt that succeeded.
    /// \param event The event.
    void on([[maybe_unused]] recovered const& event) const {
        events_->end_attempt(lane(), now(), "succeeded");
    }

    /// \brief Marks the end of the run.
    /// \param event The event.
    void on(gave_up const& event) const {
        events_->add_instant(lane(), now(), "gave up", std::string{to_string(event.reason)});
    }

    /// \brief Marks a policy that failed.
    /// \param event The event.
    void on(policy_failed const& event) const {
        events_->add_instant(lane(), now(), "policy failed", reprise::to_line(event));
    }

  private:
    [[nodiscard]] time_point now() const { return detail::unwrap(clock_).now(); }

    [[nodiscard]] std::string lane() const {
        if (!lane_.empty()) return lane_;
        return "thread " + std::to_string(std::hash<std::thread::id>{}(std::this_thread::get_id()));
    }

    trace_events* events_;
    std::string lane_;
    [[no_unique_address]] Clock clock_;
};

/// \ingroup log
/// \brief With the steady clock.
trace_in(trace_events&) -> trace_in<steady>;
/// \ingroup log
/// \brief With the steady clock.
trace_in(trace_events&, std::string) -> trace_in<steady>;

static_assert(logger_policy<trace_in<>>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_TRACE_EVENTS_HPP
