// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::stop_reason.

#ifndef REPRISE_CONCEPTS_STOP_REASON_HPP
#define REPRISE_CONCEPTS_STOP_REASON_HPP

#include <cstdint>
#include <string_view>

namespace reprise {

/// \ingroup concepts
/// \brief Why a run ended.
enum class stop_reason : std::uint8_t {
    succeeded,          ///< An attempt succeeded.
    permanent_failure,  ///< The classifier said that another attempt would fail the same way.
    ambiguous_failure,  ///< It may have happened, and must not twice; see reprise::verdict::ambiguous.
    attempts_exhausted,  ///< The policy allows no more attempts.
    deadline,            ///< The time is up, or would be before the wait ended.
    cancelled,           ///< A stop was requested.
    refused  ///< Something outside of the run said no: the server's hint, a budget, a breaker.
};

/// \ingroup concepts
/// \brief The reason in words, as it stands in logs and messages.
/// \param reason A stop reason.
/// \return Its description.
[[nodiscard]] constexpr std::string_view to_string(stop_reason reason) noexcept {
    switch (reason) {
        case stop_reason::succeeded: return "succeeded";
        case stop_reason::permanent_failure: return "permanent failure";
        case stop_reason::ambiguous_failure: return "ambiguous failure";
        case stop_reason::attempts_exhausted: return "attempts exhausted";
        case stop_reason::deadline: return "deadline";
        case stop_reason::cancelled: return "cancelled";
        case stop_reason::refused: return "refused";
    }
    return "unknown stop reason";
}

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_STOP_REASON_HPP
