// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::outcome_traits.

#ifndef REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP
#define REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP

#include <reprise/concepts/text_like.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Result>
concept holds_value_or_error = requires(Result const& result) {
    { result.has_value() } -> std::convertible_to<bool>;
    result.error();
    requires !std::is_void_v<decltype(result.error())>;
};

// has_value(), error() and a third state, of an exception.
template <class Result>
concept outcome_shaped = holds_value_or_error<Result> && requires(Result const& result) {
    { result.has_error() } -> std::convertible_to<bool>;
    { result.has_exception() } -> std::convertible_to<bool>;
    result.exception();
    requires !std::is_void_v<decltype(result.exception())>;
};

template <class Result>
concept expected_shaped = holds_value_or_error<Result> && !outcome_shaped<Result>;

template <class Code>
concept error_code_shaped = requires(Code const& code) {
    static_cast<bool>(code);
    { code.value() } -> std::same_as<int>;
    code.category().name();
    code.default_error_condition();
};

template <class Result>
concept says_ok = !holds_value_or_error<Result> && requires(Result const& result) {
    { result.ok() } -> std::same_as<bool>;
};

template <class Result>
concept status_or_shaped = says_ok<Result> && requires(Result const& result) {
    result.status();
    requires !std::is_void_v<decltype(result.status())>;
};

template <class Status>
concept status_shaped =
    says_ok<Status> && !status_or_shaped<Status> &&
    (requires(Status const& status) {
        status.code();
        { status.message() } -> text_like;
    } || requires(Status const& status) {
        status.error_code();
        { status.error_message() } -> text_like;
    });

}  // namespace detail

/// \ingroup concepts
/// \brief Says which values of a type are failures. This is the one place that knows.
///
/// | an operation that returns | fails when | the failure is |
/// |---|---|---|
/// | `std::error_code`, `boost::system::error_code` | it is not zero | the code itself |
/// | an expected-shaped type (`has_value()`, `error()`): `std::expected`, `boost::system::result`, `outcome::result` | `!has_value()` | `error()` |
/// | an outcome-shaped type (`has_exception()`, `exception()` too): `outcome::outcome` | `!has_value()` | `error()`, or `exception()` where there is none; a `std::exception_ptr` is judged by the exception that it holds |
/// | a status (`ok()`, `code()`, `message()`, or gRPC's names for them): `absl::Status`, `grpc::Status` | `!ok()` | the status itself |
/// | a value or a status (`ok()`, `status()`): `absl::StatusOr` | `!ok()` | `status()` |
/// | reprise::marked | what it holds failed, or it is marked | as what it holds |
/// | anything else, `bool`, `std::optional` and `void` too | never; it can only throw, or be judged by reprise::retry_if_result, or be wrapped: reprise::with_errno, reprise::with_returned_errno, reprise::with_exit_code, reprise::with_error_code, reprise::false_is_failure | |
///
/// Types are known by their shape: no header of the other library is needed here.
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
/// \brief An outcome, such as Boost.Outcome's, has failed where it holds an error or an exception.
/// \tparam Result The outcome.
template <detail::outcome_shaped Result>
struct outcome_traits<Result> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it holds no value.
    /// \param result What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(Result const& result) noexcept {
        return !static_cast<bool>(result.has_value());
    }

    /// \brief Shows a visitor the error, or the exception where there is no error.
    /// \tparam Visitor Called with the one or the other; returns the same type for both.
    /// \param result  A result that failed.
    /// \param visitor What to call.
    /// \return What the visitor returns.
    template <class Visitor>
    static constexpr decltype(auto) visit(Result const& result, Visitor&& visitor) {
        if (result.has_error()) return std::forward<Visitor>(visitor)(result.error());
        return std::forward<Visitor>(visitor)(result.exception());
    }
};

/// \ingroup concepts
/// \brief An error code (`std::error_code`, `boost::system::error_code`) has failed where it is not zero.
/// \tparam Code The error code.
template <detail::error_code_shaped Code>
struct outcome_traits<Code> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param code What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(Code const& code) noexcept {
        return static_cast<bool>(code);
    }

    /// \brief The error.
    /// \param code A code that is not zero.
    /// \return The code itself.
    [[nodiscard]] static constexpr Code const& error(Code const& code) noexcept { return code; }
};

/// \ingroup concepts
/// \brief A status (`absl::Status`, `grpc::Status`) has failed where it is not OK.
/// \tparam Status The status.
template <detail::status_shaped Status>
struct outcome_traits<Status> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param status What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(Status const& status) noexcept {
        return !static_cast<bool>(status.ok());
    }

    /// \brief The error.
    /// \param status A status that is not OK.
    /// \return The status itself.
    [[nodiscard]] static constexpr Status const& error(Status const& status) noexcept {
        return status;
    }
};

/// \ingroup concepts
/// \brief A value or a status (`absl::StatusOr`) has failed where its status is not OK.
/// \tparam Result The value or status.
template <detail::status_or_shaped Result>
struct outcome_traits<Result> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it holds no value.
    /// \param result What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(Result const& result) noexcept {
        return !static_cast<bool>(result.ok());
    }

    /// \brief The status.
    /// \param result A result that failed.
    /// \return What `status()` returns.
    [[nodiscard]] static constexpr decltype(auto) error(Result const& result) {
        return result.status();
    }
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_OUTCOME_TRAITS_HPP
