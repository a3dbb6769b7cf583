// SPDX-License-Identifier: Apache-2.0
// expect: idle_timeout: the grace must be above zero
#include <reprise/policies/limit/idle_timeout.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::idle_timeout{1s}.grace(1ns);
#else
[[maybe_unused]] constexpr auto part = reprise::idle_timeout{1s}.grace(0s);
#endif
