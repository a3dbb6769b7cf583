// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::async_retry and reprise::async_try_retry for coroutines.

#ifndef REPRISE_ASYNC_RETRY_HPP
#define REPRISE_ASYNC_RETRY_HPP

#include <reprise/all_failures.hpp>
#include <reprise/compose.hpp>
#include <reprise/detail/async_drive.hpp>

#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Operation>
constexpr bool check_async_operation() {
    static_assert(
        async_operation<Operation>,
        "reprise::async_retry: what the operation returns cannot be awaited: hand over a coroutine, or a callable that "
        "returns one; for an operation that blocks use reprise::retry");
    return async_operation<Operation>;
}

// A kind of coroutine that can be cancelled enforces the time limits of a policy; for others they are the operation's
// to heed.
template <class Coroutine, class Clock, class Operation>
concept enforces_limits = requires(Clock const& clock, Operation operation) {
    awaitable_traits<Coroutine>::limited(clock, std::move(operation));
};

template <class Policy, class Operation, class End>
[[nodiscard]] auto start_drive(Policy policy, Operation operation, End end) {
    using composed_type = policy_of_t<Policy>;
    using clock_type = std::remove_cvref_t<decltype(std::declval<composed_type const&>().clock())>;
    using coroutine = operation_result_t<Operation>;
    constexpr handlers_of_t<composed_type> handlers{};
    if constexpr (
        limits_attempts_of<composed_type> && enforces_limits<coroutine, clock_type, Operation>) {
        auto limited = awaitable_traits<coroutine>::limited(
            detail::policy_of(policy).clock(), std::move(operation));
        return detail::drive(handlers, std::move(policy), std::move(limited), std::move(end));
    } else {
        return detail::drive(handlers, std::move(policy), std::move(operation), std::move(end));
    }
}

}  // namespace detail

/// \ingroup async
/// \brief Awaits attempts until one succeeds or the policy gives up: `co_await async_retry(policy, operation)`.
///
/// It is a coroutine of the type that the operation returns, with whatever that brings: `boost::asio::awaitable`, a
/// task type of your own. The first attempt is always made. Waits are awaited, with the wait of the policy's
/// reprise::async_clock_policy. One throw and one catch per failed attempt, as in reprise::retry; any number of
/// failures takes constant room.
///
/// Policy and operation are moved or copied into the coroutine: nothing of the caller's has to outlive it but what they
/// refer to themselves. An operation that takes a reprise::attempt may refer to it until its own coroutine ends.
///
/// If the coroutine is asked to stop, in the way of its kind (a cancellation slot) or by the policy's stop token, then
/// the wait ends at once, no further attempt is made, and the last failure comes out. An operation that fails with an
/// error that merely means "cancelled" has failed like any other, and its classifier decides.
///
/// \snippet docs/examples/async.cpp retry
///
/// A function template rather than an object like reprise::retry, so that `reprise/asio.hpp` can add its overloads.
///
/// \tparam Policy    A composed policy, see reprise::compose.
/// \tparam Operation A callable that returns something to await; may take a reprise::attempt.
/// \param policy    The policy.
/// \param operation What to call, as an lvalue, once per attempt.
/// \return A coroutine that yields what the last attempt yielded.
/// \throws What the last attempt threw, the same object, when it is awaited.
template <detail::composed Policy, class Operation>
    requires operation<Operation>
[[nodiscard]] auto async_retry(Policy policy, Operation operation) {
    if constexpr (detail::check_async_operation<Operation>()) {
        return detail::start_drive(std::move(policy), std::move(operation), detail::to_caller{});
    }
}

/// \ingroup async
/// \brief The same with reprise::default_policy; the coroutine type has to be one that can wait for it, such as
/// `boost::asio::awaitable` with `reprise/asio.hpp`.
/// \tparam Operation A callable that returns something to await.
/// \param operation What to call.
/// \return A coroutine that yields what the last attempt yielded.
template <class Operation>
    requires(!detail::composed<Operation>) && operation<Operation>
[[nodiscard]] auto async_retry(Operation operation) {
    return reprise::async_retry(reprise::compose(), std::move(operation));
}

/// \ingroup async
/// \brief Like reprise::async_retry, but yields what happened instead of throwing it, always with a report.
/// \tparam Policy    A composed policy.
/// \tparam Operation A callable that returns something to await; its coroutine type needs a
///                   reprise::awaitable_traits::rebind.
/// \param policy    The policy.
/// \param operation What to call.
/// \return A coroutine that yields a reprise::retry_result.
template <detail::composed Policy, class Operation>
    requires operation<Operation>
[[nodiscard]] auto async_try_retry(Policy policy, Operation operation) {
    if constexpr (detail::check_async_operation<Operation>()) {
        return detail::start_drive(std::move(policy), std::move(operation), detail::into_result{});
    }
}

/// \ingroup async
/// \brief The same, and the report holds every failure.
/// \tparam Policy    A composed policy.
/// \tparam Operation A callable that returns something to await.
/// \param policy    The policy.
/// \param operation What to call.
/// \return A coroutine that yields a reprise::retry_result.
template <detail::composed Policy, class Operation>
    requires operation<Operation>
[[nodiscard]] auto async_try_retry(all_failures_t /*all*/, Policy policy, Operation operation) {
    if constexpr (detail::check_async_operation<Operation>()) {
        return detail::start_drive(
            std::move(policy), std::move(operation), detail::into_result{.all_failures = true});
    }
}

}  // namespace reprise

#endif  // REPRISE_ASYNC_RETRY_HPP
