// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::run_options.

#ifndef REPRISE_GRAPH_RUN_OPTIONS_HPP
#define REPRISE_GRAPH_RUN_OPTIONS_HPP

#include <reprise/detail/first_match_stop.hpp>  // detail::no_ceiling
#include <reprise/graph/config.hpp>
#include <reprise/graph/retry_budget.hpp>
#include <reprise/graph/semantics.hpp>
#include <reprise/graph/task_report.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace reprise::graph {

/// \ingroup graph
/// \brief Says that a part is the policy's own, or the default where policies are chosen at run time.
struct from_policy {};

/// \ingroup graph
/// \brief Says that nobody takes something.
struct nobody {};

/// \ingroup graph
/// \brief Calls a processor's `invoke`, and hands on what it returns.
struct invoking {};

/// \ingroup graph
/// \brief Goes through what a processor's `stream` returns: its items go to reprise::graph::run_options::on_item.
struct streaming {};

/// \ingroup graph
/// \brief Tells people the time.
struct system_time {
    /// \brief Now.
    /// \return The system clock's time.
    [[nodiscard]] std::chrono::system_clock::time_point operator()() const noexcept {
        return std::chrono::system_clock::now();
    }
};

/// \ingroup graph
/// \brief What is to be done with a retry inside of a retry, where attempts multiply.
enum class nested_retries : std::uint8_t {
    allowed,   ///< Both retry.
    forbidden  ///< Only the outermost task retries.
};

/// \ingroup graph
/// \brief How a task is run, beyond its policies. Everything has a default, so name what is different:
/// `run_options{.stop = elapsed{10s}, .observer = tell}`.
/// \tparam Clock      A reprise::clock_policy, or from_policy.
/// \tparam Logger     A logger of the library's events and of the graph's, or from_policy.
/// \tparam Random     A reprise::random_policy, or from_policy.
/// \tparam Stop       A reprise::stop_policy.
/// \tparam Observer   Callable with the events of attempts that it takes.
/// \tparam OnItem     Callable with the items that an attempt streams.
/// \tparam Mode       invoking or streaming.
/// \tparam MatchCache Callable with the task.
/// \tparam WallClock  Tells people the time.
template <
    class Clock = from_policy, class Logger = from_policy, class Random = from_policy,
    class Stop = reprise::detail::no_ceiling, class Observer = nobody, class OnItem = nobody,
    class Mode = invoking, class MatchCache = nobody, class WallClock = system_time>
struct run_options {
    Clock clock{};    ///< Tells the time and waits; `std::ref` for a virtual one.
    Logger logger{};  ///< Is told of retries, of giving up and of recovery.
    Random random{};  ///< Where the jitter's randomness comes from.
    Stop
        stop{};  ///< Ends the whole task, whichever policy decides: a deadline, a token, a ceiling.
    Observer observer{};  ///< Is told when attempts start, progress and finish; must not use them.
    OnItem on_item{};     ///< Gets what the processor streams.
    Mode mode{};          ///< Which call of the processor is wanted.
    MatchCache
        match_cached_writes{};  ///< Returns pointers to the tasks whose writes were found in the cache.
    WallClock wall_clock{};  ///< Tells people the time.
    semantics how{};         ///< The semantics.
    std::optional<config>
        overlay{};  ///< What is put over the task's config; what it leaves open stays.
    nested_retries nested =
        nested_retries::allowed;     ///< What is done with a retry inside of a retry.
    retry_budget* budget = nullptr;  ///< Shared with other runs; none if null.
    any_duration grace =
        std::chrono::seconds{1};    ///< How long an attempt that was cancelled is waited for.
    task_report* report = nullptr;  ///< Where to write down what happened.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RUN_OPTIONS_HPP
