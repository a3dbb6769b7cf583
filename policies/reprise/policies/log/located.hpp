// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::located: events that know where the call stands.

#ifndef REPRISE_POLICIES_LOG_LOCATED_HPP
#define REPRISE_POLICIES_LOG_LOCATED_HPP

#include <reprise/concepts/logger_policy.hpp>

#include <source_location>
#include <utility>

namespace reprise {

/// \ingroup log
/// \brief Whether a logger wants to know where the call stands for an event: `logger.on(event, location)`.
/// \tparam Logger A reprise::logger_policy.
/// \tparam Event  One of the event types.
template <class Logger, class Event>
concept takes_located_event = requires(
    policy_reference_t<Logger> logger, Event const& event, std::source_location const& where) {
    logger.on(event, where);
};

/// \ingroup log
/// \brief A logger that is told with each event where in the source the call stands.
///
/// `reprise::here(policy)` puts it into a policy at the call. A logger takes part by an overload of `on` with a
/// `std::source_location` as second parameter, as reprise::log_to has; for an event without that overload it gets the
/// event alone.
/// \tparam Logger A reprise::logger_policy.
///
/// \when A policy is used in many places, and the log shall say which of them retries.
///
/// \whennot One call only uses the policy: a prefix of the logger says it as well.
///
/// \snippet docs/examples/monitoring.cpp here
///
/// \model{reprise::logger_policy}
template <logger_policy Logger>
class located {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "located";
    /// \brief It wants the time if the other does.
    static constexpr bool needs_time = logger_needs_time<Logger>;

    /// \brief Takes the logger and the place.
    /// \param logger The logger.
    /// \param where  The place.
    constexpr explicit located(
        Logger logger, std::source_location where = std::source_location::current())
        : logger_{std::move(logger)}, where_{where} {}

    /// \brief Tells the logger, with the place if it takes that.
    /// \tparam Event An event that the logger takes.
    /// \param event The event.
    template <class Event>
        requires(takes_event<Logger, Event> || takes_located_event<Logger, Event>)
    constexpr void on(Event const& event) const noexcept(quiet<Event>()) {
        if constexpr (takes_located_event<Logger, Event>) {
            detail::unwrap(logger_).on(event, where_);
        } else {
            detail::unwrap(logger_).on(event);
        }
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("logger", logger_);
    }

  private:
    template <class Event>
    static constexpr bool quiet() {
        if constexpr (takes_located_event<Logger, Event>) {
            return noexcept(detail::unwrap(std::declval<Logger const&>())
                                .on(std::declval<Event const&>(), std::source_location{}));
        } else {
            return noexcept(
                detail::unwrap(std::declval<Logger const&>()).on(std::declval<Event const&>()));
        }
    }

    [[no_unique_address]] Logger logger_;
    std::source_location where_;
};

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LOCATED_HPP
