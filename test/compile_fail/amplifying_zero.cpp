// SPDX-License-Identifier: Apache-2.0
// expect: amplifying: a callable calls something at least once
#include <reprise/amplification.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto callable = reprise::amplifying<1>([] {});
#else
[[maybe_unused]] constexpr auto callable = reprise::amplifying<0>([] {});
#endif
