// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the step machine along the bounds of a policy's delays.

#ifndef REPRISE_DETAIL_BOUNDING_MACHINE_HPP
#define REPRISE_DETAIL_BOUNDING_MACHINE_HPP

#include <reprise/detail/bounding_jitter.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/retry_policy.hpp>
#include <reprise/step_machine.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace reprise::detail {

// A policy whose parts can be told apart: what compose returns.
template <class Policy>
concept has_parts = composed<Policy> && requires(policy_of_t<Policy> const& policy) {
    policy.backoff();
    policy.jitter();
    policy.stop();
};

// Each failure is one that is worth another attempt, and no time passes: what limits a policy's time would end a run of
// the longest delays early, although shorter ones can add up to more. It cuts each delay instead.
template <bound Which, class Backoff, class Jitter>
class bounding_machine {
    using bounded_type = bounding_jitter<Jitter, Which>;

  public:
    constexpr bounding_machine(
        Backoff const& backoff, Jitter const& jitter, limit<std::uint64_t> attempts,
        limit<duration> elapsed)
        : jitter_{jitter},
          machine_{backoff, jitter_, never_},
          most_attempts_{attempts},
          longest_{elapsed.value_or(duration::max())} {}

    // it refers to itself
    bounding_machine(bounding_machine const&) = delete;
    bounding_machine& operator=(bounding_machine const&) = delete;
    constexpr ~bounding_machine() = default;

    // to the next retry, if there is one
    [[nodiscard]] constexpr step next() {
        if (most_attempts_ <= machine_.attempt())
            return step::stop(stop_reason::attempts_exhausted);
        constexpr auto no_word = [] { return std::uint64_t{0}; };
        auto const next = machine_.failed(verdict::transient(), time_point{}, no_word);
        return next.waits() ? step::wait(std::min(next.delay(), longest_)) : next;
    }

    // the sum of all delays, each with so much further time; saturates
    [[nodiscard]] constexpr duration sum(duration further = duration::zero()) {
        auto total = duration::zero();
        while (total.count() != duration::max().count()) {
            auto const retry = next();
            if (!retry.waits()) break;
            total = saturating_add(total, saturating_add(retry.delay(), further));
        }
        return total;
    }

  private:
    bounded_type jitter_;
    forever never_;
    step_machine<Backoff, bounded_type, forever> machine_;
    limit<std::uint64_t> most_attempts_;
    duration longest_;
};

template <bound Which, has_parts Policy>
[[nodiscard]] constexpr auto bounding_machine_of(Policy const& policy) {
    using backoff_type = std::remove_cvref_t<decltype(policy.backoff())>;
    using jitter_type = std::remove_cvref_t<decltype(policy.jitter())>;
    return bounding_machine<Which, backoff_type, jitter_type>{
        policy.backoff(), policy.jitter(), detail::max_attempts_of(policy.stop()),
        detail::max_elapsed_of(policy.stop())};
}

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_BOUNDING_MACHINE_HPP
