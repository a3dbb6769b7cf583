// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the one function that validates what policies are made of.

#ifndef REPRISE_POLICIES_REQUIRE_HPP
#define REPRISE_POLICIES_REQUIRE_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/joined.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace reprise::detail {

template <class Value>
[[nodiscard]] std::string got(Value const& value) {
    if constexpr (std::is_same_v<Value, duration>) {
        return reprise::to_text(value);
    } else if constexpr (std::floating_point<Value>) {
        // shortest, so that 0.99999999 does not read as 1, and the same in every locale
        std::array<char, 32> digits{};
        auto* const begin = digits.data();
        return std::string(begin, std::to_chars(begin, begin + digits.size(), value).ptr);
    } else if constexpr (std::is_convertible_v<Value const&, std::string_view>) {
        std::string quoted{'"'};
        for (char const letter : std::string_view{value}) {
            quoted += letter < ' ' || letter > '~' ? '?' : letter;
        }
        return quoted + '"';
    } else {
        return std::to_string(value);
    }
}

// Not constexpr on purpose: reaching it is what makes a constant expression fail.
template <class Value>
[[noreturn]] inline void refuse(char const* sentence, Value const& value) {
    auto const message = detail::joined({sentence, ", got ", detail::got(value)});
#if defined(__cpp_exceptions)
    throw std::invalid_argument{message};
#else
    std::fprintf(stderr, "%s\n", message.c_str());
    std::abort();
#endif
}

// In a constant expression the compiler prints this call, and with it the sentence; at run time it is the text of a
// std::invalid_argument, with the value behind it. Without exceptions the sentence goes to stderr and the program ends.
template <class Value>
constexpr void require(bool holds, char const* sentence, Value const& value) {
    if (!holds) detail::refuse(sentence, value);
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_REQUIRE_HPP
