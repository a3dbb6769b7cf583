// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::outcome_traits.

#ifndef REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP
#define REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP

#include <concepts>
#include <system_error>
#include <type_traits>

namespace reprise {

namespace detail {

template <class Result>
concept expected_shaped = requires(Result const& result) {
    { result.has_value() } -> std::convertible_to<bool>;
    result.error();
    requires !std::is_void_v<decltype(result.error())>;
};

}  // namespace detail

/// \ingroup concepts
/// \brief Says which values of a type are failures. This is the one place that knows.
///
/// | an operation that returns | fails when | the failure is |
/// |---|---|---|
/// | an expected-shaped type (`has_value()`, `error()`), such as `std::expected` | `!has_value()` | `error()` |
/// | `std::error_code` | it is not zero | the code itself |
/// | reprise::marked | what it holds failed, or it is marked | as what it holds |
/// | anything else, `void` too | never; it can only throw, or be judged by reprise::retry_if_result | |
///
/// Specialise it for a type of your own that reports failure in another way:
///
/// \snippet docs/examples/own_outcome.cpp traits
///
/// \tparam Result What an operation returns, without reference and const.
template <class Result>
struct outcome_traits {
    /// \brief Whether a value of this type can be a failure.
    static constexpr bool can_fail = false;
};

/// \ingroup concepts
/// \brief An expected-shaped type has failed where it holds an error.
/// \tparam Result The expected-shaped type.
template <detail::expected_shaped Result>
struct outcome_traits<Result> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it holds an error.
    /// \param result What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(Result const& result) noexcept {
        return !static_cast<bool>(result.has_value());
    }

    /// \brief The error.
    /// \param result A result that failed.
    /// \return What `error()` returns.
    [[nodiscard]] static constexpr decltype(auto) error(Result const& result) {
        return result.error();
    }
};

/// \ingroup concepts
/// \brief A `std::error_code` has failed where it is not zero.
template <>
struct outcome_traits<std::error_code> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param code What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static bool failed(std::error_code const& code) noexcept {
        return static_cast<bool>(code);
    }

    /// \brief The error.
    /// \param code A code that is not zero.
    /// \return The code itself.
    [[nodiscard]] static std::error_code const& error(std::error_code const& code) noexcept {
        return code;
    }
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP
