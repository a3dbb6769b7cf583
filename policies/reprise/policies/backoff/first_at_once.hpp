// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::first_at_once.

#ifndef REPRISE_POLICIES_BACKOFF_FIRST_AT_ONCE_HPP
#define REPRISE_POLICIES_BACKOFF_FIRST_AT_ONCE_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief No wait before retry 1, then another backoff from its beginning. See reprise::first_at_once().
/// \tparam Backoff A reprise::backoff_policy.
///
/// \when Most failures are a connection that went stale, or one of several servers, and the next call goes elsewhere.
///
/// \whennot The failures come from overload: a call at once doubles the load.
///
/// \formula `delay(1) = 0`, `delay(n) = backoff(n - 1)`
///
/// \bounds From 0 to the most that the other backoff waits.
///
/// \picture{first_at_once_backoff, No wait before the first retry\, and what full_jitter makes of the others}
///
/// \snippet docs/examples/backoffs.cpp first_at_once
///
/// \model{reprise::backoff_policy}
template <backoff_policy Backoff>
class first_at_once_backoff {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "first_at_once";

    /// \brief Puts a retry without a wait in front.
    /// \param backoff What follows.
    // NOLINTNEXTLINE(google-explicit-constructor): a backoff becomes this one
    constexpr first_at_once_backoff(Backoff backoff) : backoff_{std::move(backoff)} {}

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return Zero for retry 1, then the other backoff's delays from its first.
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
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        first_at_once_backoff const& a, first_at_once_backoff const& b) noexcept = default;

  private:
    [[nodiscard]] constexpr delay_answer answer_with(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        if (retry_number == 1) return delay_answer::use(duration::zero());
        return detail::answer_of(backoff_, retry_number - 1);
    }

    [[no_unique_address]] Backoff backoff_;
};

/// \ingroup backoff
/// \brief Retries at once, once, then waits as another backoff says: `first_at_once(exponential{100ms, 2.0, 10s})`.
///
/// The delay before retry 1 is zero, that before retry `n` is `backoff(n - 1)`.
///
/// Makes a reprise::first_at_once_backoff, whose page says when to use it.
/// \tparam Backoff A reprise::backoff_policy.
/// \param backoff What follows.
/// \return The backoff.
template <backoff_policy Backoff>
[[nodiscard]] constexpr first_at_once_backoff<Backoff> first_at_once(Backoff backoff) {
    return first_at_once_backoff<Backoff>{std::move(backoff)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_FIRST_AT_ONCE_HPP
