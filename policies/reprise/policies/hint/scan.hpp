// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how the texts of headers are read: by their grammar, without locale, time zone or allocation.

#ifndef REPRISE_POLICIES_HINT_SCAN_HPP
#define REPRISE_POLICIES_HINT_SCAN_HPP

#include <reprise/concepts/duration.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace reprise::detail {

[[nodiscard]] constexpr bool is_digit(char letter) noexcept {
    return letter >= '0' && letter <= '9';
}

// OWS of RFC 9110, 5.6.3.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Reads a text from its front. What does not match is left where it was.
class scanner {
  public:
    constexpr explicit scanner(std::string_view text) noexcept : rest_{text} {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] constexpr std::string_view rest() const noexcept { return rest_; }

    constexpr bool skip(std::string_view wanted) noexcept {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }

    constexpr void skip_blanks() noexcept {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
            rest_.remove_prefix(1);
    }

    // As many digits as there are, one at least; what is too large for the type is its largest value.
    [[nodiscard]] constexpr std::optional<std::uint64_t> number() noexcept {
        constexpr auto most = std::numeric_limits<std::uint64_t>::max();
        if (rest_.empty() || !is_digit(rest_.front())) return std::nullopt;
        std::uint64_t value = 0;
        while (!rest_.empty() && is_digit(rest_.front())) {
            auto const digit = static_cast<std::uint64_t>(rest_.front() - '0');
            value = value > (most - digit) / 10 ? most : value * 10 + digit;
            rest_.remove_prefix(1);
        }
        return value;
    }

    // Just so many digits.
    [[nodiscard]] constexpr std::optional<int> digits(std::size_t count) noexcept {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (char const letter : rest_.substr(0, count)) {
            if (!is_digit(letter)) return std::nullopt;
            value = value * 10 + (letter - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }

    // The letters of a word.
    [[nodiscard]] constexpr std::string_view word() noexcept {
        std::size_t size = 0;
        while (size < rest_.size() && ((rest_[size] >= 'a' && rest_[size] <= 'z') ||
                                       (rest_[size] >= 'A' && rest_[size] <= 'Z')))
            ++size;
        auto const found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }

    constexpr void drop(std::size_t count) noexcept { rest_.remove_prefix(count); }

  private:
    std::string_view rest_;
};

// A count of some unit as a duration; what is too long is the longest there is.
template <class Unit>
[[nodiscard]] constexpr duration saturated(std::uint64_t count) noexcept {
    constexpr auto most =
        static_cast<std::uint64_t>(std::chrono::duration_cast<Unit>(duration::max()).count());
    if (count >= most) return duration::max();
    return Unit{static_cast<std::int64_t>(count)};
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_HINT_SCAN_HPP
