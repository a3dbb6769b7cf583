// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how times are spelled.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_TEXT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_TEXT_HPP

#include <chrono>
#include <string>
#include <string_view>

namespace flaky {

/// \brief A number with a fixed count of decimals.
/// \param value    The number.
/// \param decimals How many.
/// \return The text.
[[nodiscard]] std::string fixed(double value, int decimals);

/// \brief A span of time as a person would say it: `4.2 ms`, `1.25 s`.
/// \param span The time.
/// \return The text.
[[nodiscard]] std::string to_text(std::chrono::nanoseconds span);

/// \brief A count with its noun: `1 document`, `2 documents`.
/// \param count How many.
/// \param noun  In the singular.
/// \return The text.
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_TEXT_HPP
