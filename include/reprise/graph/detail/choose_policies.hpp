// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines which policies a task is run under.

#ifndef REPRISE_GRAPH_DETAIL_CHOOSE_POLICIES_HPP
#define REPRISE_GRAPH_DETAIL_CHOOSE_POLICIES_HPP

#include <reprise/graph/config.hpp>
#include <reprise/graph/detail/run_ceiling.hpp>
#include <reprise/graph/detail/task_policy.hpp>
#include <reprise/graph/retry_policies.hpp>
#include <reprise/graph/run_options.hpp>

#include <concepts>
#include <span>
#include <type_traits>

namespace reprise::graph::detail {

// Where the policies of a run come from: a composed policy, or a list that was put together at run time.
template <class Policy>
struct composed_source {
    Policy const& policy;
    bool shared;

    [[nodiscard]] auto const& logger() const noexcept { return policy.logger(); }
    template <class Ceiling>
    [[nodiscard]] auto within(Ceiling const& ceiling) const {
        return detail::within(ceiling, shared, policy);
    }
};

struct listed_source {
    std::span<any_retry_policy const> policies;
    bool shared;

    // an object that lasts: whoever asks may keep the reference
    [[nodiscard]] static no_logging const& logger() noexcept {
        static constexpr no_logging none{};
        return none;
    }
    template <class Ceiling>
    [[nodiscard]] auto within(Ceiling const& ceiling) const {
        return detail::within(ceiling, shared, policies);
    }
};

template <class T>
inline constexpr bool is_graph_policy = false;
template <class RetryOn>
inline constexpr bool is_graph_policy<retry_policy<RetryOn>> = true;

// Calls run with the source of the policies that hold: the task's own, else those of the graph, else none.
template <class Result, class Task, class Policies, class Options, class Run>
Result with_policies(
    Task const& task, Policies const& policies, Options const& options, Run const& run) {
    auto const& how = options.how;
    bool const shared = !how.counter_per_policy;
    // no policy accepts any failure: there is one attempt
    auto const run_once = [&]() -> Result { return run(listed_source{{}, shared}); };
    if (!task.retry_policies.empty()) return run(listed_source{task.retry_policies.each(), shared});
    if (task.retry_policies.forbids() && how.no_retry_is_a_value) return run_once();

    if constexpr (std::same_as<Policies, retry_policies>) {
        if (policies.empty()) return run_once();
        return run(listed_source{policies.each(), shared});
    } else if constexpr (std::same_as<Policies, no_retry_t>) {
        return run_once();
    } else if constexpr (std::same_as<Policies, any_retry_policy>) {
        return run(listed_source{{&policies, 1}, shared});
    } else if constexpr (is_graph_policy<Policies>) {
        auto const policy = graph::to_policy(policies, how);
        return run(listed_source{{&policy, 1}, shared});
    } else {
        static_assert(
            reprise::detail::composed<Policies>,
            "run_with_retry: the second argument holds the policies: reprise::compose(...), first_match(...), "
            "graph::retry_policy{...}, graph::retry_policies{...} or graph::no_retry");
        auto const& policy = reprise::detail::policy_of(policies);
        return run(composed_source<std::remove_cvref_t<decltype(policy)>>{policy, shared});
    }
}

template <class Options>
[[nodiscard]] auto ceiling_of(Options const& options, config const& around) {
    bool const nested = options.how.sees_nested_retries && around.enclosing_attempts > 1;
    return run_ceiling{
        options.stop,
        options.budget,
        {options.how.limits_whole_task, options.how.waits_can_be_left,
         !nested || options.nested == nested_retries::allowed}};
}

// Whether the hook found the writes of this very task, so that it need not run.
template <class Task, class Options>
[[nodiscard]] bool is_cached(Task& task, Options const& options) {
    if constexpr (!std::same_as<
                      std::remove_cvref_t<decltype(options.match_cached_writes)>, nobody>) {
        if (!task.cache_key) return false;
        for (auto const* found : options.match_cached_writes(task)) {
            if (found == &task) return true;
        }
    }
    return false;
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_CHOOSE_POLICIES_HPP
