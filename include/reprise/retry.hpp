// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Includes the library's core: the blocking drivers, composition, what is known of a policy before it runs, and
/// the policies that most programs are made of.
///
/// Of the policies these are in: the backoffs reprise::no_backoff, reprise::constant, reprise::linear and
/// reprise::exponential; the jitters reprise::no_jitter, reprise::full_jitter, reprise::equal_jitter and
/// reprise::additive_jitter; all classifiers by type and by predicate, reprise::transient, and the marks; the stop
/// conditions, the loggers for streams and callables, the clock and the random sources. Every other policy has a header
/// of its own, named on its page, and reprise/policies.hpp includes all that need no other library. What operations are
/// wrapped in (return codes, keys, something to do before a retry) has headers of its own as well, and
/// reprise/operations.hpp includes them all. What a program includes it compiles; `test/benchmark/run` prints what this
/// header costs over the standard headers.

#ifndef REPRISE_RETRY_HPP
#define REPRISE_RETRY_HPP

/// \defgroup concepts Concepts
/// \brief What a policy has to offer, and the vocabulary types that pass between policies and drivers.
///
/// \ref howto_own shows a model of each; \ref vocabulary says what the words mean.

/// \defgroup policies Policies
/// \brief Ready-made policies, by axis.
///
/// \ref howto_choose says which one for what, \ref howto_compose how they become one policy, and \ref howto_own how to
/// write another.

/// \defgroup backoff Backoff
/// \ingroup policies
/// \brief The growing delay, before randomness.

/// \defgroup jitter Jitter
/// \ingroup policies
/// \brief The randomness that spreads it.

/// \defgroup classify Classifiers
/// \ingroup policies
/// \brief Which failures are worth another attempt.

/// \defgroup stop Stop conditions
/// \ingroup policies
/// \brief When to give up.

/// \defgroup limit Time limits
/// \ingroup policies
/// \brief How long one attempt may take.

/// \defgroup log Loggers
/// \ingroup policies
/// \brief Who is told what happens.

/// \defgroup clock Clocks
/// \ingroup policies
/// \brief What time it is, and how to wait.

/// \defgroup random Random sources
/// \ingroup policies
/// \brief Where the jitter's randomness comes from.

/// \defgroup hint Server hints
/// \ingroup policies
/// \brief How long the other side asks to wait, as its headers say it.

/// \defgroup core Core
/// \brief Composing a policy, running operations under it, and looking at it without running anything.
///
/// \ref explanation_machine says how a run is decided.

/// \defgroup async Asynchronous
/// \brief The same policies for coroutines, completion tokens and streams.

/// \defgroup graph Graph tasks
/// \brief Tasks of a workflow graph, run with retries the way LangGraph runs them, and better by default.

/// \defgroup streams Streams
/// \ingroup async
/// \brief Streams of items that fail in the middle.

/// \defgroup testing Testing kit
/// \brief For tests of code that retries, and for tests of policies.

/// \brief Everything the library offers.
namespace reprise {  // NOLINT(modernize-concat-nested-namespaces): each has a comment of its own
/// \brief For tests: virtual clocks, scripted operations, GoogleMock mocks, matchers and law checks.
namespace testing {  // NOLINT(modernize-concat-nested-namespaces): each has a comment of its own
/// \brief For each concept a check of its laws, to be run on a policy of one's own.
namespace laws {}
}  // namespace testing
/// \brief Tasks of workflow graphs.
namespace graph {}
}  // namespace reprise

// IWYU pragma: begin_exports
#include <reprise/attempts_of.hpp>
#include <reprise/blocking_retry.hpp>
#include <reprise/bounds.hpp>
#include <reprise/compose.hpp>
#include <reprise/delay_bounds.hpp>
#include <reprise/idempotent.hpp>
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/backoff/linear.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/classify/combine.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if.hpp>
#include <reprise/policies/classify/retry_if_result.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/equal.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>
#include <reprise/policies/limit/none.hpp>
#include <reprise/policies/log/log_each.hpp>
#include <reprise/policies/log/log_to.hpp>
#include <reprise/policies/log/loggers.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/deadline.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/policies/stop/stop_on.hpp>
#include <reprise/retrying.hpp>
#include <reprise/static_policy.hpp>
#include <reprise/try_retry.hpp>
#include <reprise/version.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_RETRY_HPP
