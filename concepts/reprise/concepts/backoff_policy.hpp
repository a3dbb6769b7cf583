// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::backoff_policy.

#ifndef REPRISE_CONCEPTS_BACKOFF_POLICY_HPP
#define REPRISE_CONCEPTS_BACKOFF_POLICY_HPP

#include <reprise/concepts/delay_answer.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief Says how long to wait before a retry, before randomness.
///
/// \expressions
/// \expression{`policy.delay(retry)`, convertible to reprise::duration, the delay before retry number `retry`:
/// retry 1 follows the first attempt}
/// \expression{`policy.answer(retry)`, reprise::delay_answer (optional), asked instead of `delay` where it is there: a
/// delay\, what `delay(retry)` says\, or the end of the run}
/// \endexpressions
///
/// `retry` is a `std::uint64_t` of at least 1.
///
/// \laws
/// - `policy.delay(n) >= 0ns` for every `n >= 1`, up to the largest; a delay that would overflow saturates
/// - `policy.delay(n) == policy.delay(n)`: the delay is a function of the retry number alone
/// - `policy.answer(n) == policy.answer(n)`, where there are answers: so are they
///
/// \models{backoff_policy}
///
/// Checked by `reprise::testing::laws::check_backoff_policy`.
///
/// Near misses: a `delay` that is not `const`, one that returns a bare number, one that takes a duration.
///
/// \snippet docs/examples/own_policies.cpp backoff
template <class Policy>
concept backoff_policy =
    detail::storable<Policy> && requires(policy_reference_t<Policy> policy, std::uint64_t retry) {
        { policy.delay(retry) } -> std::convertible_to<duration>;
    };

namespace detail {

template <class Policy>
concept answers = requires(policy_reference_t<Policy> policy, std::uint64_t retry) {
    { policy.answer(retry) } -> std::same_as<delay_answer>;
};

template <class Policy>
inline constexpr bool delays_quietly =
    noexcept(duration{unwrap(std::declval<Policy const&>()).delay(std::uint64_t{1})});

template <answers Policy>
inline constexpr bool delays_quietly<Policy> =
    noexcept(duration{unwrap(std::declval<Policy const&>()).delay(std::uint64_t{1})}) &&
    noexcept(unwrap(std::declval<Policy const&>()).answer(std::uint64_t{1}));

// What a backoff says of a retry, whether it has answers or delays alone: to use a delay that is not negative, or to
// stop.
// In line, like the step machine that asks: the numbers of a constant policy are constants then.
template <class Policy>
[[nodiscard, gnu::always_inline]] constexpr delay_answer answer_of(
    Policy const& policy, std::uint64_t retry) noexcept(delays_quietly<Policy>) {
    if constexpr (answers<Policy>) {
        auto const answer = unwrap(policy).answer(retry);
        if (!answer.keeps()) return answer;
    }
    return delay_answer::use(duration{unwrap(policy).delay(retry)});
}

// The delay alone, as combinations of backoffs need it: the longest where the backoff would end the run.
template <class Policy>
[[nodiscard]] constexpr duration delay_of(Policy const& policy, std::uint64_t retry) noexcept(
    delays_quietly<Policy>) {
    return detail::answer_of(policy, retry).delay();
}

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_BACKOFF_POLICY_HPP
