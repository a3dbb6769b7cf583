// SPDX-License-Identifier: Apache-2.0
// expect: retry_on: a type in the list is already covered by an earlier one
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr reprise::retry_on<int, long> listed;
#else
constexpr reprise::retry_on<int, long, int> listed;
#endif
