// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::operation.

#ifndef REPRISE_CONCEPTS_OPERATION_HPP
#define REPRISE_CONCEPTS_OPERATION_HPP

#include <reprise/concepts/attempt.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <type_traits>

namespace reprise {

/// \ingroup concepts
/// \brief An operation that wants to be told which attempt it is part of.
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
concept attempt_operation = std::invocable<Operation&, attempt const&, Args&...>;

/// \ingroup concepts
/// \brief The callable that is retried.
///
/// \expressions
/// \expression{`std::invoke(operation\, args...)`, anything\, `void` too, one attempt}
/// \expression{`std::invoke(operation\, attempt\, args...)`, anything\, `void` too, one attempt that is told about
/// itself by a reprise::attempt; used where both are possible}
/// \endexpressions
///
/// It is called as an lvalue with lvalue arguments, so that each attempt finds them as the one before left them.
///
/// Near misses: a callable that consumes an argument (takes a move-only type by value), one that can only be called
/// as an rvalue, one that wants another argument.
///
/// \snippet docs/examples/first_steps.cpp operation
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
concept operation = attempt_operation<Operation, Args...> || std::invocable<Operation&, Args&...>;

namespace detail {

template <class Operation, class... Args>
struct operation_result : std::invoke_result<Operation&, Args&...> {
    static constexpr bool is_noexcept = std::is_nothrow_invocable_v<Operation&, Args&...>;
};

template <class Operation, class... Args>
    requires attempt_operation<Operation, Args...>
struct operation_result<Operation, Args...>
    : std::invoke_result<Operation&, attempt const&, Args&...> {
    static constexpr bool is_noexcept =
        std::is_nothrow_invocable_v<Operation&, attempt const&, Args&...>;
};

}  // namespace detail

/// \ingroup concepts
/// \brief What an operation returns.
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
    requires operation<Operation, Args...>
using operation_result_t = typename detail::operation_result<Operation, Args...>::type;

/// \ingroup concepts
/// \brief Whether an operation promises not to throw.
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
    requires operation<Operation, Args...>
inline constexpr bool nothrow_operation = detail::operation_result<Operation, Args...>::is_noexcept;

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_OPERATION_HPP
