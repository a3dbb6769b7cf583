// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines an operation with a statement on it: whether it may happen twice.

#ifndef REPRISE_DETAIL_STATING_OPERATION_HPP
#define REPRISE_DETAIL_STATING_OPERATION_HPP

#include <reprise/concepts/repetition.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Is called as the operation itself is, with an attempt or without one.
template <class Operation, class Repetition>
class stating_operation {
  public:
    constexpr stating_operation(Operation operation, Repetition may) noexcept(
        std::is_nothrow_move_constructible_v<Operation>)
        : operation_{std::move(operation)}, may_{may} {}

    template <class... Args>
        requires std::invocable<Operation&, Args...>
    constexpr decltype(auto) operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, Args...>) {
        return std::invoke(operation_, std::forward<Args>(args)...);
    }

    template <class... Args>
        requires std::invocable<Operation const&, Args...>
    constexpr decltype(auto) operator()(Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Operation const&, Args...>) {
        return std::invoke(operation_, std::forward<Args>(args)...);
    }

    [[nodiscard]] constexpr Repetition repetition() const noexcept { return may_; }

  private:
    [[no_unique_address]] Operation operation_;
    [[no_unique_address]] Repetition may_;
};

// An operation has one statement only: a second one is a mistake, unless it overrides the first in so many words.
template <class Operation>
constexpr void check_states_nothing_yet() {
    static_assert(
        !states_repetition<Operation>,
        "idempotent, non_idempotent, repeatable, with_key: the operation already says whether it may happen twice; "
        "say it once, or override it with repeat_even_if_ambiguous(operation)");
}

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_STATING_OPERATION_HPP
