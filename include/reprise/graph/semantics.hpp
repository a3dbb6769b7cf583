// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::semantics: what is done better than in LangGraph, each to be switched back.

#ifndef REPRISE_GRAPH_SEMANTICS_HPP
#define REPRISE_GRAPH_SEMANTICS_HPP

namespace reprise::graph {

/// \ingroup graph
/// \brief How tasks are run. By default all is true; reprise::graph::semantics::langgraph is the original.
struct semantics {
    bool cap_then_jitter =
        true;  ///< Full jitter within the cap, instead of up to 1 s on top of it.
    bool counter_per_policy =
        true;  ///< Each policy counts its own attempts, instead of all together.
    bool saturating_backoff = true;  ///< A delay never overflows, instead of ending the run.
    bool validated = true;           ///< A policy that makes no sense is refused.
    bool staged_writes =
        true;  ///< Writes arrive with success only, and none of an attempt that is over.
    bool immutable_input = true;    ///< Each attempt gets the input as it was given.
    bool waits_can_be_left = true;  ///< A stop token ends a wait.
    bool limits_whole_task =
        true;           ///< Stop conditions of the whole task hold: a deadline, a ceiling.
    bool grace = true;  ///< A cancelled attempt is waited for, up to a limit.
    bool events_before_wait =
        true;  ///< A retry is told before its wait, and giving up and recovering too.
    bool observes_all =
        true;  ///< Observers are told of every task, not of those with a timeout only.
    bool sees_nested_retries = true;  ///< A retry inside of a retry is counted, and can be limited.
    bool keeps_all_failures = true;   ///< A report holds every failure, instead of the last.
    bool refuses_unreachable = true;  ///< A policy that can never decide is refused.
    bool no_retry_is_a_value =
        true;  ///< reprise::graph::no_retry keeps a task from the graph's policies.
    bool typed_addresses = true;  ///< The kind of a graph's address counts, not just its text.
    bool heeds_hints = true;      ///< The other side's delay hints are used.
    bool full_execution_info =
        true;  ///< Attempts are told the time, the last failure, and what is left.
    bool emits_yielded =
        true;  ///< What a stream yields reaches whoever receives items, instead of being dropped.

    /// \brief The original: all is false.
    static semantics const langgraph;

    /// \brief Same switches.
    /// \param a Semantics.
    /// \param b Semantics.
    /// \return Whether they are equal.
    friend constexpr bool operator==(semantics const& a, semantics const& b) noexcept = default;
};

inline constexpr semantics semantics::langgraph{false, false, false, false, false, false, false,
                                                false, false, false, false, false, false, false,
                                                false, false, false, false, false};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_SEMANTICS_HPP
