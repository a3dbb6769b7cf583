// SPDX-License-Identifier: Apache-2.0
// expect: proportional_jitter: the fraction must be between 0 and 1
#include <reprise/policies/jitter/proportional.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::proportional_jitter{1.0};
#else
[[maybe_unused]] constexpr auto part = reprise::proportional_jitter{1.01};
#endif
