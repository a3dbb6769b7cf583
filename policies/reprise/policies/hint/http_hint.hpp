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

namespace detail {

template <class Lookup>
[[nodiscard]] constexpr std::optional<duration> hint_in(
    Lookup const& header, std::chrono::sys_seconds now, bool hears_rate_limit) {
    // each as it is returned, which may be a string of its own
    auto const& in_milliseconds = std::invoke(header, "x-amz-retry-after");
    if (auto const hint = parse_amz_retry_after(in_milliseconds)) return hint;
    auto const& date = std::invoke(header, "Date");
    auto const& retry_after = std::invoke(header, "Retry-After");
    if (auto const hint = parse_retry_after(retry_after, parse_http_date(date, now).value_or(now)))
        return hint;
    if (!hears_rate_limit) return std::nullopt;
    auto const& limit = std::invoke(header, "RateLimit");
    if (auto const said = parse_rate_limit(limit)) return said->hint();
    return std::nullopt;
}

}  // namespace detail

/// \ingroup hint
/// \brief How long the server asked to wait, by whatever header it said so.
///
/// Looked at in this order, and the first that can be read decides: `x-amz-retry-after`, `Retry-After` (a date relative
/// to the answer's `Date`, if it has one), `RateLimit` (where nothing remains).
///
/// \snippet docs/examples/hints.cpp http_hint
/// \tparam Lookup Called with the name of a header, returns its value, empty if there is none: a `std::string_view`, or
///                what converts to one, a `std::string` perhaps. Names of headers have no case. Of a header that came
///                twice, either value will do.
/// \param header The headers of the answer.
/// \param now    The present moment by the wall clock: `std::chrono::floor<std::chrono::seconds>(
///               std::chrono::system_clock::now())`.
/// \return The hint, or nothing; to be handed to reprise::verdict::after.
template <class Lookup>
    requires std::convertible_to<
        std::invoke_result_t<Lookup const&, std::string_view>, std::string_view>
[[nodiscard]] constexpr std::optional<duration> http_hint(
    Lookup const& header, std::chrono::sys_seconds now) {
    return detail::hint_in(header, now, true);
}

/// \ingroup hint
/// \brief The same for a response of which the status is known: `RateLimit` is heard with a 429 alone.
///
/// It may stand in every response. What makes a 503 one that was refused before any effect, and a 413 one that passes,
/// is that the server asks to come back (see reprise::classify_http_status), which `RateLimit` does not.
/// \tparam Lookup As above.
/// \param header The headers of the answer.
/// \param now    The present moment by the wall clock.
/// \param status The status of the answer.
/// \return The hint, or nothing.
template <class Lookup>
    requires std::convertible_to<
        std::invoke_result_t<Lookup const&, std::string_view>, std::string_view>
[[nodiscard]] constexpr std::optional<duration> http_hint(
    Lookup const& header, std::chrono::sys_seconds now, unsigned status) {
    constexpr unsigned too_many_requests = 429;
    return detail::hint_in(header, now, status == too_many_requests);
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_HTTP_HINT_HPP
