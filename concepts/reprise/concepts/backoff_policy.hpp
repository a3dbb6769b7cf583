// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::backoff_policy.

#ifndef REPRISE_CONCEPTS_BACKOFF_POLICY_HPP
#define REPRISE_CONCEPTS_BACKOFF_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>

namespace reprise {

/// \ingroup concepts
/// \brief Says how long to wait before a retry, before randomness.
///
/// \expressions
/// \expression{`policy.delay(retry)`, convertible to reprise::duration, the delay before retry number `retry`:
/// retry 1 follows the first attempt}
/// \endexpressions
///
/// `retry` is a `std::uint64_t` of at least 1.
///
/// \laws
/// - `policy.delay(n) >= 0ns` for every `n >= 1`, up to the largest; a delay that would overflow saturates
/// - `policy.delay(n) == policy.delay(n)`: the delay is a function of the retry number alone
///
/// Near misses: a `delay` that is not `const`, one that returns a bare number, one that takes a duration.
///
/// \snippet docs/examples/own_policies.cpp backoff
template <class Policy>
concept backoff_policy =
    detail::storable<Policy> && requires(policy_reference_t<Policy> policy, std::uint64_t retry) {
        { policy.delay(retry) } -> std::convertible_to<duration>;
    };

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_BACKOFF_POLICY_HPP
