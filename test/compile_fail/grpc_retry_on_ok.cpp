// SPDX-License-Identifier: Apache-2.0
// expect: grpc_retry_on: OK is no failure and cannot be retried
// expect: grpc_retry_on: needs at least one status code
#include <reprise/policies/classify/grpc.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr reprise::grpc_retry_on<grpc::StatusCode::UNAVAILABLE> part;
#else
[[maybe_unused]] constexpr reprise::grpc_retry_on<grpc::StatusCode::OK> part;
[[maybe_unused]] constexpr reprise::grpc_retry_on<> nothing;
#endif
