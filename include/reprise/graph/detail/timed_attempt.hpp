// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines where the timers of attempts are plugged in.

#ifndef REPRISE_GRAPH_DETAIL_TIMED_ATTEMPT_HPP
#define REPRISE_GRAPH_DETAIL_TIMED_ATTEMPT_HPP

namespace reprise::graph::detail {

// Specialised for each kind of coroutine whose attempts can be timed, with a function
// `start<Call>(run, clock)` that returns such a coroutine: one attempt that ends in time or throws node_timeout_error.
template <class Coroutine>
struct timed_attempts {
    static constexpr bool exist = false;
};

template <class Coroutine>
concept can_be_timed = timed_attempts<Coroutine>::exist;

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_TIMED_ATTEMPT_HPP
