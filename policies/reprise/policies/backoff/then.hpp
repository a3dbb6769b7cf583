// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::then.

#ifndef REPRISE_POLICIES_BACKOFF_THEN_HPP
#define REPRISE_POLICIES_BACKOFF_THEN_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/stop/attempts.hpp>

#include <cstdint>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief One backoff for a number of retries, then another from its beginning. See reprise::then().
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
///
/// \when A few quick retries are likely to help, and patience is needed after them.
///
/// \whennot It is one quick retry: reprise::first_at_once.
///
/// \formula `delay(n) = first(n)` up to the given count, `second(n - count)` after it.
///
/// \bounds Those of both.
///
/// \picture{backoff_sequence, Three quick retries\, then patience\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp then
///
/// \model{reprise::backoff_policy}
template <backoff_policy First, backoff_policy Second>
class backoff_sequence {
    static constexpr bool quiet = detail::delays_quietly<First> && detail::delays_quietly<Second>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "then";

    /// \brief Of two backoffs.
    /// \param first  What comes first.
    /// \param count  For how many retries.
    /// \param second What follows.
    constexpr backoff_sequence(First first, retries count, Second second)
        : first_{std::move(first)},
          second_{std::move(second)},
          count_{count.max_attempts().value_or(1) - 1} {}

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The first backoff's delay for as many retries as were given, then the second's from its first.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept(quiet) {
        return retry_number <= count_ ? detail::delay_of(first_, retry_number)
                                      : detail::delay_of(second_, retry_number - count_);
    }

    /// \brief The same, where one of the two has answers.
    /// \constraint{one of the two has answers}
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, or that there is no further attempt.
    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const noexcept(quiet)
        requires(detail::answers<First> || detail::answers<Second>)
    {
        return retry_number <= count_ ? detail::answer_of(first_, retry_number)
                                      : detail::answer_of(second_, retry_number - count_);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("retries", count_);
        out("second", second_);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        backoff_sequence const& a, backoff_sequence const& b) noexcept = default;

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
    std::uint64_t count_;
};

/// \ingroup backoff
/// \brief One backoff for a number of retries, then another: `then(constant{10ms}, retries{3}, exponential{1s})`.
///
/// The delay before retry `n` is `first(n)` up to the given count, `second(n - count)` after it. Associative, and with
/// `retries{0}` it is the second alone.
///
/// Makes a reprise::backoff_sequence, whose page says when to use it.
/// \tparam First  A reprise::backoff_policy.
/// \tparam Second A reprise::backoff_policy.
/// \param first  What comes first.
/// \param count  For how many retries.
/// \param second What follows, from its own first delay.
/// \return The sequence.
template <backoff_policy First, backoff_policy Second>
[[nodiscard]] constexpr backoff_sequence<First, Second> then(
    First first, retries count, Second second) {
    return {std::move(first), count, std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_THEN_HPP
