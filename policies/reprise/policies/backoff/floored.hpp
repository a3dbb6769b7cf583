// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::floored.

#ifndef REPRISE_POLICIES_BACKOFF_FLOORED_HPP
#define REPRISE_POLICIES_BACKOFF_FLOORED_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief Another backoff, never shorter than a floor. See reprise::floored().
/// \tparam Backoff A reprise::backoff_policy.
///
/// \when A backoff starts from nothing.
///
/// \whennot Only the first delays matter: reprise::then says those. For a wait that is certain, too, add
/// reprise::equal_jitter: the floor holds before the jitter.
///
/// \formula `delay(n) = max(backoff(n), least)`
///
/// \bounds At least the floor, before the jitter.
///
/// \picture{floored_backoff, A linear backoff over a floor of 250 ms\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp floored
///
/// \model{reprise::backoff_policy}
template <backoff_policy Backoff>
class floored_backoff {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "floored";

    /// \brief Gives a backoff a floor.
    /// \param backoff The backoff.
    /// \param least   The shortest delay, not negative.
    /// \throws std::invalid_argument if the floor is negative.
    constexpr floored_backoff(Backoff backoff, any_duration least)
        : backoff_{std::move(backoff)}, least_{least.value()} {
        detail::require(
            least_ >= duration::zero(), "floored: the shortest delay must not be negative", least_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The other backoff's delay, at least the floor.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        return answer_with(retry_number).delay();
    }

    /// \brief The same, where the other backoff has answers.
    /// \constraint{the other backoff has answers}
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, or that there is no further attempt.
    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>)
        requires detail::answers<Backoff>
    {
        return answer_with(retry_number);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("backoff", backoff_);
        out("least", least_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(floored_backoff const& a, floored_backoff const& b) noexcept =
        default;

  private:
    [[nodiscard]] constexpr delay_answer answer_with(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        auto const answer = detail::answer_of(backoff_, retry_number);
        return answer.stops() ? answer : delay_answer::use(std::max(answer.delay(), least_));
    }

    [[no_unique_address]] Backoff backoff_;
    duration least_;
};

/// \ingroup backoff
/// \brief Gives another backoff a shortest delay: `floored(linear{0s, 10ms, 1s}, 5ms)`.
///
/// The delay before retry `n` is `max(backoff(n), least)`, before the jitter: reprise::full_jitter can still shorten
/// it to nothing. For a wait that is certain use reprise::equal_jitter.
///
/// Makes a reprise::floored_backoff, whose page says when to use it.
/// \tparam Backoff A reprise::backoff_policy.
/// \param backoff The backoff.
/// \param least   The shortest delay, not negative.
/// \return The backoff with the floor.
/// \throws std::invalid_argument if the floor is negative.
template <backoff_policy Backoff>
[[nodiscard]] constexpr floored_backoff<Backoff> floored(Backoff backoff, any_duration least) {
    return {std::move(backoff), least};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_FLOORED_HPP
