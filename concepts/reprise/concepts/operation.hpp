// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::operation.

#ifndef REPRISE_CONCEPTS_OPERATION_HPP
#define REPRISE_CONCEPTS_OPERATION_HPP

#include <reprise/concepts/attempt.hpp>

#include <concepts>
#include <cstddef>
#include <functional>  // std::invoke
#include <type_traits>

namespace reprise {

/// \ingroup concepts
/// \brief An operation that wants to be told which attempt it is part of.
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
concept attempt_operation = std::invocable<Operation&, attempt const&, Args&...>;

namespace detail {

// A condition that the compiler quotes, with its sentence, where a concept fails for it.
template <std::size_t Size>
struct sentence {
    // NOLINTNEXTLINE(*-explicit-con*,*-avoid-c-arrays): a literal is an array, and becomes a sentence
    consteval sentence(char const (&literal)[Size]) {
        for (std::size_t index = 0; index < Size; ++index) text[index] = literal[index];
    }
    // NOLINTNEXTLINE(*-avoid-c-arrays): the compilers quote an array of this kind as text
    char text[Size]{};
};

template <sentence Text, bool Holds>
inline constexpr bool says = Holds;

// Can be called just once: as an rvalue, or with arguments that it takes away.
template <class Operation, class... Args>
inline constexpr bool consumes =
    !std::invocable<Operation&, attempt const&, Args&...> &&
    !std::invocable<Operation&, Args&...> &&
    (std::invocable<Operation, attempt const&, Args...> || std::invocable<Operation, Args...>);

template <class Operation, class... Args>
concept can_be_called_again = says<
    "the operation can be called only once, for it consumes an argument or itself: retry "
    "replay(factory) instead, where factory() makes a fresh operation for each attempt, or "
    "replay(operation, factory...), where each factory makes an argument",
    !consumes<Operation, Args...>>;

}  // namespace detail

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
/// \laws
/// - a failed attempt leaves the arguments as it found them: what it consumed is gone when the next one needs it
///
/// Checked by `reprise::testing::laws::check_operation`.
///
/// Near misses: a callable that consumes an argument (takes a move-only type by value), one that can only be called
/// as an rvalue (reprise::replay makes operations of both), one that wants another argument.
///
/// \snippet docs/examples/first_steps.cpp operation
/// \tparam Operation The callable.
/// \tparam Args      Its further arguments.
template <class Operation, class... Args>
concept operation = detail::can_be_called_again<Operation, Args...> &&
                    (attempt_operation<Operation, Args...> || std::invocable<Operation&, Args&...>);

namespace detail {

// Of what is no operation too: clang makes the type of a function before it looks at the function's constraint, and
// could not quote that if the type did not exist.
template <class Operation, class... Args>
struct operation_result : std::type_identity<void> {
    static constexpr bool is_noexcept = false;
};

template <class Operation, class... Args>
    requires std::invocable<Operation&, Args&...> && (!attempt_operation<Operation, Args...>)
struct operation_result<Operation, Args...> : std::invoke_result<Operation&, Args&...> {
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
