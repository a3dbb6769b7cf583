// SPDX-License-Identifier: Apache-2.0
// expect: delay_bounds: of several policies, the bounds of up to 128 delays are known
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

auto const several = reprise::first_match(reprise::compose(reprise::attempts{200}));
#ifdef PERMITTED
auto const bounds = reprise::delay_bounds<128>(several);
#else
auto const bounds = reprise::delay_bounds<129>(several);
#endif
