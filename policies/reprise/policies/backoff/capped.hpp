// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::capped.

#ifndef REPRISE_POLICIES_BACKOFF_CAPPED_HPP
#define REPRISE_POLICIES_BACKOFF_CAPPED_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief Another backoff, never longer than a cap. See reprise::capped().
/// \tparam Backoff A reprise::backoff_policy.
///
/// \when A backoff has no cap of its own, or a sum shall have one.
///
/// \whennot The backoff takes a cap already.
///
/// \formula `delay(n) = min(backoff(n), cap)`. A jitter comes after it, so that callers stay spread at the cap.
///
/// \bounds At most the cap.
///
/// \picture{capped_backoff, An exponential backoff under a cap of 2 s\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp capped
///
/// \model{reprise::backoff_policy}
template <backoff_policy Backoff>
class capped_backoff {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "capped";

    /// \brief Caps a backoff.
    /// \param backoff The backoff.
    /// \param cap     The longest delay, not negative.
    /// \throws std::invalid_argument if the cap is negative.
    constexpr capped_backoff(Backoff backoff, any_duration cap)
        : backoff_{std::move(backoff)}, cap_{cap.value()} {
        detail::require(cap_ >= duration::zero(), "capped: the cap must not be negative", cap_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The other backoff's delay, at most the cap.
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
        out("cap", cap_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(capped_backoff const& a, capped_backoff const& b) noexcept =
        default;

  private:
    [[nodiscard]] constexpr delay_answer answer_with(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        auto const answer = detail::answer_of(backoff_, retry_number);
        return answer.stops() ? answer : delay_answer::use(std::min(answer.delay(), cap_));
    }

    [[no_unique_address]] Backoff backoff_;
    duration cap_;
};

/// \ingroup backoff
/// \brief Caps another backoff: `capped(from_function(f), 10s)`.
///
/// The delay before retry `n` is `min(backoff(n), cap)`. A jitter comes after it: callers stay spread at the cap.
///
/// Makes a reprise::capped_backoff, whose page says when to use it.
/// \tparam Backoff A reprise::backoff_policy.
/// \param backoff The backoff.
/// \param cap     The longest delay, not negative.
/// \return The backoff with the cap.
/// \throws std::invalid_argument if the cap is negative.
template <backoff_policy Backoff>
[[nodiscard]] constexpr capped_backoff<Backoff> capped(Backoff backoff, any_duration cap) {
    return {std::move(backoff), cap};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_CAPPED_HPP
