// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how seconds are printed in LangGraph's texts.

#ifndef REPRISE_GRAPH_DETAIL_SECONDS_TEXT_HPP
#define REPRISE_GRAPH_DETAIL_SECONDS_TEXT_HPP

#include <reprise/concepts/duration.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <string>

namespace reprise::graph::detail {

// With so many digits behind the point, at most 9. It is a point in every locale, of streams and of the process.
[[nodiscard]] inline std::string seconds_text(duration span, int digits) {
    std::array<char, 32> text{};  // the longest duration has ten digits before the point
    auto const seconds = std::chrono::duration<double>{span}.count();
    auto* const end =
        std::to_chars(
            text.data(), text.data() + text.size(), seconds, std::chars_format::fixed, digits)
            .ptr;
    return {text.data(), end};
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_SECONDS_TEXT_HPP
