// SPDX-License-Identifier: Apache-2.0
// expect: monotone_jitter: the base must be above zero
#include <reprise/policies/jitter/monotone.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::monotone_jitter{1ns};
#else
[[maybe_unused]] constexpr auto part = reprise::monotone_jitter{0ns};
#endif
