// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::static_policy.

#ifndef REPRISE_STATIC_POLICY_HPP
#define REPRISE_STATIC_POLICY_HPP

#include <reprise/retry_policy.hpp>

namespace reprise {

/// \ingroup core
/// \brief A policy that is part of its type: an empty object, accepted wherever a composed policy is.
///
/// `using fetch_policy = reprise::static_policy<[] { return reprise::compose(reprise::attempts{5}); }>;`
///
/// Every part has to be usable in constant expressions.
/// \tparam Make A callable without state, which returns the composed policy.
template <auto Make>
    requires detail::composed<decltype(Make())>
struct static_policy {
    /// \brief The policy.
    static constexpr auto value = Make();
};

namespace detail {

template <auto Make>
struct driven_policy<static_policy<Make>> {
    [[nodiscard]] static constexpr auto const& get(static_policy<Make> const& /*policy*/) noexcept {
        return static_policy<Make>::value;
    }
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_STATIC_POLICY_HPP
