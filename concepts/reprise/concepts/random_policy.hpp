// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::random_policy.

#ifndef REPRISE_CONCEPTS_RANDOM_POLICY_HPP
#define REPRISE_CONCEPTS_RANDOM_POLICY_HPP

#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <utility>  // std::declval

namespace reprise {

namespace detail {

// std::mt19937 returns std::uint_fast32_t, which is 64 bits wide in many places: by its type alone it would pass, and
// every delay would be next to nothing.
template <class Stream>
inline constexpr bool fills_words = true;

template <class Stream>
    requires requires {
        Stream::min();
        Stream::max();
    }
inline constexpr bool fills_words<Stream> =
    Stream::min() == 0 && Stream::max() == std::numeric_limits<std::uint64_t>::max();

}  // namespace detail

/// \ingroup concepts
/// \brief Where the jitter's random words come from.
///
/// Each run that needs randomness asks for one stream, before its first draw, and keeps it to itself.
///
/// \expressions
/// \expression{`policy.stream()`, a movable object `s`\, by value, the randomness of one run}
/// \expression{`s()`, `std::uint64_t`, the next random word}
/// \endexpressions
///
/// \laws
/// - the words are uniform over all 2^64 values
/// - any number of threads may call `policy.stream()` at once; a stream belongs to one run
///
/// \models{random_policy}
///
/// Checked by `reprise::testing::laws::check_random_policy`.
///
/// Near misses: a policy that is itself the generator or hands out a reference to one (it would be shared by all runs),
/// a stream of doubles, one of 32 random bits such as `std::mt19937` (`std::mt19937_64` is one of 64).
///
/// \snippet docs/examples/own_policies.cpp random
template <class Policy>
concept random_policy = detail::storable<Policy> && requires(policy_reference_t<Policy> policy) {
    requires detail::can_be_given<decltype(policy.stream())>;
    requires detail::fills_words<decltype(policy.stream())>;
    { std::declval<decltype(policy.stream())&>()() } -> std::same_as<std::uint64_t>;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_RANDOM_POLICY_HPP
