// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::parse_retry_after and reprise::parse_amz_retry_after.

#ifndef REPRISE_POLICIES_HINT_RETRY_AFTER_HPP
#define REPRISE_POLICIES_HINT_RETRY_AFTER_HPP

#include <reprise/policies/hint/http_date.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

/// \ingroup hint
/// \brief Reads a `Retry-After` header (RFC 9110, 10.2.3): a number of seconds, or a date.
///
/// A date is compared with the server's own clock where the answer has a `Date` header, so that a clock that is wrong
/// here does no harm: `parse_retry_after(value, parse_http_date(date, now).value_or(now))`.
/// \param text The value of the header.
/// \param now  The present moment; it matters only for dates.
/// \return How long to wait: zero for a date that is past, the longest duration for a number that is too large; nothing
///         if the text is neither. To be handed to reprise::verdict::after.
[[nodiscard]] constexpr std::optional<duration> parse_retry_after(
    std::string_view text, std::chrono::sys_seconds now) noexcept {
    auto const value = detail::trimmed(text);
    detail::scanner scanned{value};
    if (auto const seconds = scanned.number()) {
        if (!scanned.at_end()) return std::nullopt;
        return detail::saturated<std::chrono::seconds>(*seconds);
    }
    auto const date = parse_http_date(value, now);
    if (!date) return std::nullopt;
    if (*date <= now) return duration::zero();
    // unsigned, because the difference of any two moments fits then
    auto const ahead = static_cast<std::uint64_t>(date->time_since_epoch().count()) -
                       static_cast<std::uint64_t>(now.time_since_epoch().count());
    return detail::saturated<std::chrono::seconds>(ahead);
}

/// \ingroup hint
/// \brief Reads an `x-amz-retry-after` header: a number of milliseconds.
///
/// The SDKs of AWS wait at least as long as computed and at most five seconds longer, which is what
/// reprise::verdict::after does with a hint anyway; what is no number they ignore.
/// \param text The value of the header.
/// \return How long to wait; nothing if the text is no number.
[[nodiscard]] constexpr std::optional<duration> parse_amz_retry_after(
    std::string_view text) noexcept {
    detail::scanner scanned{detail::trimmed(text)};
    auto const count = scanned.number();
    if (!count || !scanned.at_end()) return std::nullopt;
    return detail::saturated<std::chrono::milliseconds>(*count);
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_RETRY_AFTER_HPP
