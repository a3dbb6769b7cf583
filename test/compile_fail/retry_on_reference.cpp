// SPDX-License-Identifier: Apache-2.0
// expect: retry_on: list the types themselves, without const and reference
#include <reprise/retry.hpp>

#include <exception>

#ifdef PERMITTED
constexpr reprise::retry_on<std::exception> listed;
#else
constexpr reprise::retry_on<std::exception const&> listed;
#endif
