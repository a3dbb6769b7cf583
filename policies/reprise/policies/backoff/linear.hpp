// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::linear.

#ifndef REPRISE_POLICIES_BACKOFF_LINEAR_HPP
#define REPRISE_POLICIES_BACKOFF_LINEAR_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Waits a fixed step longer before each further retry, up to a cap.
///
/// \when Contention that grows slowly with the number of callers: database rows, optimistic locks.
///
/// \whennot Outages of unknown length: it takes many attempts to reach a long delay. Use reprise::exponential.
///
/// \formula `delay(n) = min(cap, initial + (n - 1) * step)`, in whole nanoseconds.
///
/// \bounds From `initial` to `cap`; never falls.
///
/// \picture{linear, linear{100ms\, 150ms\, 1s}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp linear
///
/// \model{reprise::backoff_policy}
class linear {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "linear";

    /// \brief Grows from `initial` by `step`.
    /// \param initial The delay before retry 1, not negative.
    /// \param step    By how much each further delay is longer, not negative.
    /// \param cap     The longest delay, at least `initial`.
    /// \throws std::invalid_argument if a parameter is out of its range.
    constexpr linear(any_duration initial, any_duration step, any_duration cap)
        : initial_{initial.value()}, step_{step.value()}, cap_{cap.value()} {
        detail::require(
            initial_.count() >= 0, "linear: the initial delay must not be negative", initial_);
        detail::require(step_.count() >= 0, "linear: the step must not be negative", step_);
        detail::require(
            cap_.count() >= initial_.count(), "linear: the cap must not be below the initial delay",
            cap_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay, at most the cap.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept {
        auto const steps = retry_number - 1;
        auto const room = static_cast<std::uint64_t>((cap_ - initial_).count());
        auto const step = static_cast<std::uint64_t>(step_.count());
        if (step != 0 && steps > room / step) return cap_;
        return initial_ + duration{static_cast<duration::rep>(steps * step)};
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(linear const& a, linear const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("initial", initial_);
        out("step", step_);
        out("cap", cap_);
    }

  private:
    duration initial_;
    duration step_;
    duration cap_;
};

static_assert(backoff_policy<linear>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_LINEAR_HPP
