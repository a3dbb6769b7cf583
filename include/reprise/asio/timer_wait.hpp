// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::timer_wait. Needs Boost.Asio.

#ifndef REPRISE_ASIO_TIMER_WAIT_HPP
#define REPRISE_ASIO_TIMER_WAIT_HPP

#include <reprise/asio/wrapped_handler.hpp>
#include <reprise/concepts/duration.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/recycling_allocator.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Executor>
using asio_timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

// A timer that a stop token ends, from any thread. It listens to the token once it waits, and a stop that was requested
// before ends the wait right then: so nothing but the one call to cancel() ever comes from another thread.
template <class Executor>
class stoppable_timer {
  public:
    explicit stoppable_timer(Executor const& executor) : timer_{executor} {}

    template <class Handler>
    void start(duration delay, std::stop_token token, Handler handler) {
        timer_.expires_after(delay);
        timer_.async_wait(std::move(handler));
        callback_.emplace(std::move(token), stop{&timer_});
    }

  private:
    struct stop {
        asio_timer<Executor>* timer;

        void operator()() const { timer->cancel(); }
    };

    asio_timer<Executor> timer_;
    std::optional<std::stop_callback<stop>> callback_;
};

// Lets go of the timer, then passes on whether the time has passed.
template <class Owner>
struct end_of_wait {
    Owner timer;

    template <class Handler>
    void operator()(Handler&& handler, boost::system::error_code const& error) && {
        timer.reset();
        std::forward<Handler>(handler)(!error);
    }
};

struct start_timer {
    template <class Handler>
    void operator()(Handler handler, duration delay, std::stop_token token) const {
        auto const executor = boost::asio::get_associated_executor(handler);
        using executor_type = std::remove_const_t<decltype(executor)>;
        if (delay <= duration::zero() || token.stop_requested()) {
            bool const whole = !token.stop_requested();
            boost::asio::post(executor, wrapped_handler{std::move(handler), call_with{whole}});
        } else if (token.stop_possible()) {
            using timer_type = stoppable_timer<executor_type>;
            // kept here too: another thread may be through with it before start() has returned. That is why its room
            // is not the handler's, which has to be given back before the handler is called.
            boost::asio::recycling_allocator<void> const room;
            auto const timer = std::allocate_shared<timer_type>(room, executor);
            timer->start(
                delay, std::move(token),
                wrapped_handler<Handler, end_of_wait<std::shared_ptr<timer_type>>>{
                    std::move(handler), {timer}});
        } else {
            using timer_type = asio_timer<executor_type>;
            auto const allocator = boost::asio::get_associated_allocator(
                handler, boost::asio::recycling_allocator<void>{});
            auto timer = std::allocate_shared<timer_type>(allocator, executor);
            auto& started = *timer;
            started.expires_after(delay);
            started.async_wait(wrapped_handler<Handler, end_of_wait<std::shared_ptr<timer_type>>>{
                std::move(handler), {std::move(timer)}});
        }
    }
};

}  // namespace detail

/// \ingroup async
/// \brief A wait as an asynchronous operation of Asio's, which completes with `void(bool)`: whether the whole delay
/// passed.
///
/// Call it with a completion token, or `co_await` it in a `boost::asio::awaitable`. It uses a steady timer on the
/// handler's associated executor, and ends at once on the handler's cancellation slot, or when a stop is requested of
/// the token, from any thread. It never completes within the call that starts it, a wait of zero neither.
class timer_wait {
  public:
    /// \brief A wait that has not begun.
    /// \param delay How long, from when it is started.
    /// \param token Ends it.
    timer_wait(duration delay, std::stop_token token) noexcept
        : delay_{delay}, token_{std::move(token)} {}

    /// \brief Starts it.
    /// \tparam Token A completion token for `void(bool)`.
    /// \param token What happens at the end.
    /// \return What the token makes of it.
    template <boost::asio::completion_token_for<void(bool)> Token>
    auto operator()(Token&& token) const {
        return boost::asio::async_initiate<Token, void(bool)>(
            detail::start_timer{}, token, delay_, token_);
    }

  private:
    duration delay_;
    std::stop_token token_;
};

}  // namespace reprise

#endif  // REPRISE_ASIO_TIMER_WAIT_HPP
