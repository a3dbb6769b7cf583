// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how the library puts a line of text together.

#ifndef REPRISE_POLICIES_JOINED_HPP
#define REPRISE_POLICIES_JOINED_HPP

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace reprise::detail {

// One allocation, and next to nothing to compile: every `+` of strings chooses among a dozen templates.
[[nodiscard]] inline std::string joined(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (auto const part : parts) size += part.size();
    std::string text;
    text.reserve(size);
    for (auto const part : parts) text.append(part.data(), part.size());
    return text;
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JOINED_HPP
