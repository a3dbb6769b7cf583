// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a text becomes a string of JSON, or the value of a label of Prometheus.

#ifndef REPRISE_POLICIES_QUOTED_TEXT_HPP
#define REPRISE_POLICIES_QUOTED_TEXT_HPP

#include <boost/locale/utf.hpp>

#include <string>
#include <string_view>

namespace reprise::detail {

// In quotes, as UTF-8 whatever the bytes are: both formats are, and readers refuse the whole document for one byte that
// is not. What is no character becomes U+FFFD, the character that says so. `escaped` says what a control character, a
// quote or a backslash becomes.
template <class Escape>
[[nodiscard]] std::string quoted_text(std::string_view text, Escape const& escaped) {
    using utf8 = boost::locale::utf::utf_traits<char>;
    std::string quoted{'"'};
    for (auto const* at = text.data(); at != text.data() + text.size();) {
        auto const* next = at;
        auto const character = utf8::decode(next, text.data() + text.size());
        if (character == boost::locale::utf::illegal ||
            character == boost::locale::utf::incomplete) {
            // the byte behind may begin a character again
            next = at + 1;
            quoted += "\xef\xbf\xbd";
        } else if (character < 0x20 || character == '"' || character == '\\') {
            quoted += escaped(*at);
        } else {
            quoted.append(at, next);
        }
        at = next;
    }
    return quoted += '"';
}

// RFC 8259, section 7.
[[nodiscard]] inline std::string json_text(std::string_view text) {
    return detail::quoted_text(text, [](char letter) -> std::string {
        constexpr char const* digits = "0123456789abcdef";
        switch (letter) {
            case '"':
            case '\\': return {'\\', letter};
            case '\n': return "\\n";
            case '\r': return "\\r";
            case '\t': return "\\t";
            default: return std::string{"\\u00"} + digits[letter / 16] + digits[letter % 16];
        }
    });
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_QUOTED_TEXT_HPP
