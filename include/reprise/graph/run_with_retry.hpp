// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::run_with_retry.

#ifndef REPRISE_GRAPH_RUN_WITH_RETRY_HPP
#define REPRISE_GRAPH_RUN_WITH_RETRY_HPP

#include <reprise/blocking_retry.hpp>
#include <reprise/graph/detail/choose_policies.hpp>
#include <reprise/graph/detail/conclude.hpp>
#include <reprise/graph/detail/task_call.hpp>
#include <reprise/graph/detail/task_policy.hpp>
#include <reprise/graph/detail/task_run.hpp>
#include <reprise/graph/executable_task.hpp>
#include <reprise/graph/retry_policies.hpp>
#include <reprise/graph/run_options.hpp>
#include <reprise/graph/task_result.hpp>
#include <reprise/try_retry.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace reprise::graph {

namespace detail {

template <class Task>
void refuse_timeout(Task const& task) {
    if (!task.timeout) return;
    throw std::invalid_argument{
        "Node timeouts are only supported for async nodes because a blocking call cannot be safely "
        "cancelled in-process. Node '" +
        task.name + "' is sync."};
}

// Calls the library's driver; with its report where somebody wants one.
template <class Run, class Policy, class Operation>
auto drive(Run& run, Policy const& policy, Operation const& operation) {
    using result = reprise::detail::released_t<operation_result_t<Operation const>>;
    auto const* const report = run.options().report;
    if (report == nullptr) {
        if constexpr (std::is_void_v<result>) {
            reprise::retry(policy, operation);
            return std::monostate{};
        } else {
            return reprise::retry(policy, operation);
        }
    }
    auto finished = run.how().keeps_all_failures ? try_retry(all_failures, policy, operation)
                                                 : try_retry(policy, operation);
    run.write_report(finished.report());
    if constexpr (std::is_void_v<result>) {
        finished.value();
        return std::monostate{};
    } else {
        return std::move(finished).value();
    }
}

template <class Task, class Options, class Source>
auto run_under(Task& task, Options const& options, Source const& source) {
    auto const& logger = detail::part_of(options.logger, source.logger());
    using logger_type = std::remove_cvref_t<decltype(logger)>;
    using call = task_call<Task, Options>;
    constexpr bool describes =
        call::wants_context ||
        !std::same_as<std::remove_cvref_t<decltype(options.observer)>, nobody>;
    using run_type = task_run<Task, Options, logger_type, describes>;
    using result = task_result<typename call::result_type>;

    run_type run{task, options, logger};
    auto const ceiling = detail::ceiling_of(options, run.config());
    auto const make = [&] { return source.within(ceiling); };
    using hooked = task_logger<run_type, logger_type>;
    using policy_type = task_policy<
        decltype(make()), hooked, std::remove_cvref_t<decltype(options.clock)>,
        std::remove_cvref_t<decltype(options.random)>>;
    bool const heeds_hints = options.how.heeds_hints;
    policy_type const policy{make, heeds_hints, hooked{run}, options.clock, options.random};
    run.limit_children(reprise::detail::max_attempts_of(policy.stop()));

    auto const attempts = [&] {
        if constexpr (describes) {
            auto const call_it = [&run](attempt const& described) -> decltype(auto) {
                run.begin_attempt(described);
                return call::invoke(run);
            };
            return detail::drive(run, policy, detail::stated(task.processor, call_it));
        } else {
            auto const call_it = [&run]() -> decltype(auto) {
                run.begin_attempt();
                return call::invoke(run);
            };
            return detail::drive(run, policy, detail::stated(task.processor, call_it));
        }
    };
    return detail::conclude<result>(run, attempts, [&policy] {
        return reprise::detail::token_of(policy.stop()).stop_requested();
    });
}

}  // namespace detail

/// \ingroup graph
/// \brief Runs a task, and retries it as its policies say; blocks.
///
/// The task's own policies are used if it has any, else those that are handed over. In each attempt the processor gets
/// the input, and its context if it takes one; what it writes arrives in the task when the attempt succeeds. Commands
/// for the graph that the task hosts are applied by the task's writers; others, and interrupts, go up untouched. The
/// last attempt's exception comes out as it was thrown.
///
/// A processor may say whether it may happen twice, see reprise::graph::processor. After a failure of which nobody
/// knows whether it came before any effect, one that must not is not run again.
///
/// It is the library's own driver, reprise::retry, that calls: see reprise::step_machine for what it decides.
///
/// \snippet docs/examples/graph.cpp run
/// \tparam Task     A reprise::graph::executable_task.
/// \tparam Policies A composed policy, such as reprise::first_match, or a reprise::graph::retry_policies,
///                  reprise::graph::retry_policy, reprise::any_retry_policy or reprise::graph::no_retry.
/// \tparam Options  A reprise::graph::run_options.
/// \param task     The task.
/// \param policies The policies of the graph.
/// \param options  How to run it.
/// \return What the processor returned, or nothing if a command took its place.
/// \throws std::invalid_argument if the task has a timeout, since a blocking call cannot be stopped safely.
/// \throws reprise::graph::parent_command if it is for another graph; reprise::graph::graph_bubble_up.
/// \throws reprise::graph::node_cancelled_error if the processor cancelled itself.
template <class Task, class Policies = retry_policies, class Options = run_options<>>
auto run_with_retry(Task& task, Policies const& policies = {}, Options const& options = Options{}) {
    detail::refuse_timeout(task);
    using result = task_result<typename detail::task_call<Task, Options>::result_type>;
    if (detail::is_cached(task, options)) return result{};
    return detail::with_policies<result>(task, policies, options, [&](auto const& source) {
        return detail::run_under(task, options, source);
    });
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RUN_WITH_RETRY_HPP
