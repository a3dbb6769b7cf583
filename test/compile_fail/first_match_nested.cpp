// SPDX-License-Identifier: Apache-2.0
// expect: first_match: an argument is a first_match itself
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<int>{}), reprise::compose(reprise::retry_on<long>{}));
#else
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<int>{}),
    reprise::first_match(reprise::compose(reprise::retry_on<long>{})));
#endif
