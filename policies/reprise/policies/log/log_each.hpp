// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::log_each and the hooks: a callable as a logger.

#ifndef REPRISE_POLICIES_LOG_LOG_EACH_HPP
#define REPRISE_POLICIES_LOG_LOG_EACH_HPP

#include <reprise/concepts/logger_policy.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup log
/// \brief Any callable as a logger: it gets the events that it can be called with.
///
/// `log_each([](reprise::gave_up const& event) { alert(event.reason); })` takes one event, a generic lambda takes all.
/// \tparam Callable Called as `const`, by any number of threads at once.
///
/// \when Something is to be done on an event: a line in the program's own log, a counter, an alarm.
///
/// \whennot The callable changes something without a lock, and the policy is shared by threads.
///
/// \snippet docs/examples/loggers.cpp log_each
///
/// \model{reprise::logger_policy}
template <class Callable>
class log_each {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "log_each";

    /// \brief Takes the callable.
    /// \param callable What to call.
    constexpr explicit log_each(Callable callable) noexcept(
        std::is_nothrow_move_constructible_v<Callable>)
        : callable_{std::move(callable)} {}

    /// \brief Calls it.
    /// \tparam Event An event that the callable takes.
    /// \param event The event.
    template <class Event>
        requires std::invocable<Callable const&, Event const&>
    constexpr void on(Event const& event) const
        noexcept(std::is_nothrow_invocable_v<Callable const&, Event const&>) {
        std::invoke(callable_, event);
    }

  private:
    [[no_unique_address]] Callable callable_;
};

namespace detail {

template <class Event, class Callable>
struct only_event {
    [[no_unique_address]] Callable callable;

    constexpr void operator()(Event const& event) const
        noexcept(std::is_nothrow_invocable_v<Callable const&, Event const&>) {
        std::invoke(callable, event);
    }
};

template <class Event, class Callable>
[[nodiscard]] constexpr auto hook(Callable callable) {
    static_assert(
        std::invocable<Callable const&, Event const&>,
        "on_retry, on_give_up, on_recovered: the hook must be callable, as const, with its event");
    return log_each{only_event<Event, Callable>{std::move(callable)}};
}

}  // namespace detail

/// \ingroup log
/// \brief Calls a hook before each wait.
/// \tparam Callable The hook's type.
/// \param callable Called with a reprise::retry_scheduled.
/// \return A logger.
template <class Callable>
[[nodiscard]] constexpr auto on_retry(Callable callable) {
    return detail::hook<retry_scheduled>(std::move(callable));
}

/// \ingroup log
/// \brief Calls a hook when there will be no further attempt.
/// \tparam Callable The hook's type.
/// \param callable Called with a reprise::gave_up.
/// \return A logger.
template <class Callable>
[[nodiscard]] constexpr auto on_give_up(Callable callable) {
    return detail::hook<gave_up>(std::move(callable));
}

/// \ingroup log
/// \brief Calls a hook when an attempt succeeds after others failed.
/// \tparam Callable The hook's type.
/// \param callable Called with a reprise::recovered.
/// \return A logger.
template <class Callable>
[[nodiscard]] constexpr auto on_recovered(Callable callable) {
    return detail::hook<recovered>(std::move(callable));
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LOG_EACH_HPP
