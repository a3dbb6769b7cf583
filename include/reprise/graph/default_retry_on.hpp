// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::default_retry_on, LangGraph's default classification for C++'s exceptions.

#ifndef REPRISE_GRAPH_DEFAULT_RETRY_ON_HPP
#define REPRISE_GRAPH_DEFAULT_RETRY_ON_HPP

#include <reprise/concepts/classifier_policy.hpp>

#include <boost/system/system_error.hpp>

#include <concepts>
#include <functional>  // std::bad_function_call
#include <memory>      // std::bad_weak_ptr
#include <optional>    // std::bad_optional_access
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <variant>  // std::bad_variant_access

namespace reprise::graph {

/// \ingroup graph
/// \brief An error that tells an HTTP status, by `status()` or a member `status`; zero means that no response came.
template <class Error>
concept http_status_error = requires(Error const& error) {
    { error.status() } -> std::convertible_to<int>;
} || requires(Error const& error) {
    { error.status } -> std::convertible_to<int>;
};

/// \ingroup graph
/// \brief What LangGraph retries by default, in C++'s exceptions.
///
/// | LangGraph | here | retried |
/// |---|---|---|
/// | `ConnectionError` and its kinds | system errors whose condition is `connection_refused`, `connection_reset`, `connection_aborted` or `broken_pipe` | yes |
/// | every other `OSError`, `TimeoutError` too | every other `std::system_error` and `boost::system::system_error` | no |
/// | `httpx.HTTPStatusError` | the listed `HttpError` types, by their status | 500 to 599 |
/// | `requests.HTTPError` without a response | the same with status 0 | yes |
/// | `ValueError`, `TypeError`, `LookupError`, `NameError`, `ImportError`, `SyntaxError` | `std::logic_error` and what derives from it, `std::bad_cast`, `std::bad_typeid`, `std::bad_function_call`, `std::bad_optional_access`, `std::bad_variant_access` | no |
/// | `ArithmeticError` | `std::range_error`, `std::overflow_error`, `std::underflow_error` | no |
/// | `ReferenceError` | `std::bad_weak_ptr` | no |
/// | `RuntimeError` | `std::runtime_error` itself; in C++ an application's own errors derive from it, in Python from `Exception`, so those that derive from it count as unknown | no |
/// | `MemoryError`, `NodeTimeoutError`, every unknown exception | `std::bad_alloc`, reprise::graph::node_timeout_error, everything else | yes |
/// | `StopIteration`, `StopAsyncIteration` | C++ ends iterations without exceptions | |
///
/// \tparam HttpError Exception types that tell an HTTP status, derived classes before their bases.
///
/// \model{reprise::classifier_policy}
template <http_status_error... HttpError>
struct basic_default_retry_on {
    /// \brief The types in the table.
    using exceptions = exception_types<
        HttpError..., std::system_error, boost::system::system_error, std::logic_error,
        std::range_error, std::overflow_error, std::underflow_error, std::runtime_error,
        std::bad_cast, std::bad_typeid, std::bad_function_call, std::bad_optional_access,
        std::bad_variant_access, std::bad_weak_ptr>;

    /// \brief The table does not say after which failures a task may have taken effect.
    static constexpr bool ignores_ambiguity = true;

    /// \brief By the table.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return Its verdict.
    template <class Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const {
        if constexpr ((std::is_same_v<Failure, HttpError> || ...)) {
            auto const status = status_of(failure);
            return given(status == 0 || (status >= 500 && status < 600));
        } else if constexpr (
            std::is_same_v<Failure, std::system_error> ||
            std::is_same_v<Failure, boost::system::system_error>) {
            return classify(failure.code());
        } else if constexpr (
            std::is_same_v<Failure, std::error_code> ||
            std::is_same_v<Failure, boost::system::error_code>) {
            return given(is_lost_connection(std::error_code{failure}));
        } else if constexpr (std::is_same_v<Failure, std::runtime_error>) {
            return given(typeid(failure) != typeid(std::runtime_error));
        } else {
            return given(!is_listed<Failure>(exceptions{}));
        }
    }

  private:
    template <class Failure, class... Listed>
    [[nodiscard]] static constexpr bool is_listed(exception_types<Listed...> /*list*/) noexcept {
        return (std::is_base_of_v<Listed, Failure> || ...);
    }

    [[nodiscard]] static constexpr verdict given(bool retried) noexcept {
        return retried ? verdict::transient() : verdict::permanent();
    }

    template <class Error>
    [[nodiscard]] static int status_of(Error const& error) {
        if constexpr (requires { static_cast<int>(error.status()); }) {
            return static_cast<int>(error.status());
        } else {
            return static_cast<int>(error.status);
        }
    }

    [[nodiscard]] static bool is_lost_connection(std::error_code const& code) noexcept {
        return code == std::errc::connection_refused || code == std::errc::connection_reset ||
               code == std::errc::connection_aborted || code == std::errc::broken_pipe;
    }
};

/// \ingroup graph
/// \brief The default: knows no type that tells an HTTP status.
using default_retry_on = basic_default_retry_on<>;

static_assert(classifier_policy<default_retry_on>);

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_DEFAULT_RETRY_ON_HPP
