// SPDX-License-Identifier: Apache-2.0
// expect: composed
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#ifdef PERMITTED
auto const delays = reprise::schedule(reprise::compose());
#else
auto const delays = reprise::schedule(3);
#endif
