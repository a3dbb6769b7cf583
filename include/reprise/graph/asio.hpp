// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Runs graph tasks in Asio's coroutines, with timeouts. Needs Boost.Asio, which nothing else in the library
/// does.

#ifndef REPRISE_GRAPH_ASIO_HPP
#define REPRISE_GRAPH_ASIO_HPP

// IWYU pragma: begin_exports
#include <reprise/asio.hpp>
#include <reprise/graph/async_run_with_retry.hpp>
#include <reprise/graph/detail/asio_timed_attempt.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_GRAPH_ASIO_HPP
