// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::loggers: several loggers as one.

#ifndef REPRISE_POLICIES_LOG_LOGGERS_HPP
#define REPRISE_POLICIES_LOG_LOGGERS_HPP

#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/log/located.hpp>

#include <boost/hana/basic_tuple.hpp>

#include <cstddef>
#include <exception>
#include <source_location>
#include <utility>

namespace reprise {

/// \ingroup log
/// \brief Tells each of several loggers the events that it takes, in the order in which they are listed.
///
/// A logger that throws does not keep an event from the others; the first exception is passed on after all have been
/// told, and contained like that of any logger.
/// \tparam Logger Each a reprise::logger_policy.
///
/// \when Two have to be told: a log and a metric, say.
///
/// \whennot One is enough: each logger costs its call.
///
/// \snippet docs/examples/loggers.cpp loggers
///
/// \model{reprise::logger_policy}
template <logger_policy... Logger>
class loggers {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "loggers";

    /// \brief It wants the time if one of them does.
    static constexpr bool needs_time = (logger_needs_time<Logger> || ...);

    /// \brief Takes the loggers.
    /// \param logger Each logger.
    constexpr explicit loggers(Logger... logger) : loggers_{std::move(logger)...} {}

    /// \brief Tells all that take the event.
    /// \tparam Event An event that one of them takes.
    /// \param event The event.
    template <class Event>
        requires(takes_event<Logger, Event> || ...)
    void on(Event const& event) const noexcept((nothrow_on<Logger, Event> && ...)) {
        tell_all<(nothrow_on<Logger, Event> && ...)>(
            [&event](auto const& logger) { tell(logger, event); });
    }

    /// \brief Tells all that take the event, with the place to those that want it; see reprise::located.
    /// \tparam Event An event that one of them takes with the place.
    /// \param event The event.
    /// \param where Where the call stands.
    template <class Event>
        requires(takes_located_event<Logger, Event> || ...)
    void on(Event const& event, std::source_location const& where) const {
        tell_all<false>([&event, &where]<class One>(One const& logger) {
            if constexpr (takes_located_event<One, Event>) {
                detail::unwrap(logger).on(event, where);
            } else {
                tell(logger, event);
            }
        });
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        for_each([&out](auto const& logger) { out("logger", logger); });
    }

  private:
    template <class Action>
    constexpr void for_each(Action const& action) const {
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            (action(boost::hana::at_c<Index>(loggers_)), ...);
        }(std::index_sequence_for<Logger...>{});
    }

    template <bool Quiet, class Tell>
    void tell_all(Tell const& tell_one) const noexcept(Quiet) {
        if constexpr (Quiet) {
            for_each(tell_one);
        } else {
#if defined(__cpp_exceptions)
            std::exception_ptr first;
            for_each([&tell_one, &first](auto const& logger) {
                try {
                    tell_one(logger);
                } catch (...) {
                    if (first == nullptr) first = std::current_exception();
                }
            });
            if (first != nullptr) std::rethrow_exception(first);
#else
            for_each(tell_one);
#endif
        }
    }
    template <class One, class Event>
    static constexpr bool nothrow_on = [] {
        if constexpr (takes_event<One, Event>) {
            return noexcept(
                detail::unwrap(std::declval<One const&>()).on(std::declval<Event const&>()));
        } else {
            return true;
        }
    }();

    template <class One, class Event>
    static void tell(One const& logger, Event const& event) noexcept(nothrow_on<One, Event>) {
        if constexpr (takes_event<One, Event>) detail::unwrap(logger).on(event);
    }

    boost::hana::basic_tuple<Logger...> loggers_;
};

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LOGGERS_HPP
