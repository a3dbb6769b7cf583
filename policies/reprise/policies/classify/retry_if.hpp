// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_if.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_IF_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_IF_HPP

#include <reprise/concepts/classifier_policy.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Callable>
struct only_parameter {};

template <class Result, class Parameter>
struct only_parameter<Result(Parameter)> {
    using type = std::remove_cvref_t<Parameter>;
};
template <class Result, class Parameter>
struct only_parameter<Result(Parameter) noexcept> : only_parameter<Result(Parameter)> {};
template <class Result, class Parameter>
struct only_parameter<Result (*)(Parameter)> : only_parameter<Result(Parameter)> {};
template <class Result, class Parameter>
struct only_parameter<Result (*)(Parameter) noexcept> : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter)> : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter) const> : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter) const&> : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter) noexcept> : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter) const noexcept>
    : only_parameter<Result(Parameter)> {};
template <class Result, class Class, class Parameter>
struct only_parameter<Result (Class::*)(Parameter) const & noexcept>
    : only_parameter<Result(Parameter)> {};

template <class Callable>
    requires requires { &Callable::operator(); }
struct only_parameter<Callable> : only_parameter<decltype(&Callable::operator())> {};

// What a predicate looks at: its parameter where it has just one signature, else every std::exception.
template <class Predicate>
struct looked_at : std::type_identity<std::exception> {};

template <class Predicate>
    requires requires { typename only_parameter<Predicate>::type; }
struct looked_at<Predicate> : only_parameter<Predicate> {};

template <class Predicate>
using looked_at_t = typename looked_at<policy_type_t<Predicate>>::type;

}  // namespace detail

/// \ingroup classify
/// \brief Retries the failures that a predicate accepts; all others are permanent.
///
/// What the predicate's parameter is, is what it looks at: `[](http_error const& e) { return e.status >= 500; }` is
/// asked about each `http_error` (thrown, or returned as an error) and about nothing else. A generic or overloaded
/// predicate is asked about every `std::exception`; name the type to ask it about another:
/// `retry_if<http_error>(predicate)`. A predicate that takes a `std::exception_ptr` is asked about every exception.
///
/// A predicate that throws makes the failure permanent: the original error comes out and the logger is told.
///
/// \tparam Predicate Returns something that is true or false.
/// \tparam Failure   The type that the predicate is asked about.
///
/// \when What the failure says decides, and not its type alone: a status, an error code, a field.
///
///
/// \whennot The type alone decides: reprise::retry_on says so, and is checked by the compiler.
///
/// \snippet docs/examples/classifiers.cpp retry_if
///
/// \model{reprise::classifier_policy}
template <class Predicate, class Failure = detail::looked_at_t<Predicate>>
class retry_if_t {
    static_assert(
        std::predicate<Predicate const&, Failure const&>,
        "retry_if: the predicate must be callable, as const, with the failure's type and return true or "
        "false; for a generic predicate name the type: retry_if<http_error>(predicate)");

    static constexpr bool by_pointer = std::same_as<Failure, std::exception_ptr>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_if";

    /// \brief The type that the predicate looks at; none where it takes a `std::exception_ptr`.
    using exceptions = std::conditional_t<by_pointer, exception_types<>, exception_types<Failure>>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Takes the predicate.
    /// \param predicate The predicate.
    constexpr explicit retry_if_t(Predicate predicate) noexcept(
        std::is_nothrow_move_constructible_v<Predicate>)
        : predicate_{std::move(predicate)} {}

    /// \brief Asks the predicate.
    /// \param failure The failure.
    /// \return Transient if the predicate accepts it, else permanent.
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const
        noexcept(std::is_nothrow_invocable_v<Predicate const&, Failure const&>) {
        return std::invoke(predicate_, failure) ? verdict::transient() : verdict::permanent();
    }

    /// \brief Asks the predicate where it takes a `std::exception_ptr`.
    /// \param other An exception of another type.
    /// \return Permanent, unless the predicate accepts it.
    [[nodiscard]] constexpr verdict classify(other_exception const& other) const {
        if constexpr (by_pointer) {
            return classify(other.pointer());
        } else {
            return verdict::permanent();
        }
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out.template type<Failure>("type");
    }

  private:
    [[no_unique_address]] Predicate predicate_;
};

/// \ingroup classify
/// \brief Makes a reprise::retry_if_t of a predicate.
/// \tparam Failure   The type that the predicate is asked about; its parameter's type unless given.
/// \tparam Predicate The predicate's type.
/// \param predicate Returns whether to retry.
/// \return The classifier.
template <class Failure = void, class Predicate>
[[nodiscard]] constexpr auto retry_if(Predicate predicate) {
    if constexpr (std::is_void_v<Failure>) {
        return retry_if_t<Predicate>{std::move(predicate)};
    } else {
        return retry_if_t<Predicate, Failure>{std::move(predicate)};
    }
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_IF_HPP
