// SPDX-License-Identifier: Apache-2.0
// expect: hand both tokens to one condition, stop_on{first, second}
#include <reprise/retry.hpp>

std::stop_token const a;
std::stop_token const b;

#ifdef PERMITTED
auto const stop = reprise::attempts{3} || reprise::stop_on{a, b};
#else
auto const stop = reprise::stop_on{a} || reprise::stop_on{b};
#endif
