// SPDX-License-Identifier: Apache-2.0
// expect: first_match: this argument is neither a composed policy
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr auto policy = reprise::first_match(reprise::compose(), reprise::attempts{3});
#else
constexpr auto policy = reprise::first_match(reprise::compose(), 3);
#endif
