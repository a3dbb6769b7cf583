// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: a channel waits by a clock of its own, and draws randomness of its own
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

constexpr auto calls = reprise::compose(reprise::attempts{3}, reprise::grpc_failures{});

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(calls);
#else
[[maybe_unused]] constexpr auto config =
    reprise::to_grpc_service_config(reprise::with(calls, reprise::fixed_seed{6}));
#endif
