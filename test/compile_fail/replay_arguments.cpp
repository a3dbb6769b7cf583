// SPDX-License-Identifier: Apache-2.0
// expect: replay: the operation cannot be called with what the factories make: there has to be one factory for each argument
// expect: replay: after the operation come factories, one for each of its arguments: each must be callable without arguments
#include <reprise/replay.hpp>
#include <reprise/retry.hpp>

constexpr auto add = [](int a, int b) { return a + b; };
constexpr auto one = [] { return 1; };

#ifdef PERMITTED
int sum() { return reprise::retry(reprise::compose(), reprise::replay(add, one, one)); }
#else
int sum() {
    reprise::retry(reprise::compose(), reprise::replay(add, one));
    return reprise::retry(reprise::compose(), reprise::replay(add, 1, one));
}
#endif
