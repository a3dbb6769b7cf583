// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two time limits: combine them, run_timeout{...} || idle_timeout{...}
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::run_timeout{1s} || reprise::idle_timeout{100ms});
#else
auto const composed = reprise::compose(reprise::run_timeout{1s}, reprise::idle_timeout{100ms});
#endif
