// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an attempt that blocks is asked to stop at its time limits.

#ifndef REPRISE_DETAIL_ATTEMPT_WATCH_HPP
#define REPRISE_DETAIL_ATTEMPT_WATCH_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/heartbeat.hpp>
#include <reprise/concepts/policy_reference.hpp>
#include <reprise/concepts/time_limit_policy.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace reprise::detail {

// What the clock and the copies of the heartbeat hold on to.
template <class Clock>
class limit_alarm : public alarm, public heartbeat::listener {
  public:
    limit_alarm(Clock const& clock, attempt_limits const& limits, time_point began)
        : clock_{clock},
          limits_{limits},
          began_{began},
          last_beat_{began.time_since_epoch().count()} {}

    void beat() noexcept override {
        auto const now = time_point{detail::unwrap(clock_).now()};
        last_beat_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    }

    time_point ring(time_point now) noexcept override {
        auto const end = detail::moment_after(began_, limits_.run);
        auto const last_beat = time_point{duration{last_beat_.load(std::memory_order_relaxed)}};
        auto const idle_end = detail::moment_after(last_beat, limits_.idle);
        bool const in_time = detail::is_before(now, end);
        if (in_time && detail::is_before(now, idle_end)) {
            return detail::is_before(end, idle_end) ? end : idle_end;
        }
        was_idle_.store(in_time, std::memory_order_relaxed);
        rung_.store(true, std::memory_order_release);
        stop_.request_stop();
        return time_point::max();
    }

    [[nodiscard]] bool rung() const noexcept { return rung_.load(std::memory_order_acquire); }
    [[nodiscard]] time_limit reached() const noexcept {
        return was_idle_.load(std::memory_order_relaxed) ? time_limit::idle : limits_.longest;
    }
    [[nodiscard]] std::stop_source& stop() noexcept { return stop_; }

  private:
    Clock clock_;
    attempt_limits limits_;
    time_point began_;
    std::atomic<duration::rep> last_beat_;  // since the clock's epoch
    std::atomic<bool> was_idle_ = false;
    std::atomic<bool> rung_ = false;
    std::stop_source stop_;
};

// In the frame of the driver, for as long as the attempt takes. Nothing is made before the operation asks.
template <class Clock>
class attempt_watch final : public attempt::supervisor {
  public:
    attempt_watch(Clock const& clock, attempt const& watched)
        : clock_{&clock}, watched_{&watched} {}
    attempt_watch(attempt_watch const&) = delete;
    attempt_watch& operator=(attempt_watch const&) = delete;
    ~attempt_watch() {
        if (armed_) detail::unwrap(*clock_).clear_alarm(*alarm_);
    }

    [[nodiscard]] std::stop_token const& stop_token() override {
        std::lock_guard const lock{mutex_};
        if (!token_.stop_possible()) {
            auto& alarm = this->alarm();
            auto const now = time_point{detail::unwrap(*clock_).now()};
            auto const moment = alarm->ring(now);  // it may be late already
            if (!detail::never_comes(moment)) {
                detail::unwrap(*clock_).set_alarm(alarm, moment);
                armed_ = true;
            }
            if (watched_->stop_token().stop_possible()) {
                on_stop_.emplace(watched_->stop_token(), pass_on{alarm->stop()});
            }
            token_ = alarm->stop().get_token();
        }
        return token_;
    }

    [[nodiscard]] reprise::heartbeat const& heartbeat() override {
        std::lock_guard const lock{mutex_};
        if (watched_->limits().idle.count() != duration::max().count() && !beats_) {
            heartbeat_ = reprise::heartbeat{alarm()};
            beats_ = true;
        }
        return heartbeat_;
    }

    // whether the operation has been told that it has reached a limit, and which
    [[nodiscard]] bool rung() const noexcept { return alarm_ != nullptr && alarm_->rung(); }
    [[nodiscard]] time_limit reached() const noexcept { return alarm_->reached(); }

  private:
    struct pass_on {
        std::stop_source& stop;
        void operator()() const noexcept { stop.request_stop(); }
    };

    [[nodiscard]] std::shared_ptr<limit_alarm<Clock>> const& alarm() {
        if (!alarm_) {
            alarm_ = std::make_shared<limit_alarm<Clock>>(
                *clock_, watched_->limits(), watched_->began());
        }
        return alarm_;
    }

    Clock const* clock_;
    attempt const* watched_;
    std::mutex mutex_;
    std::shared_ptr<limit_alarm<Clock>> alarm_;
    std::optional<std::stop_callback<pass_on>> on_stop_;
    std::stop_token token_;
    reprise::heartbeat heartbeat_;
    bool armed_ = false;
    bool beats_ = false;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_ATTEMPT_WATCH_HPP
