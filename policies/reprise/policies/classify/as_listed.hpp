// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a classifier is asked about a failure that was caught by a type of somebody else's list.

#ifndef REPRISE_POLICIES_CLASSIFY_AS_LISTED_HPP
#define REPRISE_POLICIES_CLASSIFY_AS_LISTED_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/classify/retry_on.hpp>  // detail::is_a

#include <type_traits>

namespace reprise::detail {

template <class Listed, class Failure>
[[nodiscard]] constexpr Listed const* seen_as(Failure const& failure) noexcept {
    if constexpr (is_a<Failure, Listed> && !std::is_same_v<Failure, Listed>) {
        if constexpr (std::is_convertible_v<Failure const*, Listed const*>) return &failure;
    } else if constexpr (std::is_same_v<Failure, Listed>) {
        return &failure;
    } else if constexpr (
        std::is_polymorphic_v<Failure> && !std::is_final_v<Failure> && std::is_class_v<Listed>) {
        return dynamic_cast<Listed const*>(&failure);
    }
    return nullptr;
}

// What the classifier would say if its own handlers had caught the failure: the first listed type that it is of
// decides, also where that takes a look at the dynamic type.
template <class Classifier, class Failure, class... Listed>
[[nodiscard]] constexpr verdict classify_as_listed(
    Classifier const& classifier, Failure const& failure, exception_types<Listed...> /*list*/) {
    judgement_t<Failure> said;
    [[maybe_unused]] auto const ask = [&]<class One>(std::type_identity<One> /*listed*/) {
        auto const* const seen = detail::seen_as<One>(failure);
        if (seen != nullptr) said = detail::unwrap(classifier).classify(*seen);
        return seen != nullptr;
    };
    if ((ask(std::type_identity<Listed>{}) || ...)) return *said;
    if constexpr (classifies<Classifier, Failure>) {
        return detail::unwrap(classifier).classify(failure);
    } else {
        return detail::unwrap(classifier).classify(other_exception{});
    }
}

template <class Classifier, class Failure>
[[nodiscard]] constexpr verdict classify_as_own(
    Classifier const& classifier, Failure const& failure) {
    return detail::classify_as_listed(
        classifier, failure, typename policy_type_t<Classifier>::exceptions{});
}

template <class Failure, class Types>
inline constexpr bool is_listed_in = false;

template <class Failure, class... Listed>
inline constexpr bool is_listed_in<Failure, exception_types<Listed...>> =
    (std::is_same_v<Failure, Listed> || ...);

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLASSIFY_AS_LISTED_HPP
