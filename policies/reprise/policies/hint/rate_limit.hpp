// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::parse_rate_limit.

#ifndef REPRISE_POLICIES_HINT_RATE_LIMIT_HPP
#define REPRISE_POLICIES_HINT_RATE_LIMIT_HPP

#include <reprise/policies/hint/scan.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

namespace detail {

// A bare item of RFC 8941, as far as it can stand in a RateLimit header: an integer, a string, a token. Others do not
// matter, and are passed over like tokens. Returns the number where it is one.
struct rate_limit_item {
    std::optional<std::uint64_t> number;
    bool well_formed = false;
};

[[nodiscard]] constexpr rate_limit_item scan_item(scanner& text) noexcept {
    if (text.skip("\"")) {
        while (!text.at_end()) {
            if (text.skip("\"")) return {std::nullopt, true};
            bool const escaped = text.skip("\\");
            if (escaped && text.at_end()) break;
            text.drop(1);
        }
        return {};
    }
    if (text.skip(":")) {  // bytes
        auto const size = text.rest().find(':');
        if (size == std::string_view::npos) return {};
        text.drop(size + 1);
        return {std::nullopt, true};
    }
    if (auto const number = text.number()) {
        // a decimal, or a token that begins with digits, is no count
        bool plain = true;
        while (!text.at_end() &&
               std::string_view{",; \t="}.find(text.rest().front()) == std::string_view::npos) {
            plain = false;
            text.drop(1);
        }
        return {plain ? number : std::nullopt, true};
    }
    auto const size = text.rest().find_first_of(",; \t=");
    auto const length = size == std::string_view::npos ? text.rest().size() : size;
    text.drop(length);
    return {std::nullopt, length > 0};
}

// A key of RFC 8941 and its value, `r=5`, or a key alone.
struct rate_limit_pair {
    std::string_view key;
    rate_limit_item value;
};

[[nodiscard]] constexpr std::optional<rate_limit_pair> scan_pair(scanner& text) noexcept {
    auto const size = text.rest().find_first_of(",; \t=\"");
    auto const length = size == std::string_view::npos ? text.rest().size() : size;
    if (length == 0) return std::nullopt;
    rate_limit_pair pair{text.rest().substr(0, length), {std::nullopt, true}};
    text.drop(length);
    if (text.skip("=")) pair.value = detail::scan_item(text);
    if (!pair.value.well_formed) return std::nullopt;
    return pair;
}

}  // namespace detail

/// \ingroup hint
/// \brief What a `RateLimit` header says: how many requests are left, and until when.
struct rate_limit {
    std::uint64_t remaining = 0;        ///< How many requests may still be made in this window.
    duration reset = duration::zero();  ///< How long until there are more.

    /// \brief What it means for a request that was turned down.
    /// \return How long to wait, if nothing remains.
    [[nodiscard]] constexpr std::optional<duration> hint() const noexcept {
        return remaining == 0 ? std::optional{reset} : std::nullopt;
    }

    /// \brief Same counts.
    /// \param a A limit.
    /// \param b A limit.
    /// \return Whether they are equal.
    friend constexpr bool operator==(rate_limit const& a, rate_limit const& b) noexcept = default;
};

namespace detail {

// Gathers what the members of the header say.
class rate_limit_reader {
  public:
    // A policy with its parameters, or a member of the older dictionary; false if it is malformed.
    [[nodiscard]] constexpr bool member(scanner& text) noexcept {
        if (text.rest().starts_with('"')) {
            if (!detail::scan_item(text).well_formed) return false;
        } else {
            auto const pair = detail::scan_pair(text);
            if (!pair) return false;
            note(*pair, "remaining", "reset", dictionary_);
        }
        gathered policy;
        for (text.skip_blanks(); text.skip(";"); text.skip_blanks()) {
            text.skip_blanks();
            auto const parameter = detail::scan_pair(text);
            if (!parameter) return false;
            note(*parameter, "r", "t", policy);
        }
        if (policy.resets && (!strictest_.resets || holds_up(policy) > holds_up(strictest_)))
            strictest_ = policy;
        return true;
    }

    [[nodiscard]] constexpr std::optional<rate_limit> said() const noexcept {
        if (strictest_.resets) return strictest_.limit;
        return dictionary_.resets ? std::optional{dictionary_.limit} : std::nullopt;
    }

  private:
    // unless it is said that nothing remains, something does
    struct gathered {
        rate_limit limit{1, duration::zero()};
        bool resets = false;
    };

    static constexpr void note(
        rate_limit_pair const& pair, std::string_view remaining, std::string_view reset,
        gathered& to) noexcept {
        if (!pair.value.number) return;
        if (pair.key == remaining) to.limit.remaining = *pair.value.number;
        if (pair.key == reset) {
            to.limit.reset = detail::saturated<std::chrono::seconds>(*pair.value.number);
            to.resets = true;
        }
    }

    [[nodiscard]] static constexpr duration holds_up(gathered const& policy) noexcept {
        return policy.limit.hint().value_or(duration{-1});
    }

    gathered strictest_;
    gathered dictionary_;
};

}  // namespace detail

/// \ingroup hint
/// \brief Reads a `RateLimit` header (draft-ietf-httpapi-ratelimit-headers).
///
/// Understood are the list of draft 08 and later, `"default";r=50;t=30`, of which the policy that holds up longest
/// decides, and the dictionary of drafts 03 to 07, `limit=100, remaining=50, reset=30`. Still older drafts have a
/// header of its own for each number: `RateLimit-Reset` is then read by reprise::parse_retry_after's rules for
/// seconds. It is a draft: this function changes with it.
/// \param text The value of the header.
/// \return What it says; nothing if it is malformed or has no reset time.
[[nodiscard]] constexpr std::optional<rate_limit> parse_rate_limit(std::string_view text) noexcept {
    detail::scanner scanned{detail::trimmed(text)};
    detail::rate_limit_reader read;
    do {
        scanned.skip_blanks();
        if (!read.member(scanned)) return std::nullopt;
        scanned.skip_blanks();
    } while (scanned.skip(","));
    return scanned.at_end() ? read.said() : std::nullopt;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_RATE_LIMIT_HPP
