// SPDX-License-Identifier: Apache-2.0
// expect: composed
#include <reprise/retry.hpp>

#ifdef PERMITTED
static_assert(reprise::max_attempts(reprise::compose()) == 3);
#else
static_assert(reprise::max_attempts(3) == 3);
#endif
