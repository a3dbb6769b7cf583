// SPDX-License-Identifier: Apache-2.0
// expect: exponential: the factor must be at least 1
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::exponential{1ms, 1.0};
#else
[[maybe_unused]] constexpr auto part = reprise::exponential{1ms, 0.5};
#endif
