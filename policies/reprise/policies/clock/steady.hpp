// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::steady.

#ifndef REPRISE_POLICIES_CLOCK_STEADY_HPP
#define REPRISE_POLICIES_CLOCK_STEADY_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/clock_policy.hpp>
#include <reprise/policies/clock/alarm_thread.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>

namespace reprise {

/// \ingroup clock
/// \brief The steady clock of the system, and the default: waits by blocking the calling thread.
///
/// A wait ends at once when a stop is requested of its token. A wait that is too long for the system's clock is waited
/// in parts.
///
/// Its alarms are rung by one thread for the whole process, which is started with the first alarm: where the policy has
/// a time limit, and a blocking operation asks its attempt for the stop token.
///
/// \when In every program that may block a thread while it waits. It is the default.
///
/// \whennot In tests: reprise::testing::virtual_clock never sleeps. And not in a coroutine or an event loop, whose
/// thread others need.
///
/// \bounds A wait is never shorter than asked for, unless it is left. How much longer, the system's scheduler decides:
/// usually well below a millisecond.
///
/// \snippet docs/examples/clock_and_random.cpp steady
///
/// \model{reprise::clock_policy}
/// \model{reprise::alarm_clock_policy}
struct steady {
    /// \brief What a description calls it.
    static constexpr char const* name = "steady";

    /// \brief The present moment.
    /// \return `std::chrono::steady_clock::now()`
    [[nodiscard]] time_point now() const noexcept { return std::chrono::steady_clock::now(); }

    /// \brief Blocks the calling thread.
    /// \tparam Token `std::stop_token`; a template so that a program in which nobody waits need not compile it.
    /// \param delay How long.
    /// \param token Ends the wait when a stop is requested of it.
    /// \return Whether the whole delay passed.
    template <class Token = std::stop_token>
    bool wait(duration delay, std::type_identity_t<Token> const& token) const noexcept {
        // a day at a time: waits that reach past what the system's clock can represent would end at once
        constexpr duration longest_part = std::chrono::seconds{86'400};
        for (; delay.count() > longest_part.count(); delay -= longest_part) {
            if (!wait_part(longest_part, token)) return false;
        }
        return wait_part(delay, token);
    }

    /// \brief Has an alarm rung.
    /// \tparam Alarm reprise::alarm; a template so that a program without alarms need not compile their thread.
    /// \param ringing The alarm.
    /// \param moment  When.
    /// \throws std::system_error If it is the first one, and no thread can be started.
    template <class Alarm = alarm>
    static void set_alarm(
        std::shared_ptr<std::type_identity_t<Alarm>> const& ringing, time_point moment) {
        detail::alarm_thread<Alarm>::shared().set(ringing, moment);
    }

    /// \brief Has it rung no more.
    /// \tparam Alarm reprise::alarm; a template so that a program without alarms need not compile their thread.
    /// \param cleared The alarm.
    template <class Alarm = alarm>
    static void clear_alarm(std::type_identity_t<Alarm> const& cleared) noexcept {
        detail::alarm_thread<Alarm>::clear_in_shared(cleared);
    }

  private:
    template <class Token>
    static bool wait_part(duration delay, Token const& token) noexcept {
        if (!token.stop_possible()) {
            if (delay.count() > 0) std::this_thread::sleep_for(delay);
            return true;
        }
        // not a std::condition_variable_any: it allocates, and a wait must not fail for lack of memory
        std::mutex mutex;
        std::condition_variable wake;
        bool stopped = false;
        auto const stop = [&]() noexcept {
            {
                std::lock_guard const lock{mutex};
                stopped = true;
            }
            wake.notify_one();
        };
        std::stop_callback const on_stop{token, stop};
        std::unique_lock lock{mutex};
        auto const end = std::chrono::steady_clock::now() + delay;
        return !wake.wait_until(lock, end, [&stopped] { return stopped; });
    }
};

static_assert(clock_policy<steady>);
static_assert(alarm_clock_policy<steady>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLOCK_STEADY_HPP
