// SPDX-License-Identifier: Apache-2.0
// expect: retry_if_message: needs a text, or a predicate
#include <reprise/policies/classify/retry_if_message.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part =
    reprise::retry_if_message([](std::string_view) { return true; });
#else
[[maybe_unused]] constexpr auto part = reprise::retry_if_message([](int) { return true; });
#endif
