// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines a wait whose timer lives in the coroutine that waits. Needs Boost.Asio.

#ifndef REPRISE_ASIO_TIMER_ROOM_HPP
#define REPRISE_ASIO_TIMER_ROOM_HPP

#include <reprise/asio/timer_wait.hpp>
#include <reprise/asio/wrapped_handler.hpp>
#include <reprise/concepts/duration.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <memory>  // std::addressof
#include <new>
#include <utility>

namespace reprise::detail {

// Room for the timer of one wait at a time, without a token: nothing but the coroutine itself, and what is posted to
// it, ever touches the timer.
template <class Executor>
class timer_room {
    using timer_type = asio_timer<Executor>;

  public:
    timer_room() noexcept : delay_{} {}
    timer_room(timer_room const&) = delete;
    timer_room& operator=(timer_room const&) = delete;
    ~timer_room() {
        if (has_timer()) timer_.~timer_type();
    }

    // The wait, as an asynchronous operation that completes with whether the whole delay passed. The room outlives it.
    class wait {
      public:
        explicit wait(timer_room& room) noexcept : room_{&room} {}

        template <boost::asio::completion_token_for<void(bool)> Token>
        auto operator()(Token&& token) const {
            return boost::asio::async_initiate<Token, void(bool)>(start{room_}, token);
        }

      private:
        timer_room* room_;
    };

    [[nodiscard]] wait async_wait(duration delay) noexcept {
        delay_ = reprise::detail::at_least_zero(delay);
        return wait{*this};
    }

  private:
    struct pass_on {
        template <class Handler>
        void operator()(Handler&& handler, boost::system::error_code const& error) && {
            std::forward<Handler>(handler)(!error);
        }
    };

    struct start {
        timer_room* room;

        template <class Handler>
        void operator()(Handler handler) const {
            auto const executor = boost::asio::get_associated_executor(handler);
            if (room->delay_ <= duration::zero()) {
                boost::asio::post(executor, wrapped_handler{std::move(handler), call_with{true}});
                return;
            }
            auto const delay = std::exchange(room->delay_, timer_is_there);
            ::new (static_cast<void*>(std::addressof(room->timer_))) timer_type{executor, delay};
            room->timer_.async_wait(wrapped_handler{std::move(handler), pass_on{}});
        }
    };

    // an optional would take more room, in every coroutine that waits
    static constexpr duration timer_is_there = duration::min();
    [[nodiscard]] bool has_timer() const noexcept { return delay_ == timer_is_there; }

    duration delay_;
    union {
        timer_type timer_;
    };
};

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_TIMER_ROOM_HPP
