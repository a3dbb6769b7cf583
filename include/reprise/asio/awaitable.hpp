// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Tells the coroutine drivers what a `boost::asio::awaitable` is. Needs Boost.Asio.

#ifndef REPRISE_ASIO_AWAITABLE_HPP
#define REPRISE_ASIO_AWAITABLE_HPP

#include <reprise/asio/supervise.hpp>
#include <reprise/asio/timer_room.hpp>
#include <reprise/asio/timer_wait.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/policies/clock/steady.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>

#include <stop_token>
#include <utility>

namespace reprise {

/// \ingroup async
/// \brief A `boost::asio::awaitable` is asked to stop by its cancellation slot, and waits for reprise::steady with a
/// timer on its executor.
/// \tparam Result   What it yields.
/// \tparam Executor Its executor.
template <class Result, class Executor>
struct awaitable_traits<boost::asio::awaitable<Result, Executor>> {
    /// \brief What awaiting it yields.
    using result = Result;

    /// \brief The same for another result.
    /// \tparam Other What it shall yield.
    template <class Other>
    using rebind = boost::asio::awaitable<Other, Executor>;

    /// \brief To be awaited: the coroutine's cancellation state. Not kept, since the operation may reset it.
    /// \return `boost::asio::this_coro::cancellation_state`
    [[nodiscard]] static constexpr boost::asio::this_coro::cancellation_state_t
    cancellation() noexcept {
        return {};
    }

    /// \brief Whether it was asked to stop.
    /// \param state The coroutine's cancellation state.
    /// \return Whether a request has come in that the state's filter lets through.
    [[nodiscard]] static bool is_cancelled(boost::asio::cancellation_state const& state) noexcept {
        return state.cancelled() != boost::asio::cancellation_type::none;
    }

    /// \brief The awaitable wait in the place of a blocking one.
    /// \param delay How long.
    /// \param token Ends it.
    /// \return The wait.
    [[nodiscard]] static timer_wait async_wait(
        steady const& /*clock*/, duration delay, std::stop_token token) noexcept {
        return {delay, std::move(token)};
    }

    /// \brief Room in the coroutine for what it waits with, where nothing but the coroutine can end the wait.
    using wait_room = detail::timer_room<Executor>;

    /// \brief The awaitable wait in the place of a blocking one, in the coroutine's own room.
    /// \param delay How long.
    /// \param room  The room; must outlive the wait.
    /// \return The wait.
    [[nodiscard]] static auto async_wait(
        steady const& /*clock*/, duration delay, wait_room& room) noexcept {
        return room.async_wait(delay);
    }

    /// \brief The operation, with each attempt watched and cancelled as its time limits say.
    /// \tparam Clock     The policy's clock.
    /// \tparam Operation A callable that returns the coroutine.
    /// \param clock     The policy's clock.
    /// \param operation The operation.
    /// \return A callable that does the same under limits.
    template <class Clock, class Operation>
    [[nodiscard]] static auto limited(Clock const& clock, Operation operation) {
        return detail::supervised_operation<Result, Executor, Clock, Operation>{
            clock, std::move(operation)};
    }
};

}  // namespace reprise

#endif  // REPRISE_ASIO_AWAITABLE_HPP
