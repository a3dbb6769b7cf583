// SPDX-License-Identifier: Apache-2.0
// expect: describe: the policy has too many parts
#include <reprise/compose.hpp>
#include <reprise/describe.hpp>
#include <reprise/policies/log/loggers.hpp>
#include <reprise/policies/log/none.hpp>

#include <cstddef>
#include <utility>

// A logger that does nothing, many times over: each is a part of the policy's description.
template <std::size_t... Index>
constexpr auto policy_with_loggers(std::index_sequence<Index...> /*count*/) {
    return reprise::compose(
        reprise::loggers{std::get<0>(std::pair{reprise::no_logging{}, Index})...});
}

#ifdef PERMITTED
[[maybe_unused]] constexpr auto said =
    reprise::describe(policy_with_loggers(std::make_index_sequence<20>{}));
#else
[[maybe_unused]] constexpr auto said =
    reprise::describe(policy_with_loggers(std::make_index_sequence<70>{}));
#endif
