// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::parse_grpc_pushback and reprise::parse_proto_duration: what gRPC servers say of retrying.
/// Needs no gRPC.

#ifndef REPRISE_POLICIES_HINT_GRPC_HPP
#define REPRISE_POLICIES_HINT_GRPC_HPP

#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/hint/scan.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

/// \ingroup hint
/// \brief Reads a `grpc-retry-pushback-ms` trailer and says what it makes of a failure (gRFC A6).
///
/// A number of milliseconds is the delay before the next attempt. A negative number, or what is no number, means that
/// the server wants no further attempt: the verdict is then permanent.
/// \param text      The value of the trailer.
/// \param said      What is said of the failure without it.
/// \param allowance By how much it may lengthen the computed delay; gRPC itself sets no limit: duration::max().
/// \return The verdict.
[[nodiscard]] constexpr verdict parse_grpc_pushback(
    std::string_view text, verdict const& said,
    any_duration allowance = verdict::default_allowance) noexcept {
    detail::scanner scanned{detail::trimmed(text)};
    auto const count = scanned.number();
    if (!count || !scanned.at_end()) return said.as_permanent();
    return said.after(detail::saturated<std::chrono::milliseconds>(*count), allowance);
}

/// \ingroup hint
/// \brief Reads a `google.protobuf.Duration` in its JSON form, as in the `retryDelay` of a `google.rpc.RetryInfo`:
/// `"1.5s"`.
///
/// Seconds with up to nine digits behind the point and an `s` at the end, at most 315,576,000,000 of them.
/// \param text The text, without the quotes.
/// \return The duration; zero for a negative one; nothing if the text is none.
[[nodiscard]] constexpr std::optional<duration> parse_proto_duration(
    std::string_view text) noexcept {
    constexpr std::uint64_t most_seconds = 315'576'000'000;
    constexpr std::uint64_t most_digits = 9;
    detail::scanner scanned{text};
    bool const negative = scanned.skip("-");
    auto const seconds = scanned.number();
    if (!seconds || *seconds > most_seconds) return std::nullopt;
    std::uint64_t nanoseconds = 0;
    if (scanned.skip(".")) {
        auto const before = scanned.rest().size();
        auto const fraction = scanned.number();
        auto const digits = before - scanned.rest().size();
        if (!fraction || digits > most_digits) return std::nullopt;
        nanoseconds = *fraction;
        for (auto place = digits; place < most_digits; ++place) nanoseconds *= 10;
    }
    if (!scanned.skip("s") || !scanned.at_end()) return std::nullopt;
    if (negative) return duration::zero();
    return saturating_add(
        detail::saturated<std::chrono::seconds>(*seconds),
        duration{static_cast<std::int64_t>(nanoseconds)});
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_GRPC_HPP
