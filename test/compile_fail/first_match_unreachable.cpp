// SPDX-License-Identifier: Apache-2.0
// expect: first_match: a policy can never decide
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

struct base {};
struct derived : base {};

#ifdef PERMITTED
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<derived>{}), reprise::compose(reprise::retry_on<base>{}));
#else
constexpr auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<base>{}), reprise::compose(reprise::retry_on<derived>{}));
#endif
