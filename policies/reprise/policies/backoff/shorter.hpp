// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::shorter.

#ifndef REPRISE_POLICIES_BACKOFF_SHORTER_HPP
#define REPRISE_POLICIES_BACKOFF_SHORTER_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief The shorter of two backoffs. See reprise::shorter().
///
/// Where one of the two ends the run, so does their combination.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when One backoff is right at first, another caps it later.
///
/// \whennot The cap is a number: reprise::capped.
///
/// \formula `delay(n) = min(first(n), second(n))`
///
/// \bounds At most the smaller of both.
///
/// \picture{shorter_backoff, The shorter of two\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp shorter
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class shorter_backoff {
    static constexpr bool quiet = detail::delays_quietly<First> && detail::delays_quietly<Second>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "shorter";

    /// \brief Of two backoffs.
    /// \param first  A backoff.
    /// \param second A backoff.
    constexpr shorter_backoff(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The shorter of both delays.
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
    friend constexpr bool operator==(shorter_backoff const& a, shorter_backoff const& b) noexcept =
        default;

  private:
    [[nodiscard]] static constexpr duration combined(duration first, duration second) noexcept {
        return std::min(first, second);
    }

    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup backoff
/// \brief The shorter of two backoffs, retry by retry: `shorter(linear{1s, 1s, 1h}, exponential{1ms, 2.0, 1h})`.
///
/// The delay before retry `n` is `min(first(n), second(n))`. Associative, commutative, idempotent; distributes over
/// reprise::longer, and reprise::sum over it.
///
/// Makes a reprise::shorter_backoff, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  A backoff.
/// \param second A backoff.
/// \return Their minimum.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr shorter_backoff<First, Second> shorter(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_SHORTER_HPP
