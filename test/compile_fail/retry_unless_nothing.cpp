// SPDX-License-Identifier: Apache-2.0
// expect: retry_unless: needs at least one type; to retry every failure write retry_all{}
#include <reprise/retry.hpp>

#ifdef PERMITTED
constexpr reprise::retry_unless<int> listed;
#else
constexpr reprise::retry_unless<> listed;
#endif
