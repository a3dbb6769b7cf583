// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::attempt.

#ifndef REPRISE_CONCEPTS_ATTEMPT_HPP
#define REPRISE_CONCEPTS_ATTEMPT_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/limit.hpp>

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

    /// \brief The token by which the run can be stopped, for the operation to heed in its own waits.
    /// \return The token of the policy's stop condition; one without a stop state if it has none.
    [[nodiscard]] std::stop_token const& stop_token() const noexcept { return token_; }

  private:
    std::uint64_t number_;
    limit<std::uint64_t> most_;
    duration elapsed_;
    failure_view const* previous_;
    std::stop_token token_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_ATTEMPT_HPP
