// SPDX-License-Identifier: Apache-2.0
// expect: capped: the cap must not be negative
#include <reprise/policies/backoff/capped.hpp>
#include <reprise/policies/backoff/none.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::capped(reprise::no_backoff{}, 0s);
#else
[[maybe_unused]] constexpr auto part = reprise::capped(reprise::no_backoff{}, -1s);
#endif
