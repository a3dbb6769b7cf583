// SPDX-License-Identifier: Apache-2.0
// expect: from_function: the function must be callable, as const, with the number of the retry
#include <reprise/policies/backoff/from_function.hpp>

using namespace std::chrono_literals;

#ifdef PERMITTED
[[maybe_unused]] constexpr auto part =
    reprise::from_function([](std::uint64_t) { return reprise::delay_answer::use(1s); });
#else
[[maybe_unused]] constexpr auto part =
    reprise::from_function([](std::uint64_t) { return reprise::duration{1s}; });
#endif
