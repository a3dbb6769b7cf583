// SPDX-License-Identifier: Apache-2.0
// expect: retry_unless: list the types themselves, without const and reference
#include <reprise/retry.hpp>

#include <exception>

#ifdef PERMITTED
constexpr reprise::retry_unless<std::exception> listed;
#else
constexpr reprise::retry_unless<std::exception const&> listed;
#endif
