// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: gRPC wants at least 2 attempts; with 1 there is nothing to say
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::grpc_failures{}, reprise::exponential{10ms}, reprise::attempts{2}));
#else
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::grpc_failures{}, reprise::exponential{10ms}, reprise::attempts{1}));
#endif
