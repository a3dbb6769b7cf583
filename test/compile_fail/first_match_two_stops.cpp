// SPDX-License-Identifier: Apache-2.0
// expect: first_match: two stop conditions, two loggers, two clocks, two random sources or two time limits
#include <reprise/first_match.hpp>

auto const policy = reprise::compose(reprise::attempts{2});
#ifdef PERMITTED
auto const first = reprise::first_match(policy, reprise::attempts{3});
#else
auto const first = reprise::first_match(policy, reprise::attempts{3}, reprise::attempts{4});
#endif
