// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::delay_answer.

#ifndef REPRISE_CONCEPTS_DELAY_ANSWER_HPP
#define REPRISE_CONCEPTS_DELAY_ANSWER_HPP

#include <reprise/concepts/duration.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup concepts
/// \brief What a function answers that is asked for a delay: use this one, keep the computed one, or stop.
///
/// A type instead of a magic number: a delay that came out negative by mistake means no wait, never "stop" or
/// "default".
class delay_answer {
  public:
    /// \brief Wait so long.
    /// \param delay The delay; a negative one counts as zero.
    /// \return The answer.
    [[nodiscard]] static constexpr delay_answer use(any_duration delay) noexcept {
        return {kind::use, detail::at_least_zero(delay.value())};
    }

    /// \brief Wait as long as was computed without the function.
    /// \return The answer.
    [[nodiscard]] static constexpr delay_answer keep() noexcept {
        return {kind::keep, duration::zero()};
    }

    /// \brief Make no further attempt: the run ends with reprise::stop_reason::attempts_exhausted.
    /// \return The answer.
    [[nodiscard]] static constexpr delay_answer stop() noexcept {
        return {kind::stop, duration::max()};
    }

    /// \brief Whether the computed delay is kept.
    /// \return True for reprise::delay_answer::keep().
    [[nodiscard]] constexpr bool keeps() const noexcept { return kind_ == kind::keep; }

    /// \brief Whether there is no further attempt.
    /// \return True for reprise::delay_answer::stop().
    [[nodiscard]] constexpr bool stops() const noexcept { return kind_ == kind::stop; }

    /// \brief The delay to use.
    /// \return The delay; zero where the computed one is kept, the longest where there is no further attempt.
    [[nodiscard]] constexpr duration delay() const noexcept { return delay_; }

    /// \brief Same answer.
    /// \param a An answer.
    /// \param b An answer.
    /// \return Whether they are equal.
    friend constexpr bool operator==(delay_answer const& a, delay_answer const& b) noexcept =
        default;

  private:
    enum class kind : std::uint8_t { use, keep, stop };

    constexpr delay_answer(kind what, duration delay) noexcept : delay_{delay}, kind_{what} {}

    duration delay_;
    kind kind_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_DELAY_ANSWER_HPP
