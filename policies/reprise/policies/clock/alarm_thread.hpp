// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the thread that rings the alarms of reprise::steady.

#ifndef REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP
#define REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/duration.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace reprise::detail {

// One for the whole program, from the first alarm on. It sleeps until the next moment; an alarm that is cleared does
// not wake it. A template, of alarm alone, so that a program that sets no alarm does not compile it.
template <class Alarm>
class alarm_thread {
  public:
    [[nodiscard]] static alarm_thread& shared() {
        // never destroyed: the thread is detached, and other threads may still be at it when the program ends
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
        static auto& only = *new alarm_thread;
        return only;
    }

    void set(std::shared_ptr<Alarm> const& ringing, time_point moment) {
        {
            std::lock_guard const lock{mutex_};
            if (!started_) std::thread{[this] { run(); }}.detach();
            started_ = true;
            set_.push_back({ringing, moment});
            if (moment >= next_) return;
            next_ = moment;
        }
        changed_.notify_one();
    }

    void clear(Alarm const& cleared) noexcept {
        std::shared_ptr<Alarm> last;  // it may end with this, but not under the lock
        std::lock_guard const lock{mutex_};
        auto const found = find(&cleared);
        if (found == set_.end()) return;
        last = std::move(found->ringing);
        erase(found);
    }

  private:
    struct entry {
        std::shared_ptr<Alarm> ringing;
        time_point moment;
    };
    using entries = std::vector<entry>;

    alarm_thread() = default;

    // As many as threads that block: not worth a tree.
    [[nodiscard]] typename entries::iterator find(Alarm const* wanted) noexcept {
        return std::ranges::find_if(
            set_, [wanted](entry const& set) { return set.ringing.get() == wanted; });
    }

    void erase(typename entries::iterator erased) noexcept {
        if (erased != set_.end() - 1) *erased = std::move(set_.back());
        set_.pop_back();
    }

    [[noreturn]] void run() {
        // not longer: a moment that is too far away for the system's clock would have come at once
        constexpr duration longest_sleep = std::chrono::hours{24};
        std::unique_lock lock{mutex_};
        for (;;) {
            auto const now = std::chrono::steady_clock::now();
            next_ = time_point::max();
            if (auto const first = std::ranges::min_element(set_, {}, &entry::moment);
                first != set_.end()) {
                if (first->moment <= now) {
                    ring(lock, first->ringing, now);
                    continue;
                }
                next_ = first->moment;
            }
            changed_.wait_until(lock, std::min<time_point>(next_, now + longest_sleep));
        }
    }

    void ring(std::unique_lock<std::mutex>& lock, std::shared_ptr<Alarm> ringing, time_point now) {
        lock.unlock();
        auto const again = ringing->ring(now);
        lock.lock();
        auto const found = find(ringing.get());
        if (found == set_.end()) {  // cleared meanwhile, and it may end with this
            lock.unlock();
            ringing.reset();
            lock.lock();
        } else if (again == time_point::max()) {
            erase(found);
        } else {
            found->moment = again;
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    entries set_;
    time_point next_ = time_point::max();
    bool started_ = false;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP
