// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::false_is_failure.

#ifndef REPRISE_FALSE_IS_FAILURE_HPP
#define REPRISE_FALSE_IS_FAILURE_HPP

#include <reprise/detail/reading_operation.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief The failure of an operation that returned false, or nothing: it does not say why.
struct no_value {
    /// \brief What is known of it.
    /// \return `no value`
    [[nodiscard]] static constexpr std::string_view message() noexcept { return "no value"; }

    /// \brief All are the same.
    /// \param a One.
    /// \param b Another.
    /// \return True.
    friend constexpr bool operator==(no_value const& a, no_value const& b) noexcept = default;
};

namespace detail {

struct truth_reader {
    [[nodiscard]] static constexpr truth_reader read() noexcept { return {}; }

    template <class Result>
    [[nodiscard]] static constexpr bool check() noexcept {
        static_assert(
            std::is_constructible_v<bool, std::add_lvalue_reference_t<Result const>>,
            "false_is_failure: the operation must return something that can stand in an if: a bool, an optional, "
            "a pointer");
        return true;
    }

    template <class Result>
    [[nodiscard]] static constexpr bool failed(Result const& result) noexcept(
        noexcept(static_cast<bool>(result))) {
        return !static_cast<bool>(result);
    }

    template <class Result>
    [[nodiscard]] static constexpr no_value error(Result const& /*result*/) noexcept {
        return {};
    }
};

}  // namespace detail

/// \ingroup core
/// \brief For operations whose result is a failure where it is false: a `bool`, an empty `std::optional`, a null
/// pointer, anything that can stand in an `if`. Without it, false is a value like any other.
///
/// The failure is a reprise::no_value. On giving up, the caller gets the last result as it was.
///
/// \snippet docs/examples/channels.cpp optional
/// \tparam Operation The callable.
/// \param operation What is called; it keeps its signature.
/// \return The operation.
template <class Operation>
[[nodiscard]] constexpr detail::reading_operation<std::decay_t<Operation>, detail::truth_reader>
false_is_failure(Operation&& operation) {
    return detail::reading_operation<std::decay_t<Operation>, detail::truth_reader>{
        std::forward<Operation>(operation)};
}

}  // namespace reprise

#endif  // REPRISE_FALSE_IS_FAILURE_HPP
