// SPDX-License-Identifier: Apache-2.0
// expect: grpc_retry_on: OK is no failure and cannot be retried
#include <reprise/policies/classify/grpc.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr reprise::grpc_retry_on<grpc::StatusCode::UNAVAILABLE> part;
#else
[[maybe_unused]] constexpr reprise::grpc_retry_on<grpc::StatusCode::OK> part;
#endif
