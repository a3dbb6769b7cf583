// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::repetition: whether an operation may happen twice.

#ifndef REPRISE_CONCEPTS_REPETITION_HPP
#define REPRISE_CONCEPTS_REPETITION_HPP

#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>  // std::declval

namespace reprise {

/// \ingroup concepts
/// \brief Whether an operation may take effect twice, as far as it says so.
enum class repetition : std::uint8_t {
    unstated,  ///< Nothing was said: the classifier alone decides.
    safe,      ///< Twice has the same effect as once.
    unsafe     ///< Must not happen twice: an ambiguous failure is permanent (see reprise::verdict).
};

/// \ingroup concepts
/// \brief An operation that says whether it may happen twice.
///
/// \expressions
/// \expression{`operation.repetition()`, reprise::repetition\, or a `std::integral_constant` of one, whether it may
/// happen twice; a constant is known to the compiler\, which can then refuse what makes no sense}
/// \endexpressions
///
/// \laws
/// - the same operation always says the same
///
/// Near misses: an operation whose `repetition()` needs an argument, returns `bool`, or is not const.
///
/// The wrappers reprise::idempotent, reprise::non_idempotent, reprise::with_key, reprise::repeatable and
/// reprise::repeat_even_if_ambiguous are models. What a `std::ref` of an operation refers to is asked in its place.
///
/// \snippet docs/examples/idempotency.cpp non_idempotent
/// \tparam Operation The callable.
template <class Operation>
concept repetition_stating = requires(Operation const& operation) {
    { operation.repetition() } -> std::convertible_to<repetition>;
};

/// \ingroup concepts
/// \brief A reprise::repetition that is known at compile time.
/// \tparam Value Which.
template <repetition Value>
using repetition_constant = std::integral_constant<repetition, Value>;

namespace detail {

// By itself, or what it is a std::ref of.
template <class Operation>
concept states_repetition = repetition_stating<policy_type_t<Operation>>;

// What a run is told: a constant where it is one.
template <class Operation>
[[nodiscard]] constexpr auto repetition_of(Operation const& operation) noexcept {
    if constexpr (states_repetition<Operation>) {
        return static_cast<policy_type_t<Operation> const&>(operation).repetition();
    } else {
        return repetition_constant<repetition::unstated>{};
    }
}

template <class Operation>
using repetition_of_t =
    decltype(detail::repetition_of(std::declval<std::remove_reference_t<Operation> const&>()));

// Whether it may turn out that the operation must not happen twice.
template <class Repetition>
inline constexpr bool may_be_unsafe = [] {
    if constexpr (requires { Repetition::value; }) {
        return Repetition::value == repetition::unsafe;
    } else {
        return true;
    }
}();

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_REPETITION_HPP
