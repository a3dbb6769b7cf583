// SPDX-License-Identifier: Apache-2.0
// expect: operation<
#include <reprise/retry.hpp>

#ifdef PERMITTED
struct once {
    int operator()() & { return 1; }
};
int const got = reprise::retry(reprise::compose(), once{});
#else
struct once {
    int operator()() && { return 1; }
};
int const got = reprise::retry(reprise::compose(), once{});
#endif
