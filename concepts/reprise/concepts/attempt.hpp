// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::attempt.

#ifndef REPRISE_CONCEPTS_ATTEMPT_HPP
#define REPRISE_CONCEPTS_ATTEMPT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/heartbeat.hpp>
#include <reprise/concepts/limit.hpp>
#include <reprise/concepts/time_limit_policy.hpp>

#include <cstdint>
#include <stop_token>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief What an operation is told of the attempt that it is part of, if it takes one:
/// `[](reprise::attempt const& attempt) { ... }`.
///
/// Valid during the call only.
class attempt {
  public:
    /// \brief Who ends the attempt at its limits, once the operation asks for what it can be told by; drivers derive
    /// from it.
    class supervisor {
      public:
        supervisor() = default;
        supervisor(supervisor const&) = delete;
        supervisor& operator=(supervisor const&) = delete;

        /// \brief By which the attempt is asked to stop.
        /// \return The token.
        [[nodiscard]] virtual std::stop_token const& stop_token() = 0;
        /// \brief By which it says that it makes progress.
        /// \return The handle.
        [[nodiscard]] virtual reprise::heartbeat const& heartbeat() = 0;

      protected:
        ~supervisor() = default;
    };

    /// \brief Describes an attempt; drivers do this.
    /// \param number   The number of the attempt, from 1.
    /// \param most     How many attempts there can be.
    /// \param elapsed  The time since the first attempt's start.
    /// \param previous The failure of the attempt before, or null; must outlive this object.
    /// \param token    The token by which the run can be stopped.
    attempt(
        std::uint64_t number, limit<std::uint64_t> most, duration elapsed,
        failure_view const* previous, std::stop_token token) noexcept
        : number_{number},
          most_{most},
          elapsed_{elapsed},
          previous_{previous},
          token_{std::move(token)} {}

    /// \brief The number of the attempt.
    /// \return 1 for the first.
    [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

    /// \brief How many further attempts there can be after this one.
    /// \return The count, or reprise::unbounded where nothing limits the attempts.
    [[nodiscard]] limit<std::uint64_t> attempts_left() const noexcept {
        if (!most_.is_bounded()) return unbounded;
        auto const most = most_.value_or(number_);
        return most > number_ ? most - number_ : 0;
    }

    /// \brief How much time had passed since the first attempt's start when this one began.
    /// \return Zero for the first.
    [[nodiscard]] duration elapsed() const noexcept { return elapsed_; }

    /// \brief The failure of the attempt before.
    /// \return The failure, or null in the first attempt.
    [[nodiscard]] failure_view const* previous_failure() const noexcept { return previous_; }

    /// \brief How long this attempt may take.
    /// \return The limits of the policy, where the time left of the run is less, that; none unless the policy has some.
    [[nodiscard]] attempt_limits const& limits() const noexcept { return limits_; }

    /// \brief When this attempt began, by the policy's clock.
    /// \return The moment, where the policy limits the time of its attempts; else the epoch.
    [[nodiscard]] time_point began() const noexcept { return began_; }

    /// \brief When this attempt is to be over, by the policy's clock.
    /// \return The end of its run timeout or of the run, whichever is first; the largest moment if neither limits it.
    [[nodiscard]] time_point deadline() const noexcept {
        return detail::moment_after(began_, limits_.run);
    }

    /// \brief By which the operation says that it makes progress; only an idle timeout needs it.
    /// \return A handle that may be copied and kept.
    /// \throws std::bad_alloc Where an attempt that blocks is watched, which begins with the first call.
    [[nodiscard]] reprise::heartbeat const& heartbeat() const {
        return supervisor_ != nullptr ? supervisor_->heartbeat() : heartbeat_;
    }

    /// \brief The same attempt under limits; drivers use it.
    /// \param limits The limits.
    /// \param began  When the attempt started.
    /// \return A copy.
    [[nodiscard]] attempt limited(attempt_limits const& limits, time_point began) const {
        auto copy = *this;
        copy.limits_ = limits;
        copy.began_ = began;
        return copy;
    }

    /// \brief The same attempt, watched; drivers use it.
    /// \param token By which it is asked to stop.
    /// \param beat  By which it says that it makes progress.
    /// \return A copy.
    [[nodiscard]] attempt watched(std::stop_token token, reprise::heartbeat beat) const {
        auto copy = *this;
        copy.token_ = std::move(token);
        copy.heartbeat_ = std::move(beat);
        return copy;
    }

    /// \brief The same attempt, watched once it asks for that; drivers use it.
    /// \param watching Who watches; must outlive the copy.
    /// \return A copy.
    [[nodiscard]] attempt supervised(supervisor& watching) const {
        auto copy = *this;
        copy.supervisor_ = &watching;
        return copy;
    }

    /// \brief The token by which the attempt is asked to stop, for the operation to heed in its own waits: a stop is
    /// requested when one is requested of the run, and when a time limit of the policy is reached.
    ///
    /// An operation that blocks begins to be watched when it asks for this: from then on it has timed out, whatever it
    /// throws, if it fails after the request. Callbacks of the token are called by the policy's clock in a thread of
    /// its own, others' attempts wait for them: they should be quick, and must not throw.
    /// \return The token of the policy's stop condition, or of this attempt where a time limit can end it; one without
    ///         a stop state if there is neither.
    /// \throws std::bad_alloc, and what reprise::alarm_clock_policy says, where an attempt that blocks is watched.
    [[nodiscard]] std::stop_token const& stop_token() const {
        return supervisor_ != nullptr ? supervisor_->stop_token() : token_;
    }

  private:
    std::uint64_t number_;
    limit<std::uint64_t> most_;
    duration elapsed_;
    failure_view const* previous_;
    std::stop_token token_;
    attempt_limits limits_;
    time_point began_{};
    reprise::heartbeat heartbeat_;
    supervisor* supervisor_ = nullptr;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_ATTEMPT_HPP
