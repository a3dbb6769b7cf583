// SPDX-License-Identifier: Apache-2.0
// expect: with: the whole of a first_match has a stop condition, a logger, a clock, a random source and a time limit
#include <reprise/first_match.hpp>
#include <reprise/policies/backoff/none.hpp>

auto const first = reprise::first_match(reprise::compose());
#ifdef PERMITTED
auto const patient = reprise::with(first, reprise::attempts{9});
#else
auto const patient = reprise::with(first, reprise::no_backoff{});
#endif
