// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::async_virtual_clock. Needs Boost.Asio.

#ifndef REPRISE_TESTING_ASYNC_VIRTUAL_CLOCK_HPP
#define REPRISE_TESTING_ASYNC_VIRTUAL_CLOCK_HPP

#include <reprise/asio/wrapped_handler.hpp>
#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/duration.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>  // std::function, std::reference_wrapper
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace reprise::testing {

/// \ingroup testing
/// \brief A clock under which a whole `boost::asio::io_context` runs in virtual time: an hour of waits takes as long as
/// the code in between.
///
/// Hand it to a policy as `std::ref(clock)`, let operations take time by `co_await clock.async_wait(30ms)`, and run the
/// context by `clock.run(io)`. The time moves only when there is nothing left to do at the present moment, to the next
/// moment at which a wait ends or an action of `at` is due; what is due at the same moment happens in the order in
/// which it was asked for. With one thread, the same test does the same things in the same order each time.
///
/// A wait may be begun, and left by a stop token, in any thread; the clock must outlive its waits.
///
/// \model{reprise::async_clock_policy}
class async_virtual_clock {
    struct waiter {
        virtual ~waiter() = default;
        virtual void complete(bool whole) = 0;
    };

    using key = std::pair<time_point, std::uint64_t>;

    struct leave_wait {
        async_virtual_clock* clock;
        key place;

        void operator()() const { clock->leave(place); }
        void operator()(boost::asio::cancellation_type type) const {
            if (type != boost::asio::cancellation_type::none) clock->leave(place);
        }
    };

    template <class Handler>
    class handler_waiter : public waiter {
        using executor_type = boost::asio::associated_executor_t<Handler>;

      public:
        handler_waiter(Handler handler, leave_wait leave, std::stop_token token)
            : handler_{std::move(handler)},
              work_{boost::asio::get_associated_executor(handler_)},
              leave_{std::move(leave)},
              token_{std::move(token)} {}

        // once the clock knows of it, since it may be left at once
        void watch() {
            auto slot = boost::asio::get_associated_cancellation_slot(handler_);
            if (slot.is_connected()) slot.assign(leave_);
            if (token_.stop_possible()) callback_.emplace(token_, leave_);
        }

        void complete(bool whole) override {
            auto slot = boost::asio::get_associated_cancellation_slot(handler_);
            if (slot.is_connected()) slot.clear();
            boost::asio::post(
                work_.get_executor(), reprise::detail::wrapped_handler{
                                          std::move(handler_), reprise::detail::call_with{whole}});
        }

      private:
        Handler handler_;
        boost::asio::executor_work_guard<executor_type> work_;
        leave_wait leave_;
        std::stop_token token_;
        std::optional<std::stop_callback<leave_wait>> callback_;
    };

    struct start_wait {
        async_virtual_clock* clock;

        template <class Handler>
        void operator()(Handler handler, duration delay, std::stop_token const& token) const {
            clock->start(std::move(handler), delay, token);
        }
    };

  public:
    /// \brief A wait, not begun: call it with a completion token for `void(bool)`, or `co_await` it.
    class wait {
      public:
        /// \brief Begins it.
        /// \tparam Token A completion token for `void(bool)`.
        /// \param token What happens at its end.
        /// \return What the token makes of it.
        template <boost::asio::completion_token_for<void(bool)> Token>
        auto operator()(Token&& token) const {
            return boost::asio::async_initiate<Token, void(bool)>(
                start_wait{clock_}, token, delay_, stop_);
        }

      private:
        friend async_virtual_clock;
        wait(async_virtual_clock& clock, duration delay, std::stop_token stop) noexcept
            : clock_{&clock}, delay_{delay}, stop_{std::move(stop)} {}

        async_virtual_clock* clock_;
        duration delay_;
        std::stop_token stop_;
    };

    /// \brief A clock that stands at some moment.
    /// \param start The moment. An hour past the epoch unless given, so that it differs from a moment that nobody set.
    explicit async_virtual_clock(time_point start = time_point{std::chrono::hours{1}}) noexcept
        : start_{start}, now_{start} {}

    async_virtual_clock(async_virtual_clock const&) = delete;
    async_virtual_clock& operator=(async_virtual_clock const&) = delete;

    // the clock policy

    /// \brief The present virtual moment.
    /// \return The start, and how far `run` has come.
    [[nodiscard]] time_point now() const noexcept {
        std::lock_guard const lock{mutex_};
        return now_;
    }

    /// \brief A wait of virtual time.
    /// \param delay How long; a negative delay is none.
    /// \param token Ends it.
    /// \return The wait, to be awaited or called with a completion token.
    [[nodiscard]] wait async_wait(duration delay, std::stop_token token = {}) noexcept {
        return {*this, delay, std::move(token)};
    }

    // the test

    /// \brief Runs a context until nothing is left to do in it at any moment.
    ///
    /// What waits for something real, a socket say, is not waited for.
    /// \param context The context.
    /// \throws What a handler or an action throws.
    void run(boost::asio::io_context& context) {
        do {
            context.restart();
            while (context.poll() != 0) {}
        } while (move_on());
    }

    /// \brief Says what is to happen at a moment: `clock.at(250ms, [&] { source.request_stop(); })`.
    /// \param since_start The moment, counted from the clock's start.
    /// \param action What to do, within `run`.
    void at(duration since_start, std::function<void()> action) {
        struct action_waiter : waiter {
            explicit action_waiter(std::function<void()> chosen) : action{std::move(chosen)} {}
            void complete(bool whole) override {
                if (whole) action();
            }
            std::function<void()> action;
        };
        std::lock_guard const lock{mutex_};
        waiting_.emplace(
            key{reprise::detail::moment_after(start_, since_start), ++count_},
            std::make_shared<action_waiter>(std::move(action)));
    }

    /// \brief How much virtual time has passed.
    /// \return The time since the clock's start.
    [[nodiscard]] duration elapsed() const noexcept { return elapsed_between(start_, now()); }

    /// \brief The delays of all waits that were begun, in order.
    /// \return A copy of the record.
    [[nodiscard]] std::vector<duration> waits() const {
        std::lock_guard const lock{mutex_};
        return waits_;
    }

    /// \brief How many waits and actions are not over.
    /// \return The count.
    [[nodiscard]] std::size_t waiting() const {
        std::lock_guard const lock{mutex_};
        return waiting_.size();
    }

  private:
    template <class Handler>
    void start(Handler handler, duration delay, std::stop_token const& token) {
        std::shared_ptr<handler_waiter<Handler>> begun;
        {
            std::lock_guard const lock{mutex_};
            waits_.push_back(delay);
            key const place{reprise::detail::moment_after(now_, delay), ++count_};
            begun = std::make_shared<handler_waiter<Handler>>(
                std::move(handler), leave_wait{this, place}, token);
            waiting_.emplace(place, begun);
        }
        begun->watch();
    }

    void leave(key const& place) {
        if (auto const left = take(place)) left->complete(false);
    }

    [[nodiscard]] std::shared_ptr<waiter> take(key const& place) {
        std::lock_guard const lock{mutex_};
        auto const taken = waiting_.extract(place);
        return taken ? taken.mapped() : nullptr;
    }

    [[nodiscard]] bool move_on() {
        std::shared_ptr<waiter> due;
        {
            std::lock_guard const lock{mutex_};
            if (waiting_.empty()) return false;
            auto const first = waiting_.extract(waiting_.begin());
            if (first.key().first > now_) now_ = first.key().first;
            due = first.mapped();
        }
        due->complete(true);
        return true;
    }

    mutable std::mutex mutex_;
    time_point start_;
    time_point now_;
    std::map<key, std::shared_ptr<waiter>> waiting_;
    std::uint64_t count_ = 0;
    std::vector<duration> waits_;
};

static_assert(async_clock_policy<std::reference_wrapper<async_virtual_clock>>);

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_ASYNC_VIRTUAL_CLOCK_HPP
