// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines jitters that stand in for another at its bounds and in its middle.

#ifndef REPRISE_DETAIL_BOUNDING_JITTER_HPP
#define REPRISE_DETAIL_BOUNDING_JITTER_HPP

#include <reprise/concepts/jitter_policy.hpp>

#include <algorithm>
#include <cstdint>

namespace reprise::detail {

enum class bound : std::uint8_t {
    least,
    mean,
    most,
    // where failures under other jitters can come between, so that it has seen nothing of the retries before
    least_in_turn,
    most_in_turn
};

// Gives of another jitter its least, its mean or its most at each retry, and so leads the step machine along the bounds
// of its delays.
template <class Jitter, bound Which>
class bounding_jitter {
  public:
    static constexpr bool needs_random = false;

    constexpr explicit bounding_jitter(Jitter const& jitter) noexcept : jitter_{&jitter} {}

    [[nodiscard]] constexpr duration apply(duration delay, jitter_input input) const {
        jitter_input const unaware{.retry = input.retry};
        if constexpr (Which == bound::least) {
            return least(delay, input);
        } else if constexpr (Which == bound::most) {
            return most(delay, input);
        } else if constexpr (Which == bound::least_in_turn) {
            return std::min(least(delay, input), at(delay, unaware, 0));
        } else if constexpr (Which == bound::most_in_turn) {
            return std::max(most(delay, input), at(delay, unaware, largest_word));
        } else {
            return mean(delay, input);
        }
    }

  private:
    static constexpr auto largest_word = ~std::uint64_t{0};

    [[nodiscard]] constexpr duration least(duration delay, jitter_input const& input) const {
        auto const& jitter = detail::unwrap(*jitter_);
        if constexpr (requires { duration{jitter.least(delay, input)}; }) {
            return jitter.least(delay, input);
        } else {
            return at(delay, input, 0);
        }
    }

    [[nodiscard]] constexpr duration most(duration delay, jitter_input const& input) const {
        auto const& jitter = detail::unwrap(*jitter_);
        if constexpr (requires { duration{jitter.most(delay, input)}; }) {
            return jitter.most(delay, input);
        } else {
            return at(delay, input, largest_word);
        }
    }

    [[nodiscard]] constexpr duration mean(duration delay, jitter_input const& input) const {
        auto const& jitter = detail::unwrap(*jitter_);
        if constexpr (requires { duration{jitter.mean(delay, input)}; }) {
            return jitter.mean(delay, input);
        } else if constexpr (!jitter_needs_random<Jitter>) {
            return at(delay, input, 0);
        } else {
            // the middles of 64 equal parts: exact for what grows evenly with the word
            constexpr std::uint64_t parts = 64;
            auto whole = duration::zero();
            auto rest = duration::zero();
            for (std::uint64_t part = 0; part < parts; ++part) {
                auto const drawn = at(delay, input, (2 * part + 1) << 57U);
                whole += drawn / static_cast<duration::rep>(parts);
                rest += drawn % static_cast<duration::rep>(parts);
            }
            return whole + rest / static_cast<duration::rep>(parts);
        }
    }

    [[nodiscard]] constexpr duration at(
        duration delay, jitter_input input, std::uint64_t word) const {
        input.word = word;
        return detail::draw_of(*jitter_, delay, input).delay;
    }

    Jitter const* jitter_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_BOUNDING_JITTER_HPP
