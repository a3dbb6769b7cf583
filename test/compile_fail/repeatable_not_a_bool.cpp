// SPDX-License-Identifier: Apache-2.0
// expect: repeatable: the first argument says whether the operation may happen twice, as a bool
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const get = reprise::repeatable(true, [] { return 1; });
#else
auto const get = reprise::repeatable("GET", [] { return 1; });
#endif
