// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two random sources: keep one of them
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::entropy{});
#else
auto const composed = reprise::compose(reprise::entropy{}, reprise::fixed_seed{1});
#endif
