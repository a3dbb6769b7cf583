// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what an attempt tells the other side about itself, ready to be put into headers.

#ifndef REPRISE_ATTEMPT_HEADERS_HPP
#define REPRISE_ATTEMPT_HEADERS_HPP

#include <reprise/concepts/attempt.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace reprise {

namespace detail {

// With zeros before it, up to that many digits.
[[nodiscard]] inline std::string digits_of(std::int64_t number, std::size_t count) {
    auto text = std::to_string(number);
    if (text.size() < count) text.insert(0, count - text.size(), '0');
    return text;
}

}  // namespace detail

/// \ingroup core
/// \brief The value of an `amz-sdk-request` header: `attempt=2; max=5`, or `attempt=2` where nothing limits the
/// attempts.
///
/// It goes with an `amz-sdk-invocation-id`, which is the same in every attempt: see reprise::idempotency_key::random.
/// \param described The attempt that is being made.
/// \return The value.
[[nodiscard]] inline std::string amz_sdk_request(attempt const& described) {
    auto number = "attempt=" + std::to_string(described.number());
    auto const left = described.attempts_left();
    if (!left.is_bounded()) return number;
    return number + "; max=" + std::to_string(described.number() + left.value_or(0));
}

/// \ingroup core
/// \brief The same with the moment after which nobody waits for the answer any more:
/// `ttl=20241106T084937Z; attempt=2; max=5`.
/// \param described The attempt that is being made.
/// \param ttl       When the attempt will be given up, by the wall clock, in years of four digits.
/// \return The value.
[[nodiscard]] inline std::string amz_sdk_request(
    attempt const& described, std::chrono::sys_seconds ttl) {
    auto const day = std::chrono::floor<std::chrono::days>(ttl);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{ttl - day};
    return "ttl=" + detail::digits_of(static_cast<int>(date.year()), 4) +
           detail::digits_of(static_cast<int>(static_cast<unsigned>(date.month())), 2) +
           detail::digits_of(static_cast<int>(static_cast<unsigned>(date.day())), 2) + 'T' +
           detail::digits_of(time.hours().count(), 2) +
           detail::digits_of(time.minutes().count(), 2) +
           detail::digits_of(time.seconds().count(), 2) + "Z; " + amz_sdk_request(described);
}

/// \ingroup core
/// \brief The value of a `grpc-previous-rpc-attempts` header (gRFC A6): how many attempts came before this one.
/// \param described The attempt that is being made.
/// \return The value, or nothing in the first attempt, which is sent without the header.
[[nodiscard]] inline std::optional<std::string> grpc_previous_rpc_attempts(
    attempt const& described) {
    if (described.number() == 1) return std::nullopt;
    return std::to_string(described.number() - 1);
}

}  // namespace reprise

#endif  // REPRISE_ATTEMPT_HEADERS_HPP
