// SPDX-License-Identifier: Apache-2.0
// expect: an operation that must not happen twice cannot be retried under a classifier that does not say which failures are ambiguous
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const policy = reprise::compose(reprise::unambiguous(reprise::retry_on<int>{}));
#else
auto const policy = reprise::compose(reprise::retry_on<int>{});
#endif
auto const result = reprise::try_retry(policy, reprise::repeatable(true, [] {}));
