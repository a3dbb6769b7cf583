// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::jitter_policy.

#ifndef REPRISE_CONCEPTS_JITTER_POLICY_HPP
#define REPRISE_CONCEPTS_JITTER_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>

namespace reprise {

/// \ingroup concepts
/// \brief What a jitter may look at.
struct jitter_input {
    std::uint64_t word = 0;  ///< A random word, uniform over all 2^64 values.
    duration previous =
        duration::zero();     ///< The delay that was waited before the previous attempt, or zero.
    std::uint64_t retry = 1;  ///< The number of the retry that the delay comes before.
    std::uint64_t previous_word =
        0;  ///< The word of the retry before; zero before retry 1, and unless the jitter asks for it.
};

/// \ingroup concepts
/// \brief Spreads a delay at random, so that callers that failed together do not come back together.
///
/// \expressions
/// \expression{`policy.apply(delay\, input)`, convertible to reprise::duration, the delay that is really waited;
/// `delay` is the backoff's with its cap applied and `input` a reprise::jitter_input}
/// \expression{`Policy::needs_random`, `bool` constant (optional\, `true` unless given), whether `input.word` is
/// used; if not\, no random number is drawn}
/// \expression{`Policy::needs_previous_word`, `bool` constant (optional\, `false` unless given), whether
/// `input.previous_word` is used}
/// \expression{`Policy::may_exceed_delay`, `bool` constant (optional\, `false` unless given), whether the result can
/// be above `delay`\, and therefore above the backoff's cap}
/// \expression{`policy.mean(delay\, input)`, convertible to reprise::duration (optional), the expected value of
/// `apply` over all random words; looked for by bounds and previews\, which otherwise average over words}
/// \expression{`policy.relative_standard_deviation(delay\, input)`, `double` (optional), the standard deviation of
/// `apply` over all random words\, divided by the mean: how well it spreads callers}
/// \expression{`policy.least(delay\, input)`\, `policy.most(delay\, input)`, convertible to reprise::duration
/// (optional), the bounds of `apply` where they are not those of the words `0` and `2^64 - 1`}
/// \endexpressions
///
/// \laws
/// - `policy.apply(d, input) >= 0ns`
/// - `policy.apply(d, input) <= d` unless `Policy::may_exceed_delay`
/// - the same arguments give the same result
/// - a larger `input.word` never gives a shorter delay: words `0` and `2^64 - 1` give the bounds that
///   reprise::worst_case_delay relies on
///
/// \models{jitter_policy}
///
/// Near misses: an `apply` that is not `const`, one that takes the delay alone, one that returns a bare number.
///
/// \snippet docs/examples/own_policies.cpp jitter
template <class Policy>
concept jitter_policy =
    detail::storable<Policy> &&
    requires(policy_reference_t<Policy> policy, duration delay, jitter_input const input) {
        { policy.apply(delay, input) } -> std::convertible_to<duration>;
    };

/// \ingroup concepts
/// \brief Whether a jitter uses its random word.
/// \tparam Policy A reprise::jitter_policy.
template <class Policy>
inline constexpr bool jitter_needs_random = true;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::needs_random; }
inline constexpr bool jitter_needs_random<Policy> = policy_type_t<Policy>::needs_random;
/// \endcond

/// \ingroup concepts
/// \brief Whether a jitter uses the random word of the retry before, too.
/// \tparam Policy A reprise::jitter_policy.
template <class Policy>
inline constexpr bool jitter_needs_previous_word = false;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::needs_previous_word; }
inline constexpr bool jitter_needs_previous_word<Policy> =
    policy_type_t<Policy>::needs_previous_word;
/// \endcond

/// \ingroup concepts
/// \brief Whether a jitter can lengthen a delay.
/// \tparam Policy A reprise::jitter_policy.
template <class Policy>
inline constexpr bool jitter_may_exceed_delay = false;

/// \cond
template <class Policy>
    requires requires { policy_type_t<Policy>::may_exceed_delay; }
inline constexpr bool jitter_may_exceed_delay<Policy> = policy_type_t<Policy>::may_exceed_delay;
/// \endcond

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_JITTER_POLICY_HPP
