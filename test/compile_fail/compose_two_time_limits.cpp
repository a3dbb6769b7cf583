// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two time limits: combine them, run_timeout{...} || idle_timeout{...}
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] auto const composed =
    reprise::compose(reprise::run_timeout{1s} || reprise::idle_timeout{1s});
#else
[[maybe_unused]] auto const composed =
    reprise::compose(reprise::run_timeout{1s}, reprise::idle_timeout{1s});
#endif
