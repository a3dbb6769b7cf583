// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two clocks: keep one of them
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::steady{});
#else
auto const composed = reprise::compose(reprise::steady{}, reprise::steady{});
#endif
