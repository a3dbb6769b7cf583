// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::http_hint.

#ifndef REPRISE_POLICIES_HINT_HTTP_HINT_HPP
#define REPRISE_POLICIES_HINT_HTTP_HINT_HPP

#include <reprise/policies/hint/http_date.hpp>
#include <reprise/policies/hint/rate_limit.hpp>
#include <reprise/policies/hint/retry_after.hpp>

#include <chrono>
#include <concepts>
#include <functional>  // std::invoke
#include <optional>
#include <string_view>

namespace reprise {

/// \ingroup hint
/// \brief How long the server asked to wait, by whatever header it said so.
///
/// Looked at in this order, and the first that can be read decides: `x-amz-retry-after`, `Retry-After` (a date relative
/// to the answer's `Date`, if it has one), `RateLimit` (where nothing remains).
///
/// \snippet docs/examples/hints.cpp http_hint
/// \tparam Lookup Called with the name of a header, returns its value, empty if there is none. Names of headers have no
///                case.
/// \param header The headers of the answer.
/// \param now    The present moment by the wall clock: `std::chrono::floor<std::chrono::seconds>(
///               std::chrono::system_clock::now())`.
/// \return The hint, or nothing; to be handed to reprise::verdict::after.
template <class Lookup>
    requires std::convertible_to<
        std::invoke_result_t<Lookup const&, std::string_view>, std::string_view>
[[nodiscard]] constexpr std::optional<duration> http_hint(
    Lookup const& header, std::chrono::sys_seconds now) {
    std::string_view const in_milliseconds = std::invoke(header, "x-amz-retry-after");
    if (auto const hint = parse_amz_retry_after(in_milliseconds)) return hint;
    std::string_view const date = std::invoke(header, "Date");
    std::string_view const retry_after = std::invoke(header, "Retry-After");
    if (auto const hint = parse_retry_after(retry_after, parse_http_date(date, now).value_or(now)))
        return hint;
    std::string_view const limit = std::invoke(header, "RateLimit");
    if (auto const said = parse_rate_limit(limit)) return said->hint();
    return std::nullopt;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_HTTP_HINT_HPP
