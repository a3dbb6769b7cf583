// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::all_failures.

#ifndef REPRISE_ALL_FAILURES_HPP
#define REPRISE_ALL_FAILURES_HPP

namespace reprise {

/// \ingroup core
/// \brief Says that a report shall hold every failure, not just the last: `try_retry(all_failures, policy, operation)`,
/// `attempts_of(all_failures, policy)`.
///
/// The report then grows with every attempt that fails.
struct all_failures_t {};

/// \ingroup core
/// \brief See reprise::all_failures_t.
/// \hideinitializer
inline constexpr all_failures_t all_failures{};

}  // namespace reprise

#endif  // REPRISE_ALL_FAILURES_HPP
