// SPDX-License-Identifier: Apache-2.0
// expect: the operation can be called only once, for it consumes an argument or itself: retry replay(factory) instead
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
