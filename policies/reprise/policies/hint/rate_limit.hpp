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
    std::optional<rate_limit> strictest;
    rate_limit dictionary{1, duration::zero()};
    bool has_reset = false;
    while (!scanned.at_end()) {
        // a member of the dictionary, or a policy's name with parameters
        rate_limit policy{1, duration::zero()};
        bool policy_resets = false;
        if (scanned.rest().starts_with('"')) {
            if (!detail::scan_item(scanned).well_formed) return std::nullopt;
        } else {
            auto const pair = detail::scan_pair(scanned);
            if (!pair) return std::nullopt;
            if (pair->key == "remaining" && pair->value.number)
                dictionary.remaining = *pair->value.number;
            if (pair->key == "reset" && pair->value.number) {
                dictionary.reset = detail::saturated<std::chrono::seconds>(*pair->value.number);
                has_reset = true;
            }
        }
        for (scanned.skip_blanks(); scanned.skip(";"); scanned.skip_blanks()) {
            scanned.skip_blanks();
            auto const parameter = detail::scan_pair(scanned);
            if (!parameter) return std::nullopt;
            if (parameter->key == "r" && parameter->value.number)
                policy.remaining = *parameter->value.number;
            if (parameter->key == "t" && parameter->value.number) {
                policy.reset = detail::saturated<std::chrono::seconds>(*parameter->value.number);
                policy_resets = true;
            }
        }
        if (policy_resets && (!strictest || policy.hint().value_or(duration{-1}) >
                                                strictest->hint().value_or(duration{-1}))) {
            strictest = policy;
        }
        scanned.skip_blanks();
        if (scanned.at_end()) break;
        if (!scanned.skip(",")) return std::nullopt;
        scanned.skip_blanks();
        if (scanned.at_end()) return std::nullopt;
    }
    if (strictest) return strictest;
    return has_reset ? std::optional{dictionary} : std::nullopt;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_RATE_LIMIT_HPP
