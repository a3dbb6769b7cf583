// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the thread that rings the alarms of reprise::steady.

#ifndef REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP
#define REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/duration.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if __has_include(<pthread.h>) && __has_include(<unistd.h>)
#include <pthread.h>  // pthread_atfork
#define REPRISE_DETAIL_ALARMS_CAN_FORK 1
#endif

namespace reprise::detail {

// One for the whole process, from the first alarm on. It sleeps until the next moment; an alarm that is cleared does
// not wake it. A template, of alarm alone, so that a program that sets no alarm does not compile it.
template <class Alarm>
class alarm_thread {
  public:
    // Made where there is none.
    [[nodiscard]] static alarm_thread& shared() {
        auto* there = only_.load(std::memory_order_acquire);
        if (there == nullptr) {
            [[maybe_unused]] static bool const told_of_forks = forget_in_children();
            auto made = std::make_unique<alarm_thread>();
            if (only_.compare_exchange_strong(there, made.get(), std::memory_order_acq_rel)) {
                // never destroyed: its thread is detached, and other threads may still be at it when the program ends
                there = made.release();
            }
        }
        return *there;
    }

    static void clear_in_shared(Alarm const& cleared) noexcept {
        if (auto* const there = only_.load(std::memory_order_acquire)) there->clear(cleared);
    }

    alarm_thread() = default;

    void set(std::shared_ptr<Alarm> const& ringing, time_point moment) {
        {
            std::lock_guard const lock{mutex_};
            if (!started_) std::thread{[this] { run(); }}.detach();
            started_ = true;
            set_.push_back({ringing, moment});
            if (!detail::is_before(moment, next_)) return;
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

    // A forked child has inherited everything but the thread, and perhaps a lock that nobody will give back.
    [[nodiscard]] static bool forget_in_children() noexcept {
#if defined(REPRISE_DETAIL_ALARMS_CAN_FORK)
        return pthread_atfork(nullptr, nullptr, [] { only_.store(nullptr); }) == 0;
#else
        return true;
#endif
    }

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
        constexpr duration longest_sleep = std::chrono::seconds{86'400};
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
        } else if (detail::never_comes(again)) {
            erase(found);
        } else {
            found->moment = again;
        }
    }

    inline static std::atomic<alarm_thread*> only_ = nullptr;

    std::mutex mutex_;
    std::condition_variable changed_;
    entries set_;
    time_point next_ = time_point::max();
    bool started_ = false;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLOCK_ALARM_THREAD_HPP
