// SPDX-License-Identifier: Apache-2.0
// expect: decorrelated_jitter: the base must be above zero
#include <reprise/policies/jitter/decorrelated.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::decorrelated_jitter{1ns};
#else
[[maybe_unused]] constexpr auto part = reprise::decorrelated_jitter{0ns};
#endif
