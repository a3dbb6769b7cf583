// SPDX-License-Identifier: Apache-2.0
// expect: retry_unless: a type in the list is already covered by an earlier one
#include <reprise/retry.hpp>

#include <stdexcept>

#ifdef PERMITTED
constexpr reprise::retry_unless<std::runtime_error, std::exception> listed;
#else
constexpr reprise::retry_unless<std::exception, std::runtime_error> listed;
#endif
