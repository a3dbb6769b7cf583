// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: gRPC wants a delay above zero
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::grpc_failures{}, reprise::exponential{10ms}, reprise::attempts{3}));
#else
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(
    reprise::compose(reprise::grpc_failures{}, reprise::exponential{0ms}, reprise::attempts{3}));
#endif
