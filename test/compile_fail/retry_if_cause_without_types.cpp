// SPDX-License-Identifier: Apache-2.0
// expect: retry_if_cause: the classifier has to list the exception types
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if_cause.hpp>
#include <reprise/policies/classify/retry_on.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::retry_if_cause(reprise::retry_on<int>{});
#else
[[maybe_unused]] constexpr auto part = reprise::retry_if_cause(reprise::retry_all{});
#endif
