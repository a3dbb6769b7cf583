// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::longer.

#ifndef REPRISE_POLICIES_BACKOFF_LONGER_HPP
#define REPRISE_POLICIES_BACKOFF_LONGER_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief The longer of two backoffs. See reprise::longer().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when One backoff is a floor for another and grows itself.
///
/// \whennot The floor is a number: reprise::floored.
///
/// \formula `delay(n) = max(first(n), second(n))`
///
/// \bounds At least the larger of both.
///
/// \picture{longer_backoff, The longer of two\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp longer
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class longer_backoff {
    static constexpr bool quiet = detail::delays_quietly<First> && detail::delays_quietly<Second>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "longer";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr longer_backoff(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The longer of both delays.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept(quiet) {
        return combined(
            detail::delay_of(first_, retry_number), detail::delay_of(second_, retry_number));
    }

    /// \brief The same, where one of the two has answers.
    /// \constraint{one of the two has answers}
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, or that there is no further attempt.
    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const noexcept(quiet)
        requires(detail::answers<First> || detail::answers<Second>)
    {
        auto const first = detail::answer_of(first_, retry_number);
        if (first.stops()) return first;
        auto const second = detail::answer_of(second_, retry_number);
        if (second.stops()) return second;
        return delay_answer::use(combined(first.delay(), second.delay()));
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(longer_backoff const& a, longer_backoff const& b) noexcept =
        default;

  private:
    [[nodiscard]] static constexpr duration combined(duration first, duration second) noexcept {
        return std::max(first, second);
    }

    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup backoff
/// \brief The longer of two backoffs, retry by retry: `longer(constant{100ms}, exponential{1ms, 2.0, 10s})`.
///
/// The delay before retry `n` is `max(first(n), second(n))`. Associative, commutative, idempotent; distributes over
/// reprise::shorter, reprise::sum distributes over it, and reprise::no_backoff changes nothing.
///
/// Makes a reprise::longer_backoff, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their maximum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr longer_backoff<First, Second> longer(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_LONGER_HPP
