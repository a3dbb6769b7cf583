// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::classify_redis_reply: what Redis' error replies say of trying again.

#ifndef REPRISE_POLICIES_CLASSIFY_REDIS_REPLY_HPP
#define REPRISE_POLICIES_CLASSIFY_REDIS_REPLY_HPP

#include <reprise/concepts/verdict.hpp>

#include <string_view>

namespace reprise {

/// \ingroup classify
/// \brief The verdict on an error reply of Redis, by its first word.
///
/// The page \ref service_redis has the table with the reasons. Redis refuses a command before it carries it out, so no
/// error reply is ambiguous. `MOVED` and `ASK` are permanent: they name another server, which no wait will change.
/// \param message The reply's text, without the leading `-`.
/// \return The verdict.
[[nodiscard]] constexpr verdict classify_redis_reply(std::string_view message) noexcept {
    auto const first_word = message.substr(0, message.find(' '));
    auto const is_one_of = [&](auto... words) { return ((first_word == words) || ...); };
    if (is_one_of("LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "READONLY"))
        return verdict::transient();
    if (is_one_of("NOREPLICAS", "UNBLOCKED")) return verdict::transient();
    if (first_word == "OOM" || message.starts_with("ERR max number of clients reached"))
        return verdict::throttled();
    return verdict::permanent();
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_REDIS_REPLY_HPP
