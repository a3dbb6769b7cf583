// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Adds completion tokens to reprise::async_retry and reprise::async_try_retry. Needs Boost.Asio.

#ifndef REPRISE_ASIO_ASYNC_RETRY_HPP
#define REPRISE_ASIO_ASYNC_RETRY_HPP

#include <reprise/asio/as_awaitable.hpp>
#include <reprise/asio/awaitable.hpp>
#include <reprise/asio/completion.hpp>
#include <reprise/asio/initiated_retry.hpp>
#include <reprise/asio/reported.hpp>
#include <reprise/asio/wrapped_handler.hpp>
#include <reprise/async_retry.hpp>
#include <reprise/retry_result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/is_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Type>
inline constexpr bool is_asio_awaitable = false;
template <class Result, class Executor>
inline constexpr bool is_asio_awaitable<boost::asio::awaitable<Result, Executor>> = true;

// the question for a token comes first: a generic callable that takes one could be called with an attempt as well
template <class Operation>
concept spawnable = !token_operation<Operation> && operation<Operation> &&
                    is_asio_awaitable<std::remove_cvref_t<operation_result_t<Operation>>>;

template <class Executor>
concept asio_executor = boost::asio::execution::is_executor<Executor>::value ||
                        boost::asio::is_executor<Executor>::value;

template <class Awaitable>
struct spawn_signature;
template <class Result, class Executor>
struct spawn_signature<boost::asio::awaitable<Result, Executor>>
    : std::type_identity<void(std::exception_ptr, Result)> {};
template <class Executor>
struct spawn_signature<boost::asio::awaitable<void, Executor>>
    : std::type_identity<void(std::exception_ptr)> {};

// What the handler of a run takes, whose ends are Ends: to_caller or into_result.
template <class Operation, class End>
struct token_signature {};
template <spawnable Operation, class End>
struct token_signature<Operation, End> : spawn_signature<driven_t<Operation, End>> {};
template <class Operation>
    requires(initiates<Operation> && !spawnable<Operation>)
struct token_signature<Operation, to_caller>
    : std::type_identity<typename initiation<Operation>::signature> {};
template <class Operation>
    requires(initiates<Operation> && !spawnable<Operation>)
struct token_signature<Operation, into_result>
    : std::type_identity<void(retry_result<reported_t<typename completion_signature<
                                  typename initiation<Operation>::signature>::plain_type>>)> {};

template <class Operation, class End = to_caller>
using token_signature_t = typename token_signature<Operation, End>::type;

// The same end, of a run whose coroutine is nobody else's: a wait ends at a request of any type, attempts begin with
// the filter that boost::asio::co_spawn gives to a coroutine.
template <class End>
struct spawned : End {
    [[nodiscard]] static auto wait_begins() noexcept {
        return boost::asio::this_coro::reset_cancellation_state(
            boost::asio::enable_total_cancellation{});
    }
    [[nodiscard]] static auto wait_over() noexcept {
        return boost::asio::this_coro::reset_cancellation_state(
            boost::asio::enable_terminal_cancellation{});
    }
};

// For a run whose attempts are operations with a token: these know themselves which requests they can heed.
template <class Result, class Executor>
boost::asio::awaitable<Result, Executor> heeding_any_request(
    boost::asio::awaitable<Result, Executor> run) {
    co_await boost::asio::this_coro::reset_cancellation_state(
        boost::asio::enable_total_cancellation{});
    co_return co_await std::move(run);
}

// Stands for the executor that is associated with the handler.
struct of_the_handler {};

// Starts a run whose handler is called as the operation's own would be, or gets a report.
template <class Executor, class End>
struct start_retry {
    Executor executor;
    [[no_unique_address]] End end;

    template <class Handler>
    [[nodiscard]] auto executor_for(Handler const& handler) const {
        if constexpr (std::same_as<Executor, of_the_handler>) {
            return boost::asio::get_associated_executor(handler);
        } else {
            return executor;
        }
    }

    template <class Handler, class Policy, class Operation>
    void operator()(Handler handler, Policy policy, Operation operation) const {
        auto const on = executor_for(handler);
        if constexpr (spawnable<Operation>) {
            boost::asio::co_spawn(
                on, detail::start_drive(std::move(policy), std::move(operation), spawned<End>{end}),
                std::move(handler));
        } else if constexpr (limits_attempts_of<policy_of_t<Policy>>) {
            using classifier_type = std::remove_cvref_t<
                decltype(std::declval<policy_of_t<Policy> const&>().classifier())>;
            using coroutine_operation = as_awaitable<Operation, classifier_type>;
            boost::asio::co_spawn(
                boost::asio::any_io_executor{on},
                detail::heeding_any_request(detail::start_drive(
                    std::move(policy), coroutine_operation{std::move(operation)}, end)),
                wrapped_handler{std::move(handler), end_of_awaitable{}});
        } else {
            detail::start_initiated_retry(
                on, std::move(policy), std::move(operation), std::move(handler), end);
        }
    }
};

template <class Executor, class Policy, class Operation, class End, class Token>
auto initiate_retry(Executor executor, Policy policy, Operation operation, End end, Token&& token) {
    return boost::asio::async_initiate<Token, token_signature_t<Operation, End>>(
        start_retry<Executor, End>{std::move(executor), end}, token, std::move(policy),
        std::move(operation));
}

}  // namespace detail

/// \ingroup async
/// \brief Retries on Asio with any completion token: `async_retry(executor, policy, operation, token)`.
///
/// The operation is one of these, and may take a reprise::attempt as its first argument:
/// - a callable that returns a `boost::asio::awaitable<T>`: the handler is called as by `boost::asio::co_spawn`, with
///   `void(std::exception_ptr, T)`
/// - a callable that takes a completion token and starts an asynchronous operation with it, of signature
///   `void(error_code, T...)` or `void(std::exception_ptr, T...)`
/// - a callable that returns such an operation (`boost::asio::deferred`)
///
/// The handler gets what the last attempt completed with: with an error code if that is the operation's channel, then
/// nothing is thrown anywhere. Attempts and waits run on the executor, as by `boost::asio::co_spawn`, and the handler
/// on the one that is associated with it, if there is one. Its associated allocator is used, and its cancellation slot:
/// a request of any type ends a wait, and an attempt whose operation heeds it; no further attempt is made. A coroutine
/// hears of what `boost::asio::co_spawn` lets through, in each attempt anew: a terminal request, unless it resets its
/// cancellation state. The handler is never called within this call.
///
/// Time limits of the policy are enforced, see \ref async_limits. A handler for error codes then gets one of
/// reprise::time_limit_category.
/// \tparam Executor  An executor.
/// \tparam Policy    A composed policy.
/// \tparam Operation See above.
/// \tparam Token     A completion token.
/// \param executor  Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::asio_executor Executor, detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation>> Token>
auto async_retry(Executor executor, Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        std::move(executor), std::move(policy), std::move(operation), detail::to_caller{},
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, on the executor of an execution context such as `boost::asio::io_context`.
/// \tparam Context   An execution context.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param context   Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    std::derived_from<boost::asio::execution_context> Context, detail::composed Policy,
    class Operation, boost::asio::completion_token_for<detail::token_signature_t<Operation>> Token>
auto async_retry(Context& context, Policy policy, Operation operation, Token&& token) {
    return reprise::async_retry(
        context.get_executor(), std::move(policy), std::move(operation),
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, with everything on the executor that the token brings: `use_awaitable` in a coroutine,
/// `bind_executor(strand, callback)`. One that brings none runs on Asio's system executor, `use_future` too.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation>> Token>
auto async_retry(Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        detail::of_the_handler{}, std::move(policy), std::move(operation), detail::to_caller{},
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief Like reprise::async_retry, but the handler gets what happened, always with a report:
/// `async_try_retry(executor, policy, operation, token)`.
///
/// | the operation | the handler |
/// |---|---|
/// | returns a `boost::asio::awaitable<T>` | `void(std::exception_ptr, reprise::retry_result<T>)`, as by `boost::asio::co_spawn` |
/// | completes with `void(std::exception_ptr, T)` | `void(reprise::retry_result<T>)` |
/// | completes with `void(error_code, T...)` | `void(reprise::retry_result<std::tuple<error_code, T...>>)`: the error code is a part of the value, and nothing is thrown anywhere |
///
/// \snippet docs/examples/async.cpp try_token
/// \tparam Executor  An executor.
/// \tparam Policy    A composed policy.
/// \tparam Operation As for reprise::async_retry.
/// \tparam Token     A completion token.
/// \param executor  Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::asio_executor Executor, detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(Executor executor, Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        std::move(executor), std::move(policy), std::move(operation), detail::into_result{},
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, and the report holds every failure.
/// \tparam Executor  An executor.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param executor  Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::asio_executor Executor, detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(
    all_failures_t /*all*/, Executor executor, Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        std::move(executor), std::move(policy), std::move(operation),
        detail::into_result{.all_failures = true}, std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, on the executor of an execution context such as `boost::asio::io_context`.
/// \tparam Context   An execution context.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param context   Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    std::derived_from<boost::asio::execution_context> Context, detail::composed Policy,
    class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(Context& context, Policy policy, Operation operation, Token&& token) {
    return reprise::async_try_retry(
        context.get_executor(), std::move(policy), std::move(operation),
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, and the report holds every failure.
/// \tparam Context   An execution context.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param context   Where to run.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    std::derived_from<boost::asio::execution_context> Context, detail::composed Policy,
    class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(
    all_failures_t /*all*/, Context& context, Policy policy, Operation operation, Token&& token) {
    return reprise::async_try_retry(
        all_failures, context.get_executor(), std::move(policy), std::move(operation),
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, with everything on the executor that the token brings, as for reprise::async_retry.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        detail::of_the_handler{}, std::move(policy), std::move(operation), detail::into_result{},
        std::forward<Token>(token));
}

/// \ingroup async
/// \brief The same, and the report holds every failure.
/// \tparam Policy    A composed policy.
/// \tparam Operation As above.
/// \tparam Token     A completion token.
/// \param policy    The policy; it is copied.
/// \param operation The operation; it is moved.
/// \param token     What happens at the end.
/// \return What the token makes of it.
template <
    detail::composed Policy, class Operation,
    boost::asio::completion_token_for<detail::token_signature_t<Operation, detail::into_result>>
        Token>
auto async_try_retry(all_failures_t /*all*/, Policy policy, Operation operation, Token&& token) {
    return detail::initiate_retry(
        detail::of_the_handler{}, std::move(policy), std::move(operation),
        detail::into_result{.all_failures = true}, std::forward<Token>(token));
}

}  // namespace reprise

#endif  // REPRISE_ASIO_ASYNC_RETRY_HPP
