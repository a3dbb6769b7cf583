// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what reprise::longer, reprise::shorter and reprise::sum have in common.

#ifndef REPRISE_POLICIES_BACKOFF_OF_TWO_HPP
#define REPRISE_POLICIES_BACKOFF_OF_TWO_HPP

#include <reprise/concepts/backoff_policy.hpp>

#include <cstdint>
#include <utility>

namespace reprise::detail {

// Two backoffs, combined retry by retry by a function without state. Where one of them ends the run, so do both.
template <backoff_policy First, backoff_policy Second, class Combine>
class backoff_of_two {
    static constexpr bool quiet = detail::delays_quietly<First> && detail::delays_quietly<Second>;

  public:
    constexpr backoff_of_two(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept(quiet) {
        return Combine{}(
            detail::delay_of(first_, retry_number), detail::delay_of(second_, retry_number));
    }

    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const noexcept(quiet)
        requires(detail::answers<First> || detail::answers<Second>)
    {
        auto const first = detail::answer_of(first_, retry_number);
        if (first.stops()) return first;
        auto const second = detail::answer_of(second_, retry_number);
        if (second.stops()) return second;
        return delay_answer::use(Combine{}(first.delay(), second.delay()));
    }

    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

    friend constexpr bool operator==(backoff_of_two const& a, backoff_of_two const& b) noexcept =
        default;

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_BACKOFF_OF_TWO_HPP
