// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the presets.

#ifndef REPRISE_PRESETS_HPP
#define REPRISE_PRESETS_HPP

#include <reprise/compose.hpp>
#include <reprise/graph/default_retry_on.hpp>
#include <reprise/policies/jitter/additive.hpp>

#include <chrono>

/// \brief Policies with the numbers of well-known retry handlers, to start from or to match.
namespace reprise::presets {

/// \ingroup core
/// \brief LangGraph's policy: 3 attempts, 500 ms doubling up to 128 s and up to 1 s on top, and its own classification.
///
/// The differences from reprise::default_policy are the jitter, which can exceed the cap, and
/// reprise::graph::default_retry_on.
/// \hideinitializer
inline constexpr auto langgraph = compose(
    attempts{3}, exponential{std::chrono::milliseconds{500}, 2.0, std::chrono::seconds{128}},
    additive_jitter{std::chrono::seconds{1}}, graph::default_retry_on{});

}  // namespace reprise::presets

#endif  // REPRISE_PRESETS_HPP
