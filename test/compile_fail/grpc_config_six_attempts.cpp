// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: gRPC makes at most 5 attempts, whatever it is told
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::attempts{5}, reprise::grpc_failures{}));
#else
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::attempts{6}, reprise::grpc_failures{}));
#endif
