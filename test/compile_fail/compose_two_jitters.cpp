// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two jitter policies: keep one of them
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::no_jitter{});
#else
auto const composed = reprise::compose(reprise::no_jitter{}, reprise::full_jitter{});
#endif
