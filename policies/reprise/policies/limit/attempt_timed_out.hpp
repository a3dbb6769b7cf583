// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::attempt_timed_out.

#ifndef REPRISE_POLICIES_LIMIT_ATTEMPT_TIMED_OUT_HPP
#define REPRISE_POLICIES_LIMIT_ATTEMPT_TIMED_OUT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/joined.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace reprise {

/// \ingroup limit
/// \brief What an attempt has failed with that a time limit of the policy has ended.
///
/// Thrown by the library alone: an operation's own timeout is another type. It is transient, and ambiguous, whatever
/// the classifier lists: nobody knows what the attempt has done.
class attempt_timed_out : public std::runtime_error, public mark {
  public:
    /// \brief Drivers make it.
    /// \param limit     Which limit it was.
    /// \param value     How long that is.
    /// \param elapsed   How long the attempt had taken.
    /// \param abandoned Whether it goes on all the same.
    /// \param thrown    What it threw when it had been asked to stop.
    attempt_timed_out(
        time_limit limit, duration value, duration elapsed, bool abandoned,
        std::exception_ptr thrown = nullptr)
        : runtime_error{text(limit, value, elapsed, abandoned)},
          mark{verdict::transient().ambiguous()},
          limit_{limit},
          abandoned_{abandoned},
          value_{value},
          elapsed_{elapsed},
          thrown_{std::move(thrown)} {}

    /// \brief Which limit it was.
    /// \return The limit.
    [[nodiscard]] time_limit limit() const noexcept { return limit_; }

    /// \brief How long that limit is.
    /// \return The duration that the policy gave, or the time that was left.
    [[nodiscard]] duration value() const noexcept { return value_; }

    /// \brief How long the attempt had taken when it was given up.
    /// \return The time from its start.
    [[nodiscard]] duration elapsed() const noexcept { return elapsed_; }

    /// \brief Whether the attempt ignored the request to stop for longer than the grace, and may still be at it.
    /// \return True if it has been abandoned.
    [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }

    /// \brief What the attempt itself threw when it had been asked to stop.
    /// \return The exception, the same object; null if it threw none, or was abandoned.
    [[nodiscard]] std::exception_ptr const& thrown() const noexcept { return thrown_; }

  private:
    [[nodiscard]] static std::string text(
        time_limit limit, duration const& value, duration const& elapsed, bool abandoned) {
        return detail::joined(
            {"the attempt was ended by the ", to_string(limit), " of ", to_text(value), ", after ",
             to_text(elapsed), abandoned ? "; it did not heed that, and was abandoned" : ""});
    }

    time_limit limit_;
    bool abandoned_;
    duration value_;
    duration elapsed_;
    std::exception_ptr thrown_;
};

}  // namespace reprise

#endif  // REPRISE_POLICIES_LIMIT_ATTEMPT_TIMED_OUT_HPP
