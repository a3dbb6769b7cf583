// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::sum.

#ifndef REPRISE_POLICIES_BACKOFF_SUM_HPP
#define REPRISE_POLICIES_BACKOFF_SUM_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief The sum of two backoffs. See reprise::sum().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when A fixed part, such as a round trip, comes on top of a growing one.
///
/// \whennot The second part shall be random: that is a jitter's job.
///
/// \formula `delay(n) = first(n) + second(n)`, at most `duration::max()`.
///
/// \bounds The sums of the bounds of both.
///
/// \picture{backoff_sum, A fixed part and a growing one\, and what full_jitter makes of them}
///
/// \snippet docs/examples/backoffs.cpp sum
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class backoff_sum {
    static constexpr bool quiet = detail::delays_quietly<First> && detail::delays_quietly<Second>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "sum";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr backoff_sum(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The sum of both delays; saturates.
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
    friend constexpr bool operator==(backoff_sum const& a, backoff_sum const& b) noexcept = default;

  private:
    [[nodiscard]] static constexpr duration combined(duration first, duration second) noexcept {
        return saturating_add(first, second);
    }

    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup backoff
/// \brief Adds two backoffs: `sum(constant{50ms}, exponential{10ms, 2.0, 5s})`.
///
/// The delay before retry `n` is `first(n) + second(n)`, at most `duration::max()`. Associative and commutative, and
/// reprise::no_backoff changes nothing.
///
/// Makes a reprise::backoff_sum, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their sum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr backoff_sum<First, Second> sum(First first, Second second) {
    return {std::move(first), std::move(second)};
}

/// \ingroup backoff
/// \brief Adds two backoffs: `constant{50ms} + exponential{10ms, 2.0, 5s}`. See reprise::sum.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their sum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr backoff_sum<First, Second> operator+(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_SUM_HPP
