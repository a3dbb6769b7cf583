// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: this argument is no policy
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::attempts{3});
#else
auto const composed = reprise::compose(3);
#endif
