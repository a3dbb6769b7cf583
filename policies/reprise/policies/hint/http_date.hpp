// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::parse_http_date.

#ifndef REPRISE_POLICIES_HINT_HTTP_DATE_HPP
#define REPRISE_POLICIES_HINT_HTTP_DATE_HPP

#include <reprise/policies/hint/scan.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace reprise {

namespace detail {

[[nodiscard]] constexpr bool is_day_name(std::string_view name, bool in_full) noexcept {
    constexpr std::array<std::string_view, 7> names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
    return std::ranges::any_of(names, [name, in_full](std::string_view full) {
        return name == (in_full ? full : full.substr(0, 3));
    });
}

[[nodiscard]] constexpr std::optional<std::chrono::month> month_named(
    std::string_view name) noexcept {
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (name == names[index]) return std::chrono::month{static_cast<unsigned>(index + 1)};
    }
    return std::nullopt;
}

// hour ":" minute ":" second; a leap second is the one after the 59th.
[[nodiscard]] constexpr std::optional<std::chrono::seconds> scan_time_of_day(
    scanner& text) noexcept {
    auto const hour = text.digits(2);
    if (!hour || *hour > 23 || !text.skip(":")) return std::nullopt;
    auto const minute = text.digits(2);
    if (!minute || *minute > 59 || !text.skip(":")) return std::nullopt;
    auto const second = text.digits(2);
    if (!second || *second > 60) return std::nullopt;
    return std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

[[nodiscard]] constexpr std::optional<std::chrono::sys_seconds> moment(
    std::optional<int> year, std::optional<std::chrono::month> month, std::optional<int> day,
    std::optional<std::chrono::seconds> time) noexcept {
    if (!year || !month || !day || !time) return std::nullopt;
    std::chrono::year_month_day const date{
        std::chrono::year{*year}, *month, std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + *time;
}

// 06 Nov 1994 08:49:37 GMT, behind "Sun, "
[[nodiscard]] constexpr std::optional<std::chrono::sys_seconds> scan_imf_fixdate(
    scanner text) noexcept {
    auto const day = text.digits(2);
    if (!day || !text.skip(" ")) return std::nullopt;
    auto const month = month_named(text.word());
    if (!month || !text.skip(" ")) return std::nullopt;
    auto const year = text.digits(4);
    if (!year || !text.skip(" ")) return std::nullopt;
    auto const time = scan_time_of_day(text);
    if (!text.skip(" GMT") || !text.at_end()) return std::nullopt;
    return moment(year, month, day, time);
}

// 06-Nov-94 08:49:37 GMT, behind "Sunday, "
[[nodiscard]] constexpr std::optional<std::chrono::sys_seconds> scan_rfc850_date(
    scanner text, std::chrono::sys_seconds now) noexcept {
    auto const day = text.digits(2);
    if (!day || !text.skip("-")) return std::nullopt;
    auto const month = month_named(text.word());
    if (!month || !text.skip("-")) return std::nullopt;
    auto const of_century = text.digits(2);
    if (!of_century || !text.skip(" ")) return std::nullopt;
    auto const time = scan_time_of_day(text);
    if (!text.skip(" GMT") || !text.at_end()) return std::nullopt;

    // RFC 9110, 5.6.7: the latest year with these digits that is not more than 50 years in the future
    if (!time) return std::nullopt;
    auto const today = std::chrono::floor<std::chrono::days>(now);
    std::chrono::year_month_day const date{today};
    constexpr int century = 100;
    int const latest = static_cast<int>(date.year()) + 50;
    int year = latest - ((latest - *of_century) % century + century) % century;
    auto const that_day =
        std::chrono::month_day{*month, std::chrono::day{static_cast<unsigned>(*day)}};
    auto const this_day = std::chrono::month_day{date.month(), date.day()};
    if (year == latest && (that_day > this_day || (that_day == this_day && *time > now - today)))
        year -= century;
    return moment(year, month, day, time);
}

// Nov  6 08:49:37 1994, behind "Sun "
[[nodiscard]] constexpr std::optional<std::chrono::sys_seconds> scan_asctime_date(
    scanner text) noexcept {
    auto const month = month_named(text.word());
    if (!month || !text.skip(" ")) return std::nullopt;
    auto const day = text.skip(" ") ? text.digits(1) : text.digits(2);
    if (!day || !text.skip(" ")) return std::nullopt;
    auto const time = scan_time_of_day(text);
    if (!time || !text.skip(" ")) return std::nullopt;
    auto const year = text.digits(4);
    if (!text.at_end()) return std::nullopt;
    return moment(year, month, day, time);
}

}  // namespace detail

/// \ingroup hint
/// \brief Reads the date of an HTTP header: `Date`, `Retry-After`, `Last-Modified`.
///
/// By RFC 9110, 5.6.7: all three forms, of which the later two are obsolete and must be understood all the same.
/// Neither the locale nor the time zone matters. Names are compared with their case, as the grammar wants it; whether
/// the name of the day fits the date is not looked at. The second 60 of a leap second is the one after the 59th.
///
/// | form | example |
/// |---|---|
/// | IMF-fixdate | `Sun, 06 Nov 1994 08:49:37 GMT` |
/// | RFC 850 | `Sunday, 06-Nov-94 08:49:37 GMT`: the latest year with these digits that is at most 50 years ahead of `now` |
/// | asctime | `Sun Nov  6 08:49:37 1994` |
/// \param text The value of the header.
/// \param now  The present moment; it matters only for years of two digits.
/// \return The moment, or nothing if the text is no date.
[[nodiscard]] constexpr std::optional<std::chrono::sys_seconds> parse_http_date(
    std::string_view text, std::chrono::sys_seconds now) noexcept {
    detail::scanner scanned{detail::trimmed(text)};
    auto const day_name = scanned.word();
    if (detail::is_day_name(day_name, false)) {
        if (scanned.skip(", ")) return detail::scan_imf_fixdate(scanned);
        if (scanned.skip(" ")) return detail::scan_asctime_date(scanned);
    } else if (detail::is_day_name(day_name, true) && scanned.skip(", ")) {
        return detail::scan_rfc850_date(scanned, now);
    }
    return std::nullopt;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_HTTP_DATE_HPP
