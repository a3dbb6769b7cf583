// SPDX-License-Identifier: Apache-2.0
// expect: first_match: a policy can never decide
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<int>{}), reprise::compose(reprise::retry_all{}));
#else
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_all{}), reprise::compose(reprise::retry_on<int>{}));
#endif
