// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::step_machine: all decisions of a run, and nothing else.

#ifndef REPRISE_STEP_MACHINE_HPP
#define REPRISE_STEP_MACHINE_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/stop_policy.hpp>
#include <reprise/concepts/verdict.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief What to do after a failed attempt: wait and try again, or stop.
class step {
  public:
    /// \brief Wait, then make the next attempt.
    /// \param delay How long.
    /// \return The step.
    [[nodiscard]] static constexpr step wait(duration const& delay) noexcept {
        return {delay, stop_reason::succeeded};
    }

    /// \brief Make no further attempt.
    /// \param reason Why.
    /// \return The step.
    [[nodiscard]] static constexpr step stop(stop_reason reason) noexcept {
        return {no_delay, reason};
    }

    /// \brief Whether there is another attempt.
    /// \return True if the step is to wait.
    [[nodiscard]] constexpr bool waits() const noexcept {
        return delay_.count() != no_delay.count();
    }

    /// \brief How long to wait.
    /// \return The delay of a step that waits.
    [[nodiscard]] constexpr duration delay() const noexcept { return delay_; }

    /// \brief Why there is no further attempt.
    /// \return The reason of a step that does not wait.
    [[nodiscard]] constexpr stop_reason reason() const noexcept { return reason_; }

    /// \brief Same step.
    /// \param a A step.
    /// \param b A step.
    /// \return Whether they are equal.
    friend constexpr bool operator==(step const& a, step const& b) noexcept = default;

  private:
    static constexpr duration no_delay{-1};

    constexpr step(duration const& delay, stop_reason reason) noexcept
        : delay_{delay}, reason_{reason} {}

    duration delay_;
    stop_reason reason_;
};

/// \ingroup core
/// \brief What a failure means for an operation: an ambiguous one is permanent where twice is once too often.
/// \param said What the classifier says of the failure.
/// \param may  Whether the operation may happen twice.
/// \return The verdict that counts.
[[nodiscard]] constexpr verdict weighed(verdict const& said, repetition may) noexcept {
    return may == repetition::unsafe && said.is_ambiguous() ? said.as_permanent() : said;
}

namespace detail {

// What a machine knows of a part: where it is, or, of one that has no state, nothing.
template <class Part>
class part_of_policy {
  public:
    constexpr explicit part_of_policy(Part const& part) noexcept : part_{&part} {}
    [[nodiscard]] constexpr Part const& get() const noexcept { return *part_; }

  private:
    Part const* part_;
};

template <class Part>
    requires(std::is_empty_v<Part> && std::is_trivially_copy_constructible_v<Part>)
class part_of_policy<Part> {
  public:
    constexpr explicit part_of_policy(Part const& part) noexcept : part_{part} {}
    [[nodiscard]] constexpr Part const& get() const noexcept { return part_; }

  private:
    [[no_unique_address]] Part part_;
};

// Why a run ends with a failure that is permanent: whoever reads "ambiguous" has to find out whether it happened.
[[nodiscard]] constexpr stop_reason reason_of_permanent(
    verdict const& said, repetition may) noexcept {
    return may == repetition::unsafe && said.is_ambiguous() ? stop_reason::ambiguous_failure
                                                            : stop_reason::permanent_failure;
}

template <class Backoff, class Jitter, class Stop, class Draw>
inline constexpr bool decides_quietly =
    delays_quietly<Backoff> && jitters_quietly<Jitter>() &&
    noexcept(unwrap(std::declval<Stop const&>()).stops(std::declval<stop_query const&>())) &&
    limits_wait_quietly<Stop> &&
    (!jitter_needs_random<Jitter> || noexcept(std::declval<Draw&>()()));

}  // namespace detail

/// \ingroup core
/// \brief Decides what follows a failed attempt. Every driver, preview and proof asks it; nobody else decides.
///
/// It is pure: it does no I/O, reads no clock, allocates nothing and throws nothing of its own. What it knows is told
/// to it: the verdict on the failure, the time if some policy asked for it, a random word if the jitter wants one.
///
/// The rules, in this order, after attempt `n` has failed:
/// 1. a permanent failure ends the run; an ambiguous one of an operation that must not happen twice is permanent, and
///    has a reason of its own, reprise::stop_reason::ambiguous_failure;
/// 2. a stop condition that holds without any wait ends it;
/// 3. the delay is the backoff's for retry `n`, then jittered, never below zero; a condition that clips shortens it.
///    A backoff that answers with reprise::delay_answer::stop() ends the run;
/// 4. a stop condition that holds with this delay ends the run;
/// 5. so does a hint of the other side that is longer and with which the stop condition holds: with
///    reprise::stop_reason::refused;
/// 6. a longer hint replaces the delay, up to the delay plus the hint's allowance; a condition that clips shortens it;
/// 7. otherwise the run waits, and attempt `n + 1` follows.
///
/// A run's state: a few numbers. Copyable, so that a decision can be tried out. One thread at a time.
///
/// \tparam Backoff A reprise::backoff_policy.
/// \tparam Jitter  A reprise::jitter_policy.
/// \tparam Stop    A reprise::stop_policy.
template <backoff_policy Backoff, jitter_policy Jitter, stop_policy Stop>
class step_machine {
  public:
    /// \brief A machine for one run, before its first attempt.
    /// \param backoff The backoff; must outlive the machine.
    /// \param jitter  The jitter; must outlive the machine.
    /// \param stop    The stop condition; must outlive the machine.
    /// \param start   When the first attempt starts; only needed if the stop condition needs the time.
    constexpr step_machine(
        Backoff const& backoff, Jitter const& jitter, Stop const& stop,
        time_point start = {}) noexcept
        : backoff_{backoff}, jitter_{jitter}, stop_{stop}, start_{start} {}

    /// \brief The attempt that is being made or has just failed.
    /// \return Its number, from 1.
    [[nodiscard]] constexpr std::uint64_t attempt() const noexcept { return attempt_; }

    /// \brief How long has been waited in all.
    /// \return The sum of the delays, saturating.
    [[nodiscard]] constexpr duration waited() const noexcept {
        return saturating_add(waited_before_, previous_);
    }

    /// \brief When the first attempt started.
    /// \return The moment that the machine was told.
    [[nodiscard]] constexpr time_point start() const noexcept { return start_; }

    /// \brief Says which attempt is being made, where several machines count the attempts of one run together.
    /// \param number The number of the attempt, from 1.
    constexpr void count_from(std::uint64_t number) noexcept { attempt_ = number; }

    /// \brief Decides what follows a failed attempt.
    /// \tparam Draw Returns a `std::uint64_t`.
    /// \param said What the classifier says of the failure.
    /// \param now  The present moment; only needed if the stop condition needs the time.
    /// \param draw Called at most once, and only if there may be a wait and the jitter uses randomness.
    /// \param may  Whether the operation may happen twice.
    /// \param total How many attempts the run has made in all, where several machines share it; else zero.
    /// \return The step. If it waits, reprise::step_machine::attempt() is already the next one.
    /// \throws Nothing but what a policy that is not `noexcept` throws; the machine is then as it was.
    template <class Draw>
    [[nodiscard, gnu::always_inline]] constexpr step failed(
        verdict const& said, time_point now, Draw&& draw, repetition may = repetition::unstated,
        std::uint64_t total = 0) noexcept(detail::decides_quietly<Backoff, Jitter, Stop, Draw>) {
        if (!reprise::weighed(said, may).retryable())
            return step::stop(detail::reason_of_permanent(said, may));

        stop_query query{.attempts = attempt_, .total = total};
        if constexpr (stop_needs_time<Stop>) {
            query.elapsed = elapsed_between(start_, now);
            query.now = now;
        }
        // not const: g++ does not take a const object apart into registers
        if (std::optional<stop_reason> reason = detail::unwrap(stop_.get()).stops(query))
            return step::stop(*reason);

        auto const answer = detail::answer_of(backoff_.get(), attempt_);
        if constexpr (detail::answers<Backoff>) {
            if (answer.stops()) return step::stop(stop_reason::attempts_exhausted);
        }
        jitter_input input{.previous = previous_, .retry = attempt_};
        if constexpr (jitter_needs_random<Jitter>) input.word = std::forward<Draw>(draw)();
        if constexpr (jitter_remembers<Jitter>) input.memory = memory_;
        auto const drawn = detail::draw_of(jitter_.get(), answer.delay(), input);
        auto const computed = drawn.delay;
        query.delay = computed;
        auto const longest = detail::at_least_zero(detail::longest_wait_of(stop_.get(), query));
        query.delay = std::min(computed, longest);
        if constexpr (stop_needs_time<Stop>) {
            if (std::optional<stop_reason> reason = detail::unwrap(stop_.get()).stops(query)) {
                return step::stop(*reason);
            }
            if (hint_comes_too_late(query, said)) return step::stop(stop_reason::refused);
        }
        query.delay = std::min(hinted(computed, said), longest);

        if constexpr (jitter_remembers<Jitter>) memory_ = drawn.memory;
        waited_before_ = waited();
        previous_ = query.delay;
        ++attempt_;
        return step::wait(query.delay);
    }

    /// \brief Decides what follows when a wait was left before its end: the run is cancelled.
    ///
    /// To be called instead of making the attempt that `failed` announced; the delay then does not count as waited.
    /// \return The step, which stops.
    [[nodiscard]] constexpr step interrupted() noexcept {
        --attempt_;
        previous_ = duration::zero();
        return step::stop(stop_reason::cancelled);
    }

  private:
    [[nodiscard]] static constexpr duration hinted(
        duration const& computed, verdict const& said) noexcept {
        auto const hint = said.hint_or(computed);
        if (hint.count() <= computed.count()) return computed;
        return std::min(hint, saturating_add(computed, said.allowance()));
    }

    // The other side will not be ready before the time is up: waiting for a part of it is in vain.
    [[nodiscard]] constexpr bool hint_comes_too_late(stop_query query, verdict const& said) const {
        auto const hint = said.hint_or(query.delay);
        if (hint.count() <= query.delay.count()) return false;
        query.delay = hint;
        return std::optional<stop_reason>{detail::unwrap(stop_.get()).stops(query)}.has_value();
    }

    std::uint64_t attempt_ = 1;
    duration waited_before_ = duration::zero();  // the last wait, which may not come to its end
    duration previous_ = duration::zero();       // that wait
    [[no_unique_address]] detail::part_of_policy<Backoff> backoff_;
    [[no_unique_address]] detail::part_of_policy<Jitter> jitter_;
    [[no_unique_address]] detail::part_of_policy<Stop> stop_;
    time_point start_;
    struct no_memory {};
    [[no_unique_address]] std::conditional_t<jitter_remembers<Jitter>, std::uint64_t, no_memory>
        memory_{};
};

}  // namespace reprise

#endif  // REPRISE_STEP_MACHINE_HPP
