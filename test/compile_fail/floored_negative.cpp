// SPDX-License-Identifier: Apache-2.0
// expect: floored: the shortest delay must not be negative
#include <reprise/policies/backoff/floored.hpp>
#include <reprise/policies/backoff/none.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::floored(reprise::no_backoff{}, 0s);
#else
[[maybe_unused]] constexpr auto part = reprise::floored(reprise::no_backoff{}, -1s);
#endif
