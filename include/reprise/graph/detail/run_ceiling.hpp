// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the stop condition of a whole task.

#ifndef REPRISE_GRAPH_DETAIL_RUN_CEILING_HPP
#define REPRISE_GRAPH_DETAIL_RUN_CEILING_HPP

#include <reprise/concepts/stop_policy.hpp>
#include <reprise/graph/retry_budget.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>

namespace reprise::graph::detail {

// The condition of the options, whether a retry inside of a retry may be, and the budget.
template <class Stop>
class run_ceiling {
  public:
    static constexpr bool needs_time = stop_needs_time<Stop>;
    static constexpr bool limits = stop_limits<Stop>;

    struct switches {
        bool limits_whole_task;
        bool waits_can_be_left;
        bool may_retry;
    };

    run_ceiling(Stop stop, retry_budget const* budget, switches on)
        : stop_{std::move(stop)}, budget_{budget}, on_{on} {}

    [[nodiscard]] std::optional<stop_reason> stops(stop_query const& query) const {
        if (!on_.may_retry || (budget_ != nullptr && !budget_->has_left()))
            return stop_reason::refused;
        if (!on_.limits_whole_task) return std::nullopt;
        return reprise::detail::unwrap(stop_).stops(query);
    }

    [[nodiscard]] limit<std::uint64_t> max_attempts() const {
        if (!on_.may_retry) return std::uint64_t{1};
        if (!on_.limits_whole_task) return unbounded;
        return reprise::detail::max_attempts_of(stop_);
    }

    [[nodiscard]] limit<duration> max_elapsed() const {
        if (!on_.limits_whole_task) return unbounded;
        return reprise::detail::max_elapsed_of(stop_);
    }

    [[nodiscard]] duration longest_wait(stop_query const& query) const {
        if (!on_.limits_whole_task) return duration::max();
        return reprise::detail::longest_wait_of(stop_, query);
    }

    [[nodiscard]] std::stop_token token() const
        requires stop_has_token<Stop>
    {
        if (!on_.waits_can_be_left) return {};
        return reprise::detail::token_of(stop_);
    }

  private:
    [[no_unique_address]] Stop stop_;
    retry_budget const* budget_;
    switches on_;
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_RUN_CEILING_HPP
