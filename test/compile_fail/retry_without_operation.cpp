// SPDX-License-Identifier: Apache-2.0
// expect: operation<
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const got = reprise::retry(reprise::compose(), [] { return 1; });
#else
auto const got = reprise::retry(reprise::compose(), 1);
#endif
