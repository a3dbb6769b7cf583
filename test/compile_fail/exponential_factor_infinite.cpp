// SPDX-License-Identifier: Apache-2.0
// expect: exponential: the factor must be finite
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::exponential{1ms, 1e300};
#else
[[maybe_unused]] constexpr auto part = reprise::exponential{1ms, __builtin_inf()};
#endif
