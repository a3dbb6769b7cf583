// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::classify_sqlstate: what PostgreSQL's error codes say of trying again.

#ifndef REPRISE_POLICIES_CLASSIFY_SQLSTATE_HPP
#define REPRISE_POLICIES_CLASSIFY_SQLSTATE_HPP

#include <reprise/concepts/verdict.hpp>

#include <string_view>

namespace reprise {

/// \ingroup classify
/// \brief The verdict on an error of PostgreSQL, by its SQLSTATE.
///
/// The page \ref service_postgresql has the table with the reasons. The codes are those of PostgreSQL's documentation,
/// appendix A; other databases share the classes 08 and 40.
/// \param sqlstate The five characters, or nothing: then all that is known is that something broke.
/// \return The verdict. A whole transaction has to be tried again, not only the statement that failed.
[[nodiscard]] constexpr verdict classify_sqlstate(std::string_view sqlstate) noexcept {
    if (sqlstate.empty()) return verdict::transient().ambiguous();

    auto const is_one_of = [&](auto... codes) { return ((sqlstate == codes) || ...); };
    if (is_one_of("40001", "40P01", "40000", "55P03", "55006", "57P03", "57P05", "72000"))
        return verdict::transient();
    if (is_one_of("08001", "08004")) return verdict::transient();
    if (is_one_of("53000", "53200", "53300")) return verdict::throttled();
    if (is_one_of("40003", "57P01", "57P02")) return verdict::transient().ambiguous();
    if (sqlstate.starts_with("08") && sqlstate != "08P01") return verdict::transient().ambiguous();
    return verdict::permanent();
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_SQLSTATE_HPP
