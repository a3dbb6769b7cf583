// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a policy is seen through `std::ref`.

#ifndef REPRISE_CONCEPTS_POLICY_REFERENCE_HPP
#define REPRISE_CONCEPTS_POLICY_REFERENCE_HPP

#include <concepts>
#include <functional>  // std::reference_wrapper
#include <type_traits>

namespace reprise {

/// \ingroup concepts
/// \brief The type that does the work: `T` for `T` and for `std::reference_wrapper<T>`.
/// \tparam Policy A policy or a `std::reference_wrapper` of one.
template <class Policy>
using policy_type_t = std::remove_reference_t<std::unwrap_reference_t<std::remove_cvref_t<Policy>>>;

/// \ingroup concepts
/// \brief How the library calls a policy: one held by value as `const`, one handed over by `std::ref` as it is.
///
/// A value is shared by every thread that uses the composed policy, hence `const`. What `std::ref` hands over
/// belongs to its owner, who may well want it to change: a mock, a virtual clock, a recording logger.
/// \tparam Policy A policy or a `std::reference_wrapper` of one.
template <class Policy>
using policy_reference_t = std::conditional_t<
    std::same_as<policy_type_t<Policy>, std::remove_cvref_t<Policy>>, policy_type_t<Policy> const&,
    policy_type_t<Policy>&>;

namespace detail {

template <class Policy>
[[nodiscard]] constexpr policy_reference_t<Policy> unwrap(Policy const& policy) noexcept {
    return policy;
}

// What std::move_constructible asks of an object's type, by calls alone: its traits cost the compiler milliseconds,
// with every policy anew. There is no pointer to a reference, at whose destructor g++ 12 would stop, and a function has
// none.
template <class Type>
concept can_be_given = requires(Type* /*pointer*/, Type&& given, Type& ended, void (&keep)(Type)) {
    keep(static_cast<Type&&>(given));
    requires noexcept(ended.~Type());
};

// And what std::copy_constructible asks.
template <class Policy>
concept storable =
    can_be_given<Policy> && requires(Policy const& lent, void (&keep)(Policy)) { keep(lent); };

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_POLICY_REFERENCE_HPP
