// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::virtual_clock.

#ifndef REPRISE_TESTING_VIRTUAL_CLOCK_HPP
#define REPRISE_TESTING_VIRTUAL_CLOCK_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/duration.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>  // std::function, std::reference_wrapper
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace reprise::testing {

/// \ingroup testing
/// \brief A clock that stands still until a wait or `advance` moves it: tests with it never sleep, and see every
/// delay to the nanosecond.
///
/// Hand it to a policy as `std::ref(clock)`. A wait returns at once, and the clock has moved on by the delay. What is
/// to happen meanwhile is said beforehand with `at`: a stop that is requested there ends the wait at that moment.
///
/// Any number of threads may use it at once; each wait moves the time for all of them.
///
/// \snippet docs/examples/testing_kit.cpp clock
/// \model{reprise::clock_policy}
/// \model{reprise::alarm_clock_policy}
class virtual_clock {
  public:
    /// \brief A coroutine may wait with it as it is: no wait blocks.
    static constexpr bool waits_virtually = true;

    /// \brief How many waits are remembered, the first ones: a test of millions of them needs no memory for it.
    static constexpr std::size_t most_recorded = 100'000;

    /// \brief A clock that stands at some moment.
    /// \param start The moment. An hour past the epoch unless given, so that it differs from a moment that nobody set.
    explicit virtual_clock(time_point start = time_point{std::chrono::hours{1}}) noexcept
        : start_{start}, now_{start} {}

    virtual_clock(virtual_clock const&) = delete;
    virtual_clock& operator=(virtual_clock const&) = delete;

    // the clock policy

    /// \brief The present virtual moment.
    /// \return The start, and all that has been waited and advanced.
    [[nodiscard]] time_point now() noexcept {
        std::lock_guard const lock{mutex_};
        ++reads_;
        return now_;
    }

    /// \brief Moves the time on by the delay, or to the moment at which an action requests a stop.
    ///
    /// A wait whose token is already requested to stop does not move the time. It is recorded all the same.
    /// \param delay How long; a negative delay moves nothing.
    /// \param token Ends the wait when a stop is requested of it.
    /// \return Whether the whole delay passed.
    /// \throws What an action throws that is due during the wait.
    bool wait(duration delay, std::stop_token const& token) {
        std::unique_lock lock{mutex_};
        ++wait_count_;
        if (waits_.size() < most_recorded) waits_.push_back(delay);
        if (token.stop_requested()) return false;
        return move_on(delay, lock, token);
    }

    /// \brief Has an alarm rung when a wait or `advance` reaches the moment, in the thread that does.
    /// \param ringing The alarm.
    /// \param moment  When. One that has passed is due in the next wait.
    void set_alarm(std::shared_ptr<alarm> const& ringing, time_point moment) {
        std::lock_guard const lock{mutex_};
        actions_.emplace(moment, due_action{nullptr, ringing});
    }

    /// \brief Has it rung no more.
    /// \param cleared The alarm.
    void clear_alarm(alarm const& cleared) noexcept {
        std::lock_guard const lock{mutex_};
        std::erase_if(
            actions_, [&](auto const& set) { return set.second.ringing.get() == &cleared; });
    }

    // the test

    /// \brief Moves the time on, as if the code under test had taken that long.
    /// \param span How long; a negative span moves nothing.
    /// \throws What an action throws that is due meanwhile.
    void advance(duration span) {
        std::unique_lock lock{mutex_};
        move_on(span, lock, std::stop_token{});
    }

    /// \brief Says what is to happen at a moment: `clock.at(250ms, [&] { source.request_stop(); })`.
    ///
    /// The action is run once, in the thread whose wait or `advance` reaches the moment, while the clock shows that
    /// moment. It may use the clock.
    /// \param since_start The moment, counted from the clock's start. One that has passed is due in the next wait.
    /// \param action What to do.
    void at(duration since_start, std::function<void()> action) {
        auto const moment = reprise::detail::moment_after(start_, since_start);
        std::lock_guard const lock{mutex_};
        actions_.emplace(moment, due_action{std::move(action), nullptr});
    }

    /// \brief How much virtual time has passed.
    /// \return The time since the clock's start.
    [[nodiscard]] duration elapsed() const {
        std::lock_guard const lock{mutex_};
        return elapsed_between(start_, now_);
    }

    /// \brief The delays that were asked for, in order; of a wait that was left early too.
    /// \return A copy of the record, at most reprise::testing::virtual_clock::most_recorded.
    [[nodiscard]] std::vector<duration> waits() const {
        std::lock_guard const lock{mutex_};
        return waits_;
    }

    /// \brief How often it was waited.
    /// \return The count of all waits, recorded or not.
    [[nodiscard]] std::uint64_t wait_count() const {
        std::lock_guard const lock{mutex_};
        return wait_count_;
    }

    /// \brief How often the clock was read.
    /// \return The number of calls of `now`.
    [[nodiscard]] std::uint64_t reads() const {
        std::lock_guard const lock{mutex_};
        return reads_;
    }

  private:
    struct due_action {
        std::function<void()> act;
        std::shared_ptr<alarm> ringing;
    };

    bool move_on(duration span, std::unique_lock<std::mutex>& lock, std::stop_token const& token) {
        auto const end = reprise::detail::moment_after(now_, span);
        while (!actions_.empty() && actions_.begin()->first <= end) {
            auto const due = actions_.extract(actions_.begin());
            now_ = std::max(now_, due.key());
            auto const now = now_;
            lock.unlock();
            if (auto const& ringing = due.mapped().ringing) {
                auto const again = ringing->ring(now);
                if (again != time_point::max()) set_alarm(ringing, again);
            } else {
                due.mapped().act();
            }
            lock.lock();
            if (token.stop_requested()) return false;
        }
        now_ = std::max(now_, end);
        return true;
    }

    mutable std::mutex mutex_;
    time_point start_;
    time_point now_;
    std::multimap<time_point, due_action> actions_;
    std::vector<duration> waits_;
    std::uint64_t wait_count_ = 0;
    std::uint64_t reads_ = 0;
};

static_assert(alarm_clock_policy<std::reference_wrapper<virtual_clock>>);

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_VIRTUAL_CLOCK_HPP
