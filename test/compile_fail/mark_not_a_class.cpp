// SPDX-License-Identifier: Apache-2.0
// expect: the marked value must be of a class that can be derived from
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const marked = reprise::marked<int>{7, reprise::verdict::permanent()};
#else
auto const marked = reprise::stop_now(7);
#endif
