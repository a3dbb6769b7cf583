// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Includes every policy that is made for no particular protocol and needs no other library.
///
/// reprise/retry.hpp includes those that most programs are made of.

#ifndef REPRISE_POLICIES_HPP
#define REPRISE_POLICIES_HPP

// IWYU pragma: begin_exports
#include <reprise/policies/backoff/capped.hpp>
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/delay_table.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/backoff/fibonacci.hpp>
#include <reprise/policies/backoff/first_at_once.hpp>
#include <reprise/policies/backoff/floored.hpp>
#include <reprise/policies/backoff/from_function.hpp>
#include <reprise/policies/backoff/linear.hpp>
#include <reprise/policies/backoff/longer.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/backoff/polynomial.hpp>
#include <reprise/policies/backoff/shorter.hpp>
#include <reprise/policies/backoff/sum.hpp>
#include <reprise/policies/backoff/then.hpp>
#include <reprise/policies/classify/combine.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if.hpp>
#include <reprise/policies/classify/retry_if_cause.hpp>
#include <reprise/policies/classify/retry_if_message.hpp>
#include <reprise/policies/classify/retry_if_result.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/retry_on_condition.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/decorrelated.hpp>
#include <reprise/policies/jitter/equal.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/monotone.hpp>
#include <reprise/policies/jitter/multiplicative.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/jitter/proportional.hpp>
#include <reprise/policies/jitter/smoothed.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/none.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/log/located.hpp>
#include <reprise/policies/log/log_each.hpp>
#include <reprise/policies/log/log_to.hpp>
#include <reprise/policies/log/loggers.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/log/prometheus.hpp>
#include <reprise/policies/log/trace_events.hpp>
#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/deadline.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/policies/stop/stop_if.hpp>
#include <reprise/policies/stop/stop_on.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_POLICIES_HPP
