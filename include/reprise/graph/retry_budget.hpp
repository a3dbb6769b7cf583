// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::retry_budget: how many retries several tasks may make together.

#ifndef REPRISE_GRAPH_RETRY_BUDGET_HPP
#define REPRISE_GRAPH_RETRY_BUDGET_HPP

#include <atomic>
#include <cstdint>

namespace reprise::graph {

/// \ingroup graph
/// \brief So many retries for all the runs that share it: a whole graph, with the graphs in it.
///
/// A run that finds it empty ends with reprise::stop_reason::refused. Any number of threads may share one; threads that
/// fail at the same moment may overdraw it by as many retries as there are threads.
class retry_budget {
  public:
    /// \brief For so many retries.
    /// \param retries How many.
    explicit retry_budget(std::int64_t retries) noexcept : left_{retries} {}

    /// \brief Whether there is one left.
    /// \return False once it is used up.
    [[nodiscard]] bool has_left() const noexcept {
        return left_.load(std::memory_order_relaxed) > 0;
    }

    /// \brief Uses one up.
    void take() noexcept { left_.fetch_sub(1, std::memory_order_relaxed); }

    /// \brief How many are left.
    /// \return The count; below zero where it was overdrawn.
    [[nodiscard]] std::int64_t left() const noexcept {
        return left_.load(std::memory_order_relaxed);
    }

  private:
    std::atomic<std::int64_t> left_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RETRY_BUDGET_HPP
