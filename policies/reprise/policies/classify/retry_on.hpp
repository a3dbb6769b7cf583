// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_on and reprise::retry_unless.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_ON_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_ON_HPP

#include <reprise/concepts/classifier_policy.hpp>

#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// Whether a handler for Listed catches a Failure.
template <class Failure, class Listed>
inline constexpr bool is_a = std::is_same_v<Failure, Listed> || std::is_base_of_v<Listed, Failure>;

template <class Failure, class... Listed>
inline constexpr bool is_one_of = (is_a<Failure, Listed> || ...);

// Whether no type of the list is caught by a handler that stands before its own.
template <class... Listed>
inline constexpr bool derived_before_bases = true;

template <class First, class... Rest>
inline constexpr bool derived_before_bases<First, Rest...> =
    !(is_a<Rest, First> || ...) && derived_before_bases<Rest...>;

template <class... Listed>
inline constexpr bool plain_types =
    ((std::is_same_v<Listed, std::remove_cvref_t<Listed>> && !std::is_void_v<Listed>) && ...);

}  // namespace detail

/// \ingroup classify
/// \brief Retries failures of the listed types and of types derived from them; all others are permanent.
///
/// A listed type may be an exception type or the error type of an operation that returns its failures.
///
/// \tparam Listed The types, derived classes before their bases; one at least.
///
/// \when The failures that are worth another attempt have types of their own.
///
///
/// \whennot One type stands for failures of both kinds, such as an HTTP error with its status: reprise::retry_if.
///
/// \snippet docs/examples/classifiers.cpp retry_on
///
/// \model{reprise::classifier_policy}
template <class... Listed>
struct retry_on {
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_on";

    static_assert(
        sizeof...(Listed) > 0,
        "retry_on: needs at least one type; to retry every failure write retry_all{}");
    static_assert(
        detail::plain_types<Listed...>,
        "retry_on: list the types themselves, without const and reference");
    static_assert(
        detail::derived_before_bases<Listed...>,
        "retry_on: a type in the list is already covered by an earlier one, its base or itself: list derived "
        "classes before their bases and each type once");

    /// \brief The listed types.
    using exceptions = exception_types<Listed...>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Whether the failure is of a listed type.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \return Transient if it is, else permanent.
    template <class Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& /*failure*/) const noexcept {
        return detail::is_one_of<Failure, Listed...> ? verdict::transient() : verdict::permanent();
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        (out.template type<Listed>("type"), ...);
    }
};

/// \ingroup classify
/// \brief Retries every failure but those of the listed types and of types derived from them.
///
/// \tparam Listed The types that are permanent, derived classes before their bases; one at least.
///
/// \when Nearly everything is worth another attempt, and the exceptions to that are known.
///
///
/// \whennot Failures may come that nobody has thought of: they would all be retried. Prefer reprise::retry_on.
///
/// \snippet docs/examples/classifiers.cpp retry_unless
///
/// \model{reprise::classifier_policy}
template <class... Listed>
struct retry_unless {
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_unless";

    static_assert(
        sizeof...(Listed) > 0,
        "retry_unless: needs at least one type; to retry every failure write retry_all{}");
    static_assert(
        detail::plain_types<Listed...>,
        "retry_unless: list the types themselves, without const and reference");
    static_assert(
        detail::derived_before_bases<Listed...>,
        "retry_unless: a type in the list is already covered by an earlier one, its base or itself: list "
        "derived classes before their bases and each type once");

    /// \brief The listed types.
    using exceptions = exception_types<Listed...>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Whether the failure is of a listed type.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \return Permanent if it is, else transient.
    template <class Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& /*failure*/) const noexcept {
        return detail::is_one_of<Failure, Listed...> ? verdict::permanent() : verdict::transient();
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        (out.template type<Listed>("type"), ...);
    }
};

static_assert(classifier_policy<retry_on<int>>);
static_assert(classifier_policy<retry_unless<int>>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_ON_HPP
