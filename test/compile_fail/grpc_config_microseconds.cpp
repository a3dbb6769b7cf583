// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: gRPC counts whole milliseconds
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::attempts{3}, reprise::grpc_failures{}, reprise::constant{1ms}));
#else
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::attempts{3}, reprise::grpc_failures{}, reprise::constant{1us}));
#endif
