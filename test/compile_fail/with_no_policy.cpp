// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: this argument is no policy
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const changed = reprise::with(reprise::compose(), reprise::attempts{3});
#else
auto const changed = reprise::with(reprise::compose(), 3);
#endif
