// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::transient, the default classifier.

#ifndef REPRISE_POLICIES_CLASSIFY_TRANSIENT_HPP
#define REPRISE_POLICIES_CLASSIFY_TRANSIENT_HPP

#include <reprise/concepts/classifier_policy.hpp>

#include <boost/system/system_error.hpp>

#include <cerrno>  // ETIME
#include <exception>
#include <functional>  // std::bad_function_call
#include <ios>         // std::iostream_category
#include <memory>      // std::bad_weak_ptr
#include <new>
#include <optional>  // std::bad_optional_access
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <variant>  // std::bad_variant_access

namespace reprise {

namespace detail {

// The rows of the table in the documentation of reprise::transient.
[[nodiscard]] constexpr bool is_transient(std::errc condition) noexcept {
    switch (condition) {
        case std::errc::connection_refused:
        case std::errc::connection_reset:
        case std::errc::connection_aborted:
        case std::errc::broken_pipe:
        case std::errc::timed_out:
#if defined(ETIME)
        case static_cast<std::errc>(ETIME):  // C++23 deprecates its name, stream_timeout
#endif
        case std::errc::host_unreachable:
        case std::errc::network_unreachable:
        case std::errc::network_down:
        case std::errc::network_reset:
        case std::errc::interrupted:
        case std::errc::resource_unavailable_try_again:  // also operation_would_block
        case std::errc::resource_deadlock_would_occur:
        case std::errc::device_or_resource_busy:
        case std::errc::text_file_busy:
        case std::errc::no_buffer_space:
        case std::errc::too_many_files_open:
        case std::errc::too_many_files_open_in_system: return true;
        default: return false;
    }
}

// Whether the condition says that the request cannot have been carried out. All others can also befall a request that
// is on its way: a route that is lost under a connection is reported as unreachable, a signal interrupts the wait for
// an answer, and that an answer is late is reported as EAGAIN by a socket with a timeout.
[[nodiscard]] constexpr bool is_before_any_effect(std::errc condition) noexcept {
    switch (condition) {
        case std::errc::connection_refused:
        case std::errc::resource_deadlock_would_occur:
        case std::errc::device_or_resource_busy:
        case std::errc::text_file_busy:
        case std::errc::too_many_files_open:
        case std::errc::too_many_files_open_in_system: return true;
        default: return false;
    }
}

[[nodiscard]] constexpr verdict verdict_on(std::errc condition) noexcept {
    if (!is_transient(condition)) return verdict::permanent();
    return verdict::transient().ambiguous(!is_before_any_effect(condition));
}

}  // namespace detail

/// \ingroup classify
/// \brief Retries what may go away by itself, and is the default.
///
/// | failure | verdict |
/// |---|---|
/// | `std::system_error`, `boost::system::system_error`; error codes, error conditions and error enums of both libraries | by their condition, below |
/// | `std::logic_error` and what derives from it: `invalid_argument`, `out_of_range`, `future_error` ... | permanent: a mistake in the program |
/// | `std::bad_alloc` | permanent: more attempts need more memory |
/// | `std::bad_cast`, `bad_typeid`, `bad_function_call`, `bad_optional_access`, `bad_variant_access`, `bad_weak_ptr`, `bad_exception` | permanent: a mistake in the program |
/// | `std::range_error`, `overflow_error`, `underflow_error` | permanent: arithmetic fails the same way again |
/// | anything else: `std::runtime_error`, types of your own, error values of other types | transient, ambiguous: nothing is known of it |
///
/// | condition | verdict |
/// |---|---|
/// | `connection_refused` | transient: nobody is there yet |
/// | `connection_reset`, `connection_aborted`, `broken_pipe` | transient, ambiguous: the other side went away and may come back |
/// | `timed_out`, `ETIME` | transient, ambiguous |
/// | `host_unreachable`, `network_unreachable`, `network_down`, `network_reset` | transient, ambiguous: routes heal |
/// | `interrupted`, `resource_unavailable_try_again`, `operation_would_block` | transient, ambiguous: asks to be tried again |
/// | `device_or_resource_busy`, `text_file_busy`, `resource_deadlock_would_occur` | transient: held by somebody else |
/// | `too_many_files_open`, `too_many_files_open_in_system` | transient: a shortage that passes |
/// | `no_buffer_space` | transient, ambiguous: a shortage that passes |
/// | any other value of the generic and system categories, and of the iostream category | permanent: `no_such_file_or_directory`, `permission_denied`, `operation_canceled` ... |
/// | a value of another category whose condition is not generic | transient, ambiguous: nothing is known of it |
///
/// An ambiguous failure may come after an effect: it is permanent for an operation that must not happen twice
/// (reprise::non_idempotent), and like any other for all the rest.
///
/// \when The operation fails with standard exceptions and error codes, and nobody has said which are worth another
/// attempt. It is the default.
///
///
/// \whennot The errors are your own: it takes every type that it does not know for transient. Say which ones are, with
/// reprise::retry_on or reprise::retry_if.
///
/// \snippet docs/examples/classifiers.cpp transient
///
/// \model{reprise::classifier_policy}
struct transient {
    /// \brief What a description calls it.
    static constexpr char const* name = "transient";

    /// \brief The types in the table.
    using exceptions = exception_types<
        std::system_error, boost::system::system_error, std::logic_error, std::bad_alloc,
        std::range_error, std::overflow_error, std::underflow_error, std::bad_cast, std::bad_typeid,
        std::bad_function_call, std::bad_optional_access, std::bad_variant_access,
        std::bad_weak_ptr, std::bad_exception>;

    /// \brief By its condition where it is an error code, an error condition, an error enum or a system error, else by
    /// its type.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure. A `boost::system::error_code` that holds a `std::error_code` is seen as that.
    /// \return The verdict of the table.
    // One template: overloads for the codes would all be candidates for each type in the table.
    template <class Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const noexcept {
        if constexpr (std::is_base_of_v<std::system_error, Failure>) {
            return of_code(static_cast<std::system_error const&>(failure).code());
        } else if constexpr (std::is_base_of_v<boost::system::system_error, Failure>) {
            return classify(static_cast<boost::system::system_error const&>(failure).code());
        } else if constexpr (std::is_same_v<Failure, std::error_code>) {
            return of_code(failure);
        } else if constexpr (std::is_same_v<Failure, std::error_condition>) {
            return of_condition(failure);
        } else if constexpr (std::is_same_v<Failure, boost::system::error_code>) {
            return of_code(static_cast<std::error_code>(failure));
        } else if constexpr (std::is_same_v<Failure, boost::system::error_condition>) {
            return of_condition(static_cast<std::error_condition>(failure));
        } else if constexpr (std::is_error_code_enum_v<Failure>) {
            return of_code(std::error_code{failure});
        } else if constexpr (boost::system::is_error_code_enum<Failure>::value) {
            return classify(boost::system::error_code{failure});
        } else if constexpr (std::is_same_v<Failure, std::errc>) {
            return detail::verdict_on(failure);
        } else if constexpr (std::is_error_condition_enum_v<Failure>) {
            return of_condition(std::error_condition{failure});
        } else if constexpr (boost::system::is_error_condition_enum<Failure>::value) {
            return classify(boost::system::error_condition{failure});
        } else {
            return is_listed<Failure>(exceptions{}) ? verdict::permanent()
                                                    : verdict::transient().ambiguous();
        }
    }

  private:
    [[nodiscard]] static verdict of_code(std::error_code const& code) noexcept {
        auto const condition = code.default_error_condition();
        bool const known = code.category() == std::system_category() ||
                           code.category() == std::iostream_category();
        return known && condition.category() != std::generic_category() ? verdict::permanent()
                                                                        : of_condition(condition);
    }

    [[nodiscard]] static verdict of_condition(std::error_condition const& condition) noexcept {
        if (condition.category() != std::generic_category())
            return verdict::transient().ambiguous();
        return detail::verdict_on(static_cast<std::errc>(condition.value()));
    }

    template <class Failure, class... Listed>
    [[nodiscard]] static constexpr bool is_listed(exception_types<Listed...> /*list*/) noexcept {
        return (std::is_base_of_v<Listed, Failure> || ...);
    }
};

static_assert(classifier_policy<transient>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_TRANSIENT_HPP
