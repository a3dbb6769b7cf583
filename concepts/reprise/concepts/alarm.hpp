// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::alarm and reprise::alarm_clock_policy.

#ifndef REPRISE_CONCEPTS_ALARM_HPP
#define REPRISE_CONCEPTS_ALARM_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/policy_reference.hpp>

#include <memory>

namespace reprise {

/// \ingroup concepts
/// \brief What a clock calls at a moment; drivers derive from it.
class alarm {
  public:
    alarm() = default;
    alarm(alarm const&) = delete;
    alarm& operator=(alarm const&) = delete;
    virtual ~alarm() = default;

    /// \brief The moment has come. Called by the clock, in any thread, one call after the other.
    /// \param now The present moment, no earlier than the one that it was set to.
    /// \return When it wants to ring again; `time_point::max()` if it does not.
    virtual time_point ring(time_point now) noexcept = 0;
};

/// \ingroup concepts
/// \brief A clock that can do something at a moment while the program does something else: it asks an attempt that
/// blocks to stop at its time limit.
///
/// \expressions
/// \expression{`policy.set_alarm(ringing\, moment)`, anything, has the `std::shared_ptr<reprise::alarm>` `ringing` rung
/// when `now()` has reached `moment`\, and again at the moments that it answers with}
/// \expression{`policy.clear_alarm(*ringing)`, anything, has it rung no more; it may be ringing right now in another
/// thread}
/// \endexpressions
///
/// \laws
/// - an alarm rings once for each moment, not before it, and soon after it
/// - one that has been cleared is destroyed with its last owner: the clock keeps none
///
/// Any number of threads may call all members at once. What `set_alarm` throws comes out of
/// reprise::attempt::stop_token, in the operation.
///
/// \models{alarm_clock_policy}
///
/// Near misses: a clock that only waits. It is a reprise::clock_policy all the same, under which a blocking operation
/// is told its limit but not asked to stop.
///
/// \snippet docs/examples/own_policies.cpp alarm_clock
template <class Policy>
concept alarm_clock_policy = clock_policy<Policy> && requires(
                                                         policy_reference_t<Policy> policy,
                                                         std::shared_ptr<alarm> const& ringing,
                                                         alarm const& cleared, time_point moment) {
    policy.set_alarm(ringing, moment);
    policy.clear_alarm(cleared);
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_ALARM_HPP
