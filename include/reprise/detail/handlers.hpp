// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an attempt is called: with one handler for each exception type that anybody wants to look at.

#ifndef REPRISE_DETAIL_HANDLERS_HPP
#define REPRISE_DETAIL_HANDLERS_HPP

#include <reprise/concepts/exception_types.hpp>
#include <reprise/detail/for_each_type.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/classify/retry_on.hpp>  // detail::derived_before_bases

#include <exception>
#include <type_traits>

namespace reprise::detail {

template <class... Listed>
constexpr bool check_handlers() {
    static_assert(
        sizeof...(Listed) <= 16,
        "a classifier can list at most 16 exception types: list common bases, or use a predicate");
    static_assert(
        derived_before_bases<Listed...>,
        "a classifier has to list derived exception types before their bases, and each type once");
    return true;
}

// Appends those types that are not there yet.
template <class Types, class... More>
struct appended : std::type_identity<Types> {};

template <class... Type, class First, class... Rest>
struct appended<exception_types<Type...>, First, Rest...>
    : appended<
          std::conditional_t<
              is_one_of<First, Type...>, exception_types<Type...>, exception_types<Type..., First>>,
          Rest...> {};

// The handlers of a run, in order: what the classifier lists, the marks of the operation itself, and every other
// std::exception, for the sake of its message. In the handler of a polymorphic type a mark is found by a glance at the
// dynamic type; other classes, whose marked form would be caught as unmarked, come after the handler for marks.
//
// After these come Others: bases that somebody wants to see of an exception about which the classifier is asked as
// about any other.
template <class Listed, class Others = exception_types<>>
struct handlers {};

template <class... Listed, class... Other>
struct handlers<exception_types<Listed...>, exception_types<Other...>> {
    static_assert(detail::check_handlers<Listed...>());
    static constexpr bool marks_first =
        ((std::is_class_v<Listed> && !std::is_polymorphic_v<Listed>) || ...);
    static constexpr bool lists_all = (is_a<std::exception, Listed> || ...);
    using type = typename appended<
        std::conditional_t<
            lists_all, exception_types<mark, Listed...>,
            std::conditional_t<
                marks_first, exception_types<mark, Listed..., std::exception>,
                exception_types<Listed..., mark, std::exception>>>,
        Other...>::type;
};

#if defined(__cpp_exceptions)

// call_until_done(types, run, call, give_up, left): calls until an attempt returns, and returns that. Where the run
// says in a handler that there is no further attempt, it returns what give_up returns, called in that handler; where
// it says so after the wait, it returns what left returns.
//
// One overload for each number of types. The alternatives cost: nested try blocks rethrow through every level on giving
// up, and a rethrow in one catch (...) throws twice per attempt.
#define REPRISE_DETAIL_HANDLER(E) \
    catch (E const& exception) { if (!run.caught(exception)) return give_up(); }

#define REPRISE_DETAIL_CALL_UNTIL_DONE(n)                                                       \
    template <class Run, class Call, class GiveUp, class Left, REPRISE_DETAIL_TYPES_##n(class)> \
    [[gnu::always_inline]] inline decltype(auto) call_until_done(                               \
        exception_types<REPRISE_DETAIL_TYPES_##n()> /*types*/, Run&& run, Call const& call,     \
        GiveUp const& give_up, Left const& left) {                                              \
        for (;;) {                                                                              \
            run.begin_attempt();                                                                \
            try {                                                                               \
                return call();                                                                  \
            }                                                                                   \
            REPRISE_DETAIL_FOR_TYPES_##n(REPRISE_DETAIL_HANDLER)                                \
            catch (...) {                                                                       \
                if (!run.caught_unknown()) return give_up();                                    \
            }                                                                                   \
            if (!run.waits_after_exception()) return left();                                    \
        }                                                                                       \
    }

REPRISE_DETAIL_FOR_LENGTHS(REPRISE_DETAIL_CALL_UNTIL_DONE)

#undef REPRISE_DETAIL_CALL_UNTIL_DONE
#undef REPRISE_DETAIL_HANDLER

#else

// Named in branches that are not taken then.
template <class Types, class Run, class Call, class GiveUp, class Left>
bool call_until_done(
    Types types, Run&& run, Call const& call, GiveUp const& give_up, Left const& left);

#endif

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_HANDLERS_HPP
