// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::jitter_policy.

#ifndef REPRISE_CONCEPTS_JITTER_POLICY_HPP
#define REPRISE_CONCEPTS_JITTER_POLICY_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief What a jitter may look at.
struct jitter_input {
    std::uint64_t word = 0;  ///< A random word, uniform over all 2^64 values.
    duration previous =
        duration::zero();     ///< The delay that was waited before the previous attempt, or zero.
    std::uint64_t retry = 1;  ///< The number of the retry that the delay comes before.
    std::uint64_t memory =
        0;  ///< What the jitter remembered of the retry before; zero before retry 1.
};

/// \ingroup concepts
/// \brief What a jitter that remembers something makes of a delay.
struct jitter_draw {
    reprise::duration delay;   ///< The delay that is really waited.
    std::uint64_t memory = 0;  ///< What it is to be told at the next retry.
};

/// \ingroup concepts
/// \brief Spreads a delay at random, so that callers that failed together do not come back together.
///
/// \expressions
/// \expression{`policy.apply(delay\, input)`, convertible to reprise::duration, the delay that is really waited;
/// `delay` is the backoff's with its cap applied and `input` a reprise::jitter_input}
/// \expression{`Policy::needs_random`, `bool` constant (optional\, `true` unless given), whether `input.word` is
/// used; if not\, no random number is drawn}
/// \expression{`Policy::may_exceed_delay`, `bool` constant (optional\, `false` unless given), whether the result can
/// be above `delay`\, and therefore above the backoff's cap}
/// \expression{`policy.mean(delay\, input)`, convertible to reprise::duration (optional), the expected value of
/// `apply` over all random words; looked for by bounds and previews\, which otherwise average over words}
/// \expression{`policy.relative_standard_deviation(delay\, input)`, `double` (optional), the standard deviation of
/// `apply` over all random words\, divided by the mean: how well it spreads callers}
/// \expression{`policy.least(delay\, input)`\, `policy.most(delay\, input)`, convertible to reprise::duration
/// (optional), the bounds of `apply` where they are not those of the words `0` and `2^64 - 1`}
/// \expression{`policy.draw(delay\, input)`, reprise::jitter_draw (optional), asked instead of `apply` where it is
/// there: the same delay\, and what shall be `input.memory` at the next retry}
/// \endexpressions
///
/// \laws
/// - `policy.apply(d, input) >= 0ns`
/// - `policy.apply(d, input) <= d` unless `Policy::may_exceed_delay`
/// - the same arguments give the same result
/// - `input.word` is not used unless `Policy::needs_random`
/// - a larger `input.word` never gives a shorter delay: words `0` and `2^64 - 1` give the bounds that
///   reprise::worst_case_delay relies on
/// - `policy.draw(d, input).delay == policy.apply(d, input)`, where it remembers
/// - what is drawn in a run is never below `policy.least(d, input)` nor above `policy.most(d, input)`, where it says so
/// - `policy.mean(d, input)` and `policy.relative_standard_deviation(d, input)` are those of what is drawn
///
/// \models{jitter_policy}
///
/// Checked by `reprise::testing::laws::check_jitter_policy`.
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
/// \brief Whether a jitter remembers something from one retry to the next.
/// \tparam Policy A reprise::jitter_policy.
template <class Policy>
inline constexpr bool jitter_remembers =
    requires(policy_reference_t<Policy> policy, duration delay, jitter_input const input) {
        { policy.draw(delay, input) } -> std::same_as<jitter_draw>;
    };

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

namespace detail {

template <class Policy>
[[nodiscard]] constexpr bool jitters_quietly() noexcept {
    if constexpr (jitter_remembers<Policy>) {
        return noexcept(unwrap(std::declval<Policy const&>())
                            .draw(duration{}, std::declval<jitter_input const&>()));
    } else {
        return noexcept(duration{unwrap(std::declval<Policy const&>())
                                     .apply(duration{}, std::declval<jitter_input const&>())});
    }
}

// What a jitter makes of a delay, whether it remembers anything or not; never below zero.
template <class Policy>
[[nodiscard, gnu::always_inline]] constexpr jitter_draw draw_of(
    Policy const& policy, duration delay,
    jitter_input const& input) noexcept(jitters_quietly<Policy>()) {
    if constexpr (jitter_remembers<Policy>) {
        jitter_draw drawn = unwrap(policy).draw(delay, input);
        drawn.delay = at_least_zero(drawn.delay);
        return drawn;
    } else {
        return {at_least_zero(unwrap(policy).apply(delay, input))};
    }
}

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_JITTER_POLICY_HPP
