// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::http_failures and reprise::http_response_traits.

#ifndef REPRISE_POLICIES_CLASSIFY_HTTP_HPP
#define REPRISE_POLICIES_CLASSIFY_HTTP_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/classify/http_status.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/hint/http_hint.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace reprise {

/// \ingroup classify
/// \brief Says where a type of response keeps its status and what the server asks for. Specialise it for a type of your
/// own.
///
/// It knows by itself the responses of Boost.Beast, and all others with `result_int()` and `response["Retry-After"]`.
///
/// \snippet docs/examples/http_response.cpp traits
/// \tparam Response The response's type.
template <class Response>
struct http_response_traits {};

/// \ingroup classify
/// \brief A response in the manner of Boost.Beast.
/// \tparam Response The response's type.
template <class Response>
    requires requires(Response const& response, std::string_view name) {
        { response.result_int() } -> std::convertible_to<unsigned>;
        { response[name].size() } -> std::convertible_to<std::size_t>;
        { response[name].data() } -> std::convertible_to<char const*>;
    }
struct http_response_traits<Response> {
    /// \brief The status code.
    /// \param response A response.
    /// \return The number.
    [[nodiscard]] static constexpr unsigned status(Response const& response) {
        return static_cast<unsigned>(response.result_int());
    }

    /// \brief How long the server asked to wait, by reprise::http_hint.
    /// \param response A response.
    /// \return The hint, or nothing.
    [[nodiscard]] static std::optional<duration> hint(Response const& response) {
        auto const header = [&](std::string_view name) {
            auto const value = response[name];
            return std::string_view{value.data(), value.size()};
        };
        return reprise::http_hint(
            header, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
            status(response));
    }
};

/// \ingroup classify
/// \brief A response whose status reprise::http_failures can read.
///
/// \expressions
/// \expression{`http_response_traits<Response>::status(response)`, `unsigned`, the status code}
/// \expression{`http_response_traits<Response>::hint(response)`, `std::optional<duration>`, how long the server asked
/// to wait}
/// \endexpressions
///
/// Near misses: a response without reprise::http_response_traits, one whose status is no number.
///
/// \snippet docs/examples/http_response.cpp traits
template <class Response>
concept http_response = requires(Response const& response) {
    { http_response_traits<Response>::status(response) } -> std::convertible_to<unsigned>;
    {
        http_response_traits<Response>::hint(response)
    } -> std::convertible_to<std::optional<duration>>;
};

namespace detail {

template <class Result>
concept holds_http_response = requires(Result const& result) {
    { result.has_value() } -> std::convertible_to<bool>;
    requires http_response<std::remove_cvref_t<decltype(*result)>>;
};

}  // namespace detail

/// \ingroup classify
/// \brief Judges the responses of HTTP servers by reprise::classify_http_status; errors and exceptions are judged by
/// reprise::transient.
///
/// An operation that returns a reprise::http_response, or something like an expected that holds one, has failed if the
/// status is 400 or above. On giving up, the last response is returned as it was.
///
/// Whether a request may be sent twice depends on its method, which is the operation's to say:
/// `retry(policy, repeatable(is_idempotent_http_method(method), send))`.
///
/// \when The operation returns the responses of an HTTP server, and fails with standard exceptions and error codes.
///
/// \whennot The client is Boost.Beast or libcurl, whose own errors reprise::beast_failures and reprise::curl_failures
/// know.
///
/// \snippet docs/examples/http_response.cpp retry
///
/// \model{reprise::classifier_policy}
struct http_failures : transient {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "http_failures";

    /// \brief Judges a response.
    /// \tparam Response A reprise::http_response.
    /// \param response What the server sent.
    /// \return The verdict on a status of 400 and above; nothing for all others.
    template <http_response Response>
    [[nodiscard]] judgement_t<Response> judge(Response const& response) const {
        using traits = http_response_traits<Response>;
        auto const status = static_cast<unsigned>(traits::status(response));
        if (status < 400) return std::nullopt;
        return reprise::classify_http_status(status, traits::hint(response));
    }

    /// \brief Judges a response in something that may hold an error instead.
    /// \tparam Result An expected-shaped type.
    /// \param result What the operation returned.
    /// \return The verdict on a status of 400 and above; nothing for all others, and for an error.
    template <detail::holds_http_response Result>
    [[nodiscard]] judgement_t<Result> judge(Result const& result) const {
        return result.has_value() ? judge(*result) : std::nullopt;
    }
};

static_assert(classifier_policy<http_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_HTTP_HPP
