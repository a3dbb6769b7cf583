// SPDX-License-Identifier: Apache-2.0
// expect: to_grpc_service_config: gRPC knows no such backoff
// expect: to_grpc_service_config: gRPC's jitter is its own and cannot be chosen
// expect: to_grpc_service_config: gRPC retries by status codes alone
// expect: to_grpc_service_config: a channel does not tell a logger that it retries
// expect: to_grpc_service_config: gRPC counts attempts and nothing else
// expect: to_grpc_service_config: gRPC limits the time of a whole call, not that of an attempt
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto config = reprise::to_grpc_service_config(reprise::compose(
    reprise::exponential{10ms, 2.0, 50ms}, reprise::full_jitter{}, reprise::grpc_failures{},
    reprise::attempts{3}));
#else
[[maybe_unused]] auto const config = reprise::to_grpc_service_config(reprise::compose(
    reprise::linear{10ms, 10ms, 50ms}, reprise::equal_jitter{}, reprise::transient{},
    reprise::on_retry([](reprise::retry_scheduled const&) {}),
    reprise::attempts{3} || reprise::elapsed{1s}, reprise::run_timeout{1s}));
#endif
