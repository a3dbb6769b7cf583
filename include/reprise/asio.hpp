// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Includes the asynchronous drivers for Boost.Asio. Nothing else includes it.

#ifndef REPRISE_ASIO_HPP
#define REPRISE_ASIO_HPP

// IWYU pragma: begin_exports
#include <reprise/asio/async_retry.hpp>
#include <reprise/asio/awaitable.hpp>
#include <reprise/asio/time_limit_error.hpp>
#include <reprise/asio/timer_wait.hpp>
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_ASIO_HPP
