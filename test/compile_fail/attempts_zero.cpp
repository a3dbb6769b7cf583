// SPDX-License-Identifier: Apache-2.0
// expect: attempts: the first call counts too, so there must be at least 1
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::attempts{1};
#else
[[maybe_unused]] constexpr auto part = reprise::attempts{0};
#endif
