// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what an attempt that is an asynchronous operation of Asio's completes with. Needs Boost.Asio.

#ifndef REPRISE_ASIO_COMPLETION_HPP
#define REPRISE_ASIO_COMPLETION_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <memory>      // std::addressof
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// An error and what came with it. Reported is what the classifier looks at.
template <class Reported, class Error, class... Values>
struct completion {
    Error error;
    std::tuple<Values...> values;
};

template <class Signature>
struct completion_signature {
    static constexpr bool can_fail = false;
};

template <class Error, class... Values>
    requires(
        std::same_as<std::remove_cvref_t<Error>, boost::system::error_code> ||
        std::same_as<std::remove_cvref_t<Error>, std::error_code> ||
        std::same_as<std::remove_cvref_t<Error>, std::exception_ptr>)
struct completion_signature<void(Error, Values...)> {
    static constexpr bool can_fail = true;
    using error = std::remove_cvref_t<Error>;
    static constexpr bool throws = std::same_as<error, std::exception_ptr>;

    template <class Classifier>
    using reported = std::conditional_t<
        std::same_as<error, boost::system::error_code> &&
            !classifies<Classifier, boost::system::error_code>,
        std::error_code, error>;

    template <class Classifier>
    using type = completion<reported<Classifier>, error, std::remove_cvref_t<Values>...>;
    using plain_type = completion<error, error, std::remove_cvref_t<Values>...>;
};

// An attempt as an initiation: a callable that takes a completion token, or one that returns what takes it (deferred).

template <class Operation>
concept token_operation = boost::asio::is_async_operation<Operation&>::value;

template <class Operation>
concept attempt_token_operation =
    !token_operation<Operation> &&
    boost::asio::is_async_operation<Operation&, attempt const&>::value;

template <class Operation>
concept returns_initiation =
    std::invocable<Operation&> &&
    boost::asio::is_async_operation<std::invoke_result_t<Operation&>>::value;

template <class Operation>
concept attempt_returns_initiation =
    !returns_initiation<Operation> && std::invocable<Operation&, attempt const&> &&
    boost::asio::is_async_operation<std::invoke_result_t<Operation&, attempt const&>>::value;

template <class Operation>
struct initiation {};

template <token_operation Operation>
struct initiation<Operation> {
    using signature = boost::asio::completion_signature_of_t<Operation&>;
    static constexpr bool takes_attempt = false;
};

template <attempt_token_operation Operation>
struct initiation<Operation> {
    using signature = boost::asio::completion_signature_of_t<Operation&, attempt const&>;
    static constexpr bool takes_attempt = true;
};

template <class Operation>
    requires(!token_operation<Operation> && returns_initiation<Operation>)
struct initiation<Operation> {
    using signature = boost::asio::completion_signature_of_t<std::invoke_result_t<Operation&>>;
    static constexpr bool takes_attempt = false;
};

template <class Operation>
    requires(
        !token_operation<Operation> && !attempt_token_operation<Operation> &&
        attempt_returns_initiation<Operation>)
struct initiation<Operation> {
    using signature =
        boost::asio::completion_signature_of_t<std::invoke_result_t<Operation&, attempt const&>>;
    static constexpr bool takes_attempt = true;
};

template <class Operation>
concept initiates = requires { typename initiation<Operation>::signature; };

template <class Operation, class Handler, class... Attempt>
auto initiate(Operation& operation, Handler&& handler, Attempt const&... described) {
    if constexpr (boost::asio::is_async_operation<Operation&, Attempt const&...>::value) {
        return std::invoke(operation, described..., std::forward<Handler>(handler));
    } else {
        return std::invoke(operation, described...)(std::forward<Handler>(handler));
    }
}

}  // namespace reprise::detail

/// \cond
template <class Reported, class Error, class... Values>
struct reprise::outcome_traits<reprise::detail::completion<Reported, Error, Values...>> {
    using result = reprise::detail::completion<Reported, Error, Values...>;
    // an exception is thrown, or has been looked at before
    static constexpr bool can_fail = !std::same_as<Error, std::exception_ptr>;
    [[nodiscard]] static bool failed(result const& completed) noexcept {
        return static_cast<bool>(completed.error);
    }
    [[nodiscard]] static Reported error(result const& completed) noexcept {
        return completed.error;
    }
    // the value, or the tuple of several
    [[nodiscard]] static auto const* judged([[maybe_unused]] result const& completed) noexcept {
        if constexpr (sizeof...(Values) == 0) {
            return static_cast<void const*>(nullptr);
        } else if constexpr (sizeof...(Values) == 1) {
            return completed.error ? nullptr : std::addressof(std::get<0>(completed.values));
        } else {
            return completed.error ? nullptr : std::addressof(completed.values);
        }
    }
};
/// \endcond

#endif  // REPRISE_ASIO_COMPLETION_HPP
