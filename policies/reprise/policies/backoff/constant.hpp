// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::constant.

#ifndef REPRISE_POLICIES_BACKOFF_CONSTANT_HPP
#define REPRISE_POLICIES_BACKOFF_CONSTANT_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Waits equally long before every retry.
///
/// \when A resource becomes free at a steady rate: a lock, a job that is polled, a file that somebody else writes.
///
/// \whennot Many callers share an overloaded service: waiting longer each time is what lets it recover. Use
/// reprise::exponential.
///
/// \formula `delay(n) = delay`
///
/// \bounds Always the delay that was given.
///
/// \picture{constant, constant{250ms}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp constant
///
/// \model{reprise::backoff_policy}
class constant {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "constant";

    /// \brief Always the same delay.
    /// \param delay The delay, not negative.
    /// \throws std::invalid_argument if it is negative.
    constexpr explicit constant(any_duration delay) : delay_{delay.value()} {
        detail::require(delay_.count() >= 0, "constant: the delay must not be negative", delay_);
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry; does not matter.
    /// \return The delay.
    [[nodiscard]] constexpr duration delay(
        [[maybe_unused]] std::uint64_t retry_number) const noexcept {
        return delay_;
    }

    /// \brief Same delay.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(constant const& a, constant const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("delay", delay_);
    }

  private:
    duration delay_;
};

static_assert(backoff_policy<constant>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_CONSTANT_HPP
