// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what HTTP says of trying again: reprise::classify_http_status and reprise::is_idempotent_http_method.

#ifndef REPRISE_POLICIES_CLASSIFY_HTTP_STATUS_HPP
#define REPRISE_POLICIES_CLASSIFY_HTTP_STATUS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/verdict.hpp>

#include <optional>
#include <string_view>

namespace reprise {

/// \ingroup classify
/// \brief Whether a request with this method may be sent twice: GET, HEAD, OPTIONS, TRACE, PUT and DELETE.
///
/// That is RFC 9110, section 9.2.2. Methods are case-sensitive; one that is not known is taken to be unsafe.
/// \param method The method as it is sent.
/// \return Whether RFC 9110 defines it to be idempotent.
[[nodiscard]] constexpr bool is_idempotent_http_method(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE" ||
           method == "PUT" || method == "DELETE";
}

/// \ingroup classify
/// \brief The verdict on a response of an HTTP server, by RFC 9110, RFC 6585 and RFC 8470.
///
/// The page \ref service_http has a table of all status codes, each with its reason. A `Retry-After` becomes the
/// verdict's hint; it also makes a 413 one that passes, and a 503 one that is known to come before any effect.
/// \param status      The status code, 400 and above; a lower one is no failure, and counts as permanent here.
/// \param retry_after How long the server asked to wait, if it did.
/// \return The verdict.
[[nodiscard]] constexpr verdict classify_http_status(
    unsigned status, std::optional<duration> retry_after = std::nullopt) noexcept {
    auto const hinted = [&](verdict said) { return retry_after ? said.after(*retry_after) : said; };
    switch (status) {
        case 408:  // the server gave up reading the request
        case 425: return hinted(verdict::transient());
        case 429: return hinted(verdict::throttled());
        case 413: return retry_after ? hinted(verdict::throttled()) : verdict::permanent();
        case 503: return hinted(verdict::throttled().ambiguous(!retry_after));
        case 501:
        case 505:
        case 506:
        case 507:
        case 508:
        case 510:
        case 511: return verdict::permanent();
        default: break;
    }
    // RFC 9110, section 15: a code that is not known counts as the first one of its class
    if (status >= 500 && status < 600) return hinted(verdict::transient().ambiguous());
    return verdict::permanent();
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_HTTP_STATUS_HPP
