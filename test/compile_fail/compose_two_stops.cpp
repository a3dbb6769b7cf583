// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two stop conditions: combine them, first || second or first && second
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::attempts{3});
#else
auto const composed = reprise::compose(reprise::attempts{3}, reprise::elapsed{1s});
#endif
