// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two classifiers: keep one of them; one retry_on takes several types
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::retry_on<int>{});
#else
auto const composed = reprise::compose(reprise::retry_on<int>{}, reprise::retry_on<long>{});
#endif
