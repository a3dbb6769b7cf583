// SPDX-License-Identifier: Apache-2.0
// expect: stop_if: the predicate must be callable
#include <reprise/policies/stop/stop_if.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::stop_if([] { return true; });
#else
[[maybe_unused]] constexpr auto part = reprise::stop_if([](int) { return true; });
#endif
