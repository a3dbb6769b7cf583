// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::trace_events and reprise::trace_in: a timeline that a browser shows.

#ifndef REPRISE_POLICIES_LOG_TRACE_EVENTS_HPP
#define REPRISE_POLICIES_LOG_TRACE_EVENTS_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/log/line.hpp>
#include <reprise/policies/quoted_text.hpp>

#include <cstdint>
#include <functional>  // std::hash
#include <map>
#include <mutex>
#include <ostream>
#include <string>
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
        open_[lane] = {.name = "attempt " + std::to_string(number), .start = now};
    }

    /// \brief A wait begins on a lane.
    /// \param lane The lane.
    /// \param now  The present moment.
    /// \param why  The failure before it.
    void begin_wait(std::string const& lane, time_point now, std::string why) {
        std::lock_guard const lock{mutex_};
        open_[lane] = {.name = "wait", .start = now, .text = std::move(why)};
    }

    /// \brief The attempt or the wait that began last on a lane ends; nothing happens where it has ended already.
    /// \param lane    The lane.
    /// \param now     The present moment.
    /// \param outcome How an attempt ended; it is not asked of a wait.
    void end(std::string const& lane, time_point now, std::string outcome = {}) {
        std::lock_guard const lock{mutex_};
        auto const found = open_.find(lane);
        if (found == open_.end()) return;
        auto& open = found->second;
        if (open.text.empty()) open.text = std::move(outcome);
        done_.push_back(
            {lane, std::move(open.name), open.start, elapsed_between(open.start, now),
             std::move(open.text)});
        open_.erase(found);
    }

    /// \brief Something without a length happens on a lane.
    /// \param lane The lane.
    /// \param now  The present moment.
    /// \param name What.
    /// \param text More of it.
    void add_instant(std::string const& lane, time_point now, std::string name, std::string text) {
        std::lock_guard const lock{mutex_};
        done_.push_back({lane, std::move(name), now, instant, std::move(text)});
    }

    /// \brief Writes everything as one JSON document; what has not ended yet is drawn as begun.
    /// \param out Where to.
    void write(std::ostream& out) const {
        std::lock_guard const lock{mutex_};
        auto events = done_;
        for (auto const& [lane, open] : open_)
            events.push_back({lane, open.name, open.start, unended, open.text});
        out << "{\"traceEvents\":[";
        std::map<std::string, std::size_t> lanes;
        char const* between = "\n";
        for (auto const& event : events) {
            auto const [lane, is_new] = lanes.emplace(event.lane, lanes.size() + 1);
            if (is_new) {
                out << between << R"({"name":"thread_name","ph":"M","pid":1,"tid":)" << lane->second
                    << R"(,"args":{"name":)" << detail::json_text(event.lane) << "}}";
                between = ",\n";
            }
            char const* phase = "X";
            if (event.length == instant) phase = "i";
            if (event.length == unended) phase = "B";
            out << between << "{\"name\":" << detail::json_text(event.name) << ",\"ph\":\"" << phase
                << "\",\"pid\":1,\"tid\":" << lane->second
                << ",\"ts\":" << microseconds(event.start.time_since_epoch());
            if (event.length == instant) out << ",\"s\":\"t\"";
            if (event.length >= duration::zero()) out << ",\"dur\":" << microseconds(event.length);
            out << ",\"args\":{\"what\":" << detail::json_text(event.text) << "}}";
        }
        out << "\n]}\n";
    }

  private:
    // lengths of what has none
    static constexpr duration instant{-1};
    static constexpr duration unended{-2};

    struct begun {
        std::string name;
        time_point start{};
        std::string text{};
    };
    struct drawn {
        std::string lane;
        std::string name;
        time_point start;
        duration length;
        std::string text;
    };

    // to the nanosecond, which a number with a point and three digits says exactly; a clock may begin before zero
    [[nodiscard]] static std::string microseconds(duration span) {
        auto const count = span.count();
        auto const below = count % 1000;
        auto digits = std::to_string(1000 + (below < 0 ? -below : below));
        digits[0] = '.';
        auto const whole = std::to_string(count / 1000) + digits;
        return count < 0 && count > -1000 ? '-' + whole : whole;
    }

    mutable std::mutex mutex_;
    std::map<std::string, begun> open_;
    std::vector<drawn> done_;
};

/// \ingroup log
/// \brief Draws what happens into reprise::trace_events.
///
/// One lane a thread, unless the logger is given a lane of its own: coroutines that share a thread need one each,
/// `with(policy, trace_in{events, "fetch 17"})`. A wait is as long as it really was, also one that was left before its
/// end.
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
        auto const moment = now();
        events_->end(lane(), moment);
        events_->begin_attempt(lane(), event.attempt, moment);
    }

    /// \brief Ends an attempt.
    /// \param event The event.
    void on(attempt_failed const& event) const {
        events_->end(lane(), now(), detail::failure_text(event.failure));
    }

    /// \brief Begins a wait.
    /// \param event The event.
    void on(retry_scheduled const& event) const {
        events_->begin_wait(lane(), now(), detail::failure_text(event.failure));
    }

    /// \brief Ends an attempt.
    /// \param event The event.
    void on([[maybe_unused]] attempt_succeeded const& event) const {
        events_->end(lane(), now(), "succeeded");
    }

    /// \brief Marks the end of the run, and ends a wait that was left.
    /// \param event The event.
    void on(gave_up const& event) const {
        auto const moment = now();
        events_->end(lane(), moment);
        events_->add_instant(lane(), moment, "gave up", std::string{to_string(event.reason)});
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
