// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a text from elsewhere is kept on one line.

#ifndef REPRISE_POLICIES_ONE_LINE_HPP
#define REPRISE_POLICIES_ONE_LINE_HPP

#include <string>

namespace reprise::detail {

// A text may come from the other side, and a control character would break the line or reach the terminal.
[[nodiscard]] inline std::string one_line(std::string text) {
    for (char& letter : text) {
        auto const code = static_cast<unsigned char>(letter);
        if (code < 0x20 || code == 0x7f) letter = ' ';
    }
    return text;
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_ONE_LINE_HPP
