// SPDX-License-Identifier: Apache-2.0
// expect: delay_bounds: the policy makes fewer retries than bounds are asked for
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part =
    reprise::delay_bounds<2>(reprise::compose(reprise::attempts{3}));
#else
[[maybe_unused]] constexpr auto part =
    reprise::delay_bounds<3>(reprise::compose(reprise::attempts{3}));
#endif
