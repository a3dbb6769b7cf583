// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is text: a string view, or what looks like one.

#ifndef REPRISE_CONCEPTS_TEXT_LIKE_HPP
#define REPRISE_CONCEPTS_TEXT_LIKE_HPP

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace reprise::detail {

// Libraries that are older than std::string_view have one of their own, which does not convert: Abseil, for one.
template <class Text>
concept text_like = std::convertible_to<Text, std::string_view> || requires(Text const& text) {
    { text.data() } -> std::convertible_to<char const*>;
    { text.size() } -> std::convertible_to<std::size_t>;
};

template <text_like Text>
[[nodiscard]] std::string to_owned(Text const& text) {
    if constexpr (std::convertible_to<Text const&, std::string_view>) {
        return std::string{static_cast<std::string_view>(text)};
    } else {
        return std::string(text.data(), text.size());
    }
}

}  // namespace reprise::detail

#endif  // REPRISE_CONCEPTS_TEXT_LIKE_HPP
