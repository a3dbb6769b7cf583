// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::to_text for durations.

#ifndef REPRISE_POLICIES_DURATION_TEXT_HPP
#define REPRISE_POLICIES_DURATION_TEXT_HPP

#include <reprise/concepts/duration.hpp>

#include <array>
#include <string>

namespace reprise {

/// \ingroup policies
/// \brief A duration as text, exact, in the largest unit that leaves an integer part: `1.5s`, `62.5ms`, `0s`.
/// \param span A duration.
/// \return The text; it reads like the `std::chrono` literal of the same value.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string to_text(duration const& span) {
    auto const count = span.count();
    if (count == 0) return "0s";
    bool const negative = count < 0;
    // the most negative count has no positive counterpart in the signed type
    auto const magnitude = negative ? 0 - static_cast<unsigned long long>(count)
                                    : static_cast<unsigned long long>(count);
    struct unit {
        unsigned long long nanoseconds;
        char const* name;
    };
    constexpr std::array units = {
        unit{1'000'000'000, "s"}, unit{1'000'000, "ms"}, unit{1'000, "us"}, unit{1, "ns"}};
    auto const* chosen = units.data();
    while (magnitude < chosen->nanoseconds) ++chosen;
    std::string text = negative ? "-" : "";
    text += std::to_string(magnitude / chosen->nanoseconds);
    if (auto const rest = magnitude % chosen->nanoseconds; rest != 0) {
        // the unit's power of ten in front keeps the leading zeros of the fraction
        auto fraction = std::to_string(chosen->nanoseconds + rest);
        fraction[0] = '.';
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text += fraction;
    }
    return text += chosen->name;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_DURATION_TEXT_HPP
