// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::classifier_policy.

#ifndef REPRISE_CONCEPTS_CLASSIFIER_POLICY_HPP
#define REPRISE_CONCEPTS_CLASSIFIER_POLICY_HPP

#include <reprise/concepts/exception_types.hpp>
#include <reprise/concepts/policy_reference.hpp>
#include <reprise/concepts/verdict.hpp>

#include <concepts>

namespace reprise {

namespace detail {

template <class Policy, class Failure>
concept classifies = requires(policy_reference_t<Policy> policy, Failure const& failure) {
    { policy.classify(failure) } -> std::same_as<verdict>;
};

template <class Policy, class Types>
inline constexpr bool classifies_all = false;

template <class Policy, class... Exception>
inline constexpr bool classifies_all<Policy, exception_types<Exception...>> =
    (classifies<Policy, Exception> && ...);

// Whether a classifier says of itself that it does not know which failures are ambiguous.
template <class Policy>
inline constexpr bool ignores_ambiguity = [] {
    if constexpr (requires { policy_type_t<Policy>::ignores_ambiguity; }) {
        return static_cast<bool>(policy_type_t<Policy>::ignores_ambiguity);
    } else {
        return false;
    }
}();

}  // namespace detail

/// \ingroup concepts
/// \brief Says what kind of failure it was: transient, throttled or permanent.
///
/// \expressions
/// \expression{`Policy::exceptions`, a reprise::exception_types, the exception types that the classifier wants to look
/// at\, derived classes before their bases; may be empty}
/// \expression{`policy.classify(exception)`, reprise::verdict, for each of these types\, by reference to const}
/// \expression{`policy.classify(other)`, reprise::verdict, for a reprise::other_exception: any exception of another
/// type}
/// \expression{`policy.classify(error)`, reprise::verdict (optional), for the error type of an operation that returns
/// its failures; needed only if such an operation is run}
/// \expression{`policy.judge(result)`, `std::optional<reprise::verdict>` (optional), judges a returned value first:
/// a verdict makes a failure of it\, nothing leaves the decision to reprise::outcome_traits}
/// \expression{`Policy::ignores_ambiguity`, `bool`\, constant (optional), true where the classifier does not know after
/// which failures the attempt may have taken effect: operations that must not happen twice are then refused}
/// \endexpressions
///
/// \laws
/// - the same failure gets the same verdict
/// - an exception that derives from a listed type is classified as that type
///
/// A classifier that throws makes the failure permanent: the original error comes out, and the logger is told.
///
/// \models{classifier_policy}
///
/// Checked by `reprise::testing::laws::check_classifier_policy`.
///
/// Near misses: a classifier without `exceptions`, one that lists a type and does not classify it, one that returns
/// `bool` (see reprise::retry_if for predicates), one that says nothing of other exceptions.
///
/// \snippet docs/examples/own_policies.cpp classifier
template <class Policy>
concept classifier_policy =
    detail::storable<Policy> && requires { typename policy_type_t<Policy>::exceptions; } &&
    detail::classifies_all<Policy, typename policy_type_t<Policy>::exceptions> &&
    detail::classifies<Policy, other_exception>;

/// \ingroup concepts
/// \brief Whether a classifier has a say on returned values of a type.
/// \tparam Policy A reprise::classifier_policy.
/// \tparam Result What an operation returns.
template <class Policy, class Result>
concept judges =
    classifier_policy<Policy> && requires(policy_reference_t<Policy> policy, Result const& result) {
        { policy.judge(result) } -> std::same_as<judgement_t<Result>>;
    };

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_CLASSIFIER_POLICY_HPP
