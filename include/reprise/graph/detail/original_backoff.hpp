// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines LangGraph's backoff and limit as they are, for every number that one can write.

#ifndef REPRISE_GRAPH_DETAIL_ORIGINAL_BACKOFF_HPP
#define REPRISE_GRAPH_DETAIL_ORIGINAL_BACKOFF_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/concepts/stop_policy.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace reprise::graph::detail {

// min(max_interval, initial * factor ** (retry - 1)) in floating point, as it is written there. What the arithmetic
// of Python refuses ends the run here as well; the original failure comes out all the same.
class original_backoff {
  public:
    original_backoff(duration initial, double factor, duration cap, bool saturates) noexcept
        : initial_{seconds(initial)}, factor_{factor}, cap_{seconds(cap)}, saturates_{saturates} {}

    [[nodiscard]] duration delay(std::uint64_t retry) const {
        auto const power = std::pow(factor_, static_cast<double>(retry - 1));
        if (!saturates_ && std::isinf(power) && std::isfinite(factor_))
            throw std::overflow_error{"the backoff's factor is too large for so many attempts"};
        auto const grown = initial_ * power;
        // the order of the comparison keeps the cap where the product is no number
        return any_duration{std::chrono::duration<double>{grown < cap_ ? grown : cap_}}.value();
    }

  private:
    [[nodiscard]] static double seconds(duration span) noexcept {
        return std::chrono::duration<double>{span}.count();
    }

    double initial_;
    double factor_;
    double cap_;
    bool saturates_;
};

static_assert(backoff_policy<original_backoff>);

// Any number: less than one attempt is one.
class original_attempts {
  public:
    static constexpr bool limits = true;

    explicit original_attempts(std::int64_t most) noexcept
        : most_{most < 1 ? 1 : static_cast<std::uint64_t>(most)} {}

    [[nodiscard]] std::optional<stop_reason> stops(stop_query const& query) const noexcept {
        return query.attempts >= most_ ? std::optional{stop_reason::attempts_exhausted}
                                       : std::nullopt;
    }
    [[nodiscard]] limit<std::uint64_t> max_attempts() const noexcept { return most_; }

  private:
    std::uint64_t most_;
};

static_assert(stop_policy<original_attempts>);

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_ORIGINAL_BACKOFF_HPP
