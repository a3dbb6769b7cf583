// SPDX-License-Identifier: Apache-2.0
// expect: retry_if_message: the text must outlive the policy
#include <reprise/policies/classify/retry_if_message.hpp>

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part = reprise::retry_if_message("text");
#else
[[maybe_unused]] constexpr auto part = reprise::retry_if_message(std::string{"text"});
#endif
