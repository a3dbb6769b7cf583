// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an operation says whether it may happen twice: reprise::idempotent, reprise::non_idempotent,
/// reprise::repeatable and reprise::repeat_even_if_ambiguous.

#ifndef REPRISE_IDEMPOTENT_HPP
#define REPRISE_IDEMPOTENT_HPP

#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/stating_operation.hpp>

#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <repetition Value>
struct state_repetition : repetition_constant<Value> {
    template <class Operation>
    [[nodiscard]] constexpr auto operator()(Operation&& operation) const {
        detail::check_states_nothing_yet<std::decay_t<Operation>>();
        return stating_operation<std::decay_t<Operation>, repetition_constant<Value>>{
            std::forward<Operation>(operation), {}};
    }
};

}  // namespace detail

/// \ingroup core
/// \brief The type of reprise::idempotent.
struct idempotent_t : detail::state_repetition<repetition::safe> {};

/// \ingroup core
/// \brief Says that an operation has the same effect twice as once: `retry(policy, idempotent(operation))`.
///
/// It is then retried after ambiguous failures too, as it would be if nothing were said; the word is for the reader,
/// and for whoever composes it further. In a loop: `attempts_of(policy, idempotent)`.
///
/// \snippet docs/examples/idempotency.cpp idempotent
/// \hideinitializer
inline constexpr idempotent_t idempotent{};

/// \ingroup core
/// \brief The type of reprise::non_idempotent.
struct non_idempotent_t : detail::state_repetition<repetition::unsafe> {};

/// \ingroup core
/// \brief Says that an operation must not happen twice: `retry(policy, non_idempotent(operation))`.
///
/// An ambiguous failure, after which it may have happened, is then permanent; failures that are known to come before
/// any effect, such as a refused connection, are retried. A policy whose classifier cannot tell them apart is
/// refused. In a loop: `attempts_of(policy, non_idempotent)`.
///
/// \snippet docs/examples/idempotency.cpp non_idempotent
/// \hideinitializer
inline constexpr non_idempotent_t non_idempotent{};

/// \ingroup core
/// \brief Says at run time whether an operation may happen twice, for what is known only then, such as an HTTP method.
/// \tparam Operation The callable.
/// \param may       Whether it may.
/// \param operation What is called; it keeps its signature.
/// \return The operation with that said: reprise::idempotent or reprise::non_idempotent, by the value.
template <class Operation>
[[nodiscard]] constexpr auto repeatable(auto may, Operation&& operation) {
    static_assert(
        std::is_same_v<decltype(may), bool>,
        "repeatable: the first argument says whether the operation may happen twice, as a bool: "
        "repeatable(method != \"POST\", operation)");
    detail::check_states_nothing_yet<std::decay_t<Operation>>();
    return detail::stating_operation<std::decay_t<Operation>, repetition>{
        std::forward<Operation>(operation), may ? repetition::safe : repetition::unsafe};
}

/// \ingroup core
/// \brief Overrides what an operation says: it is retried after ambiguous failures, and may happen twice.
///
/// Whoever writes it has made sure that twice does no harm, or accepts it.
/// \tparam Operation The callable, reprise::non_idempotent perhaps.
/// \param operation What is called; it keeps its signature.
/// \return The operation with that said.
template <class Operation>
[[nodiscard]] constexpr auto repeat_even_if_ambiguous(Operation&& operation) {
    return detail::stating_operation<
        std::decay_t<Operation>, repetition_constant<repetition::safe>>{
        std::forward<Operation>(operation), {}};
}

}  // namespace reprise

#endif  // REPRISE_IDEMPOTENT_HPP
