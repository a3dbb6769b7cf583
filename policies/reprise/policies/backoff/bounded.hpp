// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what reprise::capped and reprise::floored have in common.

#ifndef REPRISE_POLICIES_BACKOFF_BOUNDED_HPP
#define REPRISE_POLICIES_BACKOFF_BOUNDED_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <cstdint>
#include <utility>

namespace reprise::detail {

// Another backoff and a bound, combined retry by retry by a function without state.
template <backoff_policy Backoff, class Combine>
class bounded_backoff {
  public:
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        return answer_with(retry_number).delay();
    }

    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>)
        requires detail::answers<Backoff>
    {
        return answer_with(retry_number);
    }

    template <class Out>
    constexpr void describe(Out&& out) const {
        out("backoff", backoff_);
        out(Combine::bound_name, bound_);
    }

    friend constexpr bool operator==(bounded_backoff const& a, bounded_backoff const& b) noexcept =
        default;

  protected:
    constexpr bounded_backoff(Backoff backoff, duration bound)
        : backoff_{std::move(backoff)}, bound_{bound} {}

  private:
    [[nodiscard]] constexpr delay_answer answer_with(std::uint64_t retry_number) const
        noexcept(detail::delays_quietly<Backoff>) {
        auto const answer = detail::answer_of(backoff_, retry_number);
        return answer.stops() ? answer : delay_answer::use(Combine{}(answer.delay(), bound_));
    }

    [[no_unique_address]] Backoff backoff_;
    duration bound_;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_BACKOFF_BOUNDED_HPP
