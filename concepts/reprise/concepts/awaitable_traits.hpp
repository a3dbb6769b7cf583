// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::awaitable and reprise::awaitable_traits.

#ifndef REPRISE_CONCEPTS_AWAITABLE_TRAITS_HPP
#define REPRISE_CONCEPTS_AWAITABLE_TRAITS_HPP

#include <concepts>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Awaiter>
concept awaiter = requires(Awaiter& awaiter) {
    { awaiter.await_ready() } -> std::convertible_to<bool>;
    awaiter.await_resume();
};

template <class Awaitable>
concept has_member_co_await = requires(Awaitable&& awaitable) {
    { std::forward<Awaitable>(awaitable).operator co_await() } -> awaiter;
};

template <class Awaitable>
concept has_free_co_await = requires(Awaitable&& awaitable) {
    { operator co_await(std::forward<Awaitable>(awaitable)) } -> awaiter;
};

template <class Awaitable>
struct awaiter_of : std::type_identity<Awaitable> {};

template <has_member_co_await Awaitable>
struct awaiter_of<Awaitable>
    : std::type_identity<decltype(std::declval<Awaitable>().operator co_await())> {};

template <class Awaitable>
    requires(has_free_co_await<Awaitable> && !has_member_co_await<Awaitable>)
struct awaiter_of<Awaitable>
    : std::type_identity<decltype(operator co_await(std::declval<Awaitable>()))> {};

template <class Result>
using without_rvalue_reference_t =
    std::conditional_t<std::is_rvalue_reference_v<Result>, std::remove_reference_t<Result>, Result>;

template <class Coroutine, class Result>
struct rebound;

template <template <class...> class Coroutine, class Old, class... More, class Result>
struct rebound<Coroutine<Old, More...>, Result> : std::type_identity<Coroutine<Result, More...>> {};

}  // namespace detail

/// \ingroup concepts
/// \brief Something that can be awaited: it has the members of an awaiter, or an `operator co_await` that returns one.
/// \tparam Type The type.
template <class Type>
concept awaitable = std::is_class_v<std::remove_cvref_t<Type>> &&
                    (detail::awaiter<std::remove_cvref_t<Type>> ||
                     detail::has_member_co_await<Type> || detail::has_free_co_await<Type>);

/// \ingroup concepts
/// \brief What the asynchronous drivers have to know of a coroutine type. What is here holds for any class template
/// whose first argument is what it yields; specialise it for a coroutine type of another shape.
///
/// A specialisation may have more, by which a whole family of coroutine types says how it is stopped and how it waits:
/// - `cancellation()`, static: something to await, without suspension and without an exception, and
///   `is_cancelled(awaited)`, static: whether what that yielded says that the coroutine has been asked to stop
/// - `async_wait(clock, delay, token)`, static: the awaitable wait in the place of a blocking clock's wait, for the
///   types of clocks that have a counterpart there
///
/// \tparam Coroutine A coroutine's return type.
template <class Coroutine>
struct awaitable_traits {
    /// \brief What awaiting it yields; a value where that is an rvalue reference.
    using result = detail::without_rvalue_reference_t<
        decltype(std::declval<typename detail::awaiter_of<Coroutine>::type>().await_resume())>;

    /// \brief The same coroutine type for another result.
    /// \tparam Result What it shall yield.
    template <class Result>
    using rebind = typename detail::rebound<Coroutine, Result>::type;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_AWAITABLE_TRAITS_HPP
