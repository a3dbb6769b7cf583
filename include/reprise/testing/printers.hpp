// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how GoogleTest prints the library's types. Needs GoogleTest.

#ifndef REPRISE_TESTING_PRINTERS_HPP
#define REPRISE_TESTING_PRINTERS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/event.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/limit.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/log/line.hpp>
#include <reprise/report.hpp>
#include <reprise/retry_result.hpp>
#include <reprise/step_machine.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gtest/gtest.h>

#include <ostream>

// GoogleTest finds PrintTo by the type of what it prints: the functions stand in the namespace of the types.
namespace reprise {

// NOLINTBEGIN(readability-identifier-naming): the name is GoogleTest's

/// \ingroup testing
/// \brief Prints `deadline`.
/// \param reason What is printed.
/// \param out    Where to.
inline void PrintTo(stop_reason reason, std::ostream* out) { *out << to_string(reason); }

/// \ingroup testing
/// \brief Prints `transient`.
/// \param kind What is printed.
/// \param out  Where to.
inline void PrintTo(failure_kind kind, std::ostream* out) { *out << to_string(kind); }

/// \ingroup testing
/// \brief Prints `clock`.
/// \param axis What is printed.
/// \param out  Where to.
inline void PrintTo(policy_axis axis, std::ostream* out) { *out << to_string(axis); }

/// \ingroup testing
/// \brief Prints `throttled, asked to wait 2s, at most 5s longer, ambiguous`.
/// \param said What is printed.
/// \param out  Where to.
inline void PrintTo(verdict const& said, std::ostream* out) {
    *out << detail::verdict_text(said);
    if (said.hint()) *out << ", at most " << reprise::to_text(said.allowance()) << " longer";
    if (said.is_ambiguous()) *out << ", ambiguous";
}

/// \ingroup testing
/// \brief Prints `std::runtime_error: reset by peer`.
/// \param seen What is printed.
/// \param out  Where to.
inline void PrintTo(failure_view const& seen, std::ostream* out) {
    *out << detail::failure_text(seen);
}

/// \ingroup testing
/// \brief Prints `std::runtime_error: reset by peer`.
/// \param kept What is printed.
/// \param out  Where to.
inline void PrintTo(failure const& kept, std::ostream* out) {
    *out << detail::failure_text(kept.view());
}

/// \ingroup testing
/// \brief Prints `5`, or `unbounded`.
/// \tparam T What is limited.
/// \param bound What is printed.
/// \param out   Where to.
template <class T>
void PrintTo(limit<T> const& bound, std::ostream* out) {
    if (bound.is_bounded()) {
        *out << ::testing::PrintToString(bound.value_or(T{}));
    } else {
        *out << "unbounded";
    }
}

/// \ingroup testing
/// \brief Prints `wait 100ms`, or `stop: deadline`.
/// \param next What is printed.
/// \param out  Where to.
inline void PrintTo(step const& next, std::ostream* out) {
    if (next.waits()) {
        *out << "wait " << reprise::to_text(next.delay());
    } else {
        *out << "stop: " << to_string(next.reason());
    }
}

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(attempt_started const& event, std::ostream* out) {
    *out << reprise::to_line(event);
}

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(attempt_failed const& event, std::ostream* out) {
    *out << reprise::to_line(event);
}

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(retry_scheduled const& event, std::ostream* out) {
    *out << reprise::to_line(event);
}

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(attempt_succeeded const& event, std::ostream* out) {
    *out << reprise::to_line(event);
}

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(recovered const& event, std::ostream* out) { *out << reprise::to_line(event); }

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(gave_up const& event, std::ostream* out) { *out << reprise::to_line(event); }

/// \ingroup testing
/// \brief Prints the line that reprise::to_line makes of the event.
/// \param event What is printed.
/// \param out   Where to.
inline void PrintTo(policy_failed const& event, std::ostream* out) {
    *out << reprise::to_line(event);
}

/// \ingroup testing
/// \brief Prints `attempt 1 failed (transient), then 100ms: std::runtime_error: reset by peer`.
/// \param failed What is printed.
/// \param out    Where to.
inline void PrintTo(failed_attempt const& failed, std::ostream* out) {
    *out << "attempt " << failed.attempt << " failed (" << detail::verdict_text(failed.verdict)
         << "), then " << reprise::to_text(failed.delay) << ": "
         << detail::failure_text(failed.failure.view());
}

/// \ingroup testing
/// \brief Prints `3 attempts (deadline), waited 300ms of 1s`.
/// \param written What is printed.
/// \param out     Where to.
inline void PrintTo(report const& written, std::ostream* out) {
    *out << detail::count_text(written.attempts, "attempt") << " (" << to_string(written.reason)
         << "), waited " << reprise::to_text(written.waited) << " of "
         << reprise::to_text(written.elapsed);
}

/// \ingroup testing
/// \brief Prints the report.
/// \tparam Value What the operation returns.
/// \param result What is printed.
/// \param out    Where to.
template <class Value>
void PrintTo(retry_result<Value> const& result, std::ostream* out) {
    PrintTo(result.report(), out);
}

// NOLINTEND(readability-identifier-naming)

}  // namespace reprise

namespace reprise::testing {

/// \ingroup testing
/// \brief Prints `virtual clock at start + 1.5s`.
/// \param clock What is printed.
/// \param out   Where to.
// NOLINTNEXTLINE(readability-identifier-naming): the name is GoogleTest's
inline void PrintTo(virtual_clock const& clock, std::ostream* out) {
    *out << "virtual clock at start + " << reprise::to_text(clock.elapsed());
}

}  // namespace reprise::testing

/// \cond
// A duration is a type of the standard library's: a PrintTo would have to stand in namespace std, where nobody may
// add a function. Specialising GoogleTest's own template is the way that is left.
template <>
class testing::internal::UniversalPrinter<reprise::duration> {
  public:
    // NOLINTNEXTLINE(readability-identifier-naming): the name is GoogleTest's
    static void Print(reprise::duration const& span, std::ostream* out) {
        *out << reprise::to_text(span);
    }
};

template <>
class testing::internal::UniversalPrinter<reprise::time_point> {
  public:
    // NOLINTNEXTLINE(readability-identifier-naming): the name is GoogleTest's
    static void Print(reprise::time_point const& moment, std::ostream* out) {
        *out << "epoch + " << reprise::to_text(moment.time_since_epoch());
    }
};
/// \endcond

#endif  // REPRISE_TESTING_PRINTERS_HPP
