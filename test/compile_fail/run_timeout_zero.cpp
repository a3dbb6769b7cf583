// SPDX-License-Identifier: Apache-2.0
// expect: run_timeout: the time must be above zero
#include <reprise/policies/limit/run_timeout.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::run_timeout{1ns};
#else
[[maybe_unused]] constexpr auto part = reprise::run_timeout{0s};
#endif
