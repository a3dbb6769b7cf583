// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::static_policy.

#ifndef REPRISE_STATIC_POLICY_HPP
#define REPRISE_STATIC_POLICY_HPP

#include <reprise/detail/frozen.hpp>
#include <reprise/retry_policy.hpp>

namespace reprise {

/// \ingroup core
/// \brief A policy that is part of its type: an empty object, accepted wherever a composed policy is.
///
/// `using fetch_policy = reprise::static_policy<[] { return reprise::compose(reprise::attempts{5}); }>;` makes a type
/// of its own, of any policy whose parts can be constants.
///
/// `using fetch_policy = reprise::static_policy<reprise::compose(reprise::attempts{5})>;` makes the same type for equal
/// policies, in whatever order their parts were written, everywhere in the program. The parts must consist of bytes
/// alone: no references, texts or callables with state. Both compilers take every backoff, jitter and limit of the
/// library so, and every part without state; where a part holds others and something of its own, such as
/// `capped(no_backoff{}, 1s)`, and one of the others is empty, g++ 12 does not, and clang 19 does. The callable is for
/// what they refuse. A reprise::first_match is taken where its policies are.
/// \tparam Make The policy, or a callable without state which returns it.
template <detail::frozen Make>
    requires detail::composed<decltype(Make.thaw())>
struct static_policy {
    /// \brief The policy.
    static constexpr auto value = Make.thaw();
};

namespace detail {

template <frozen Make>
struct driven_policy<static_policy<Make>> {
    [[nodiscard]] static constexpr auto const& get(static_policy<Make> const& /*policy*/) noexcept {
        return static_policy<Make>::value;
    }
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_STATIC_POLICY_HPP
