// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::random_policy.

#ifndef REPRISE_CONCEPTS_RANDOM_POLICY_HPP
#define REPRISE_CONCEPTS_RANDOM_POLICY_HPP

#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>

namespace reprise {

/// \ingroup concepts
/// \brief Where the jitter's random words come from.
///
/// Each run that needs randomness asks for one stream, before its first draw, and keeps it to itself.
///
/// \expressions
/// \expression{`policy.stream()`, a movable object `s`, the randomness of one run}
/// \expression{`s()`, `std::uint64_t`, the next random word}
/// \endexpressions
///
/// \laws
/// - the words are uniform over all 2^64 values
/// - any number of threads may call `policy.stream()` at once; a stream belongs to one run
///
/// Near misses: a policy that is itself the generator (it would be shared by all runs), a stream of doubles.
///
/// \snippet docs/examples/own_policies.cpp random
template <class Policy>
concept random_policy = detail::storable<Policy> && requires(policy_reference_t<Policy> policy) {
    { policy.stream() } -> std::move_constructible;
    { policy.stream()() } -> std::same_as<std::uint64_t>;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_RANDOM_POLICY_HPP
