// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the events that loggers take.

#ifndef REPRISE_CONCEPTS_EVENT_HPP
#define REPRISE_CONCEPTS_EVENT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/concepts/verdict.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup concepts
/// \brief The operation is about to be called.
struct attempt_started {
    std::uint64_t attempt;  ///< The number of the attempt, from 1.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
};

/// \ingroup concepts
/// \brief An attempt failed; what follows from it is the next event.
struct attempt_failed {
    std::uint64_t attempt;     ///< The number of the attempt, from 1.
    failure_view failure;      ///< What happened; valid during the event.
    reprise::verdict verdict;  ///< What the classifier says of it.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
};

/// \ingroup concepts
/// \brief There will be another attempt after a wait, which has not begun yet.
struct retry_scheduled {
    std::uint64_t attempt;     ///< The number of the attempt that failed, from 1.
    duration delay;            ///< How long the wait will be.
    failure_view failure;      ///< Why; valid during the event.
    reprise::verdict verdict;  ///< What the classifier says of the failure.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
};

/// \ingroup concepts
/// \brief An attempt succeeded: the first, or a later one, which reprise::recovered follows.
struct attempt_succeeded {
    std::uint64_t attempt;  ///< The number of the attempt, from 1.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
};

/// \ingroup concepts
/// \brief An attempt succeeded after at least one that failed.
struct recovered {
    std::uint64_t attempts;  ///< How many attempts it took, at least 2.
    duration waited;         ///< How long was waited in all.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
};

/// \ingroup concepts
/// \brief There will be no further attempt; the failure goes to the caller.
struct gave_up {
    std::uint64_t attempts;  ///< How many attempts were made.
    stop_reason reason;      ///< Why no more.
    failure_view failure;    ///< The last failure; valid during the event.
    duration waited;         ///< How long was waited in all.
    duration elapsed = duration::
        zero();  ///< Since the first attempt's start; zero unless somebody needs the time.
    reprise::verdict verdict =
        reprise::verdict::permanent();  ///< What the last failure was taken for.
};

/// \ingroup concepts
/// \brief The parts of a composed policy.
enum class policy_axis : std::uint8_t {
    classifier,  ///< The classifier threw: the failure counts as permanent.
    schedule,  ///< The backoff, the jitter, the stop condition or the random source threw: the run ends.
    clock  ///< The clock threw: the run ends, unless no more than a log or a report wanted the time.
};

/// \ingroup concepts
/// \brief The axis as it is spelled in logs.
/// \param axis An axis.
/// \return Its name.
[[nodiscard]] constexpr std::string_view to_string(policy_axis axis) noexcept {
    switch (axis) {
        case policy_axis::classifier: return "classifier";
        case policy_axis::schedule: return "schedule";
        case policy_axis::clock: return "clock";
    }
    return "unknown axis";
}

/// \ingroup concepts
/// \brief A policy itself threw. The operation's own failure is not hidden by it: it comes out, and this is how the
/// policy's exception can be seen.
struct policy_failed {
    std::uint64_t attempt;  ///< The number of the attempt after which it happened.
    policy_axis axis;       ///< Which part threw.
    failure_view failure;   ///< What it threw; valid during the event.
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_EVENT_HPP
