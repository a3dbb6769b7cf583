// SPDX-License-Identifier: Apache-2.0
// expect: composed
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr reprise::static_policy<[] { return reprise::compose(); }> fixed;
#else
constexpr reprise::static_policy<[] { return 3; }> fixed;
#endif
