// SPDX-License-Identifier: Apache-2.0
// expect: retry_on: needs at least one type; to retry every failure write retry_all{}
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr reprise::retry_on<int> listed;
#else
constexpr reprise::retry_on<> listed;
#endif
