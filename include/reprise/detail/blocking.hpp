// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what the blocking drivers share: calling the operation until there is something to hand on.

#ifndef REPRISE_DETAIL_BLOCKING_HPP
#define REPRISE_DETAIL_BLOCKING_HPP

#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/detail/attempt_watch.hpp>
#include <reprise/detail/handlers.hpp>
#include <reprise/detail/run.hpp>
#include <reprise/detail/slot.hpp>
#include <reprise/retry_policy.hpp>

#include <exception>
#include <functional>  // std::invoke
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace reprise::detail {

template <class Policy>
using classifier_of_t = std::remove_cvref_t<decltype(std::declval<Policy const&>().classifier())>;

// What else is caught by its own type, beyond what the classifier lists.
template <class Classifier>
struct caught_besides : std::type_identity<exception_types<>> {};

template <class Classifier>
    requires requires { typename Classifier::caught_besides; }
struct caught_besides<Classifier> : std::type_identity<typename Classifier::caught_besides> {};

template <class Policy>
using handlers_of_t = typename handlers<
    typename policy_type_t<classifier_of_t<Policy>>::exceptions,
    typename caught_besides<policy_type_t<classifier_of_t<Policy>>>::type>::type;

// Whether a returned value has to be looked at before it is handed on.
template <class Policy, class Result, bool Awaited = false>
inline constexpr bool looks_at_results = [] {
    static_assert(
        Awaited || !awaitable<Result>,
        "reprise::retry: the operation is a coroutine, and this driver does not await it: use reprise::async_retry");
    if constexpr (std::is_void_v<Result>) {
        return false;
    } else {
        using value = std::remove_cvref_t<Result>;
        return outcome_traits<value>::can_fail || judges_results_of<classifier_of_t<Policy>, value>;
    }
}();

template <class Policy, class Result>
inline constexpr bool judges_results =
    judges_results_of<classifier_of_t<Policy>, std::remove_cvref_t<Result>>;

// What the caller gets of what the operation returns: the same, unless its outcome_traits release something else.
template <class Result>
struct released : std::type_identity<Result> {};

template <class Result>
    requires requires(Result&& result) { outcome_traits<Result>::release(std::move(result)); }
struct released<Result> {
    using type = decltype(outcome_traits<Result>::release(std::declval<Result>()));
};

template <class Result>
using released_t = typename released<Result>::type;

template <class Result>
constexpr released_t<Result> release(std::remove_reference_t<Result>& result) {
    if constexpr (!std::is_same_v<released_t<Result>, Result>) {
        return outcome_traits<Result>::release(std::move(result));
    } else {
        return static_cast<Result&&>(result);
    }
}

// Whether a result reaches the caller without a throw: one that is looked at is moved out of its slot.
template <class Policy, class Result>
inline constexpr bool hands_on_quietly = [] {
    if constexpr (!looks_at_results<Policy, Result>) {
        return true;
    } else if constexpr (!std::is_same_v<released_t<Result>, Result>) {
        return noexcept(outcome_traits<Result>::release(std::declval<Result>()));
    } else {
        return std::is_reference_v<Result> || std::is_nothrow_move_constructible_v<Result>;
    }
}();

template <class Policy, class Operation, class... Args>
inline constexpr bool nothrow_retry =
    nothrow_operation<Operation, Args...> &&
    hands_on_quietly<policy_of_t<Policy>, operation_result_t<Operation, Args...>>;

// Tells the run that its attempt succeeded when the attempt's result is already on its way to the caller.
template <class Run>
class success_guard {
  public:
    explicit success_guard(Run& run) noexcept
        : run_{&run}, exceptions_{std::uncaught_exceptions()} {}
    success_guard(success_guard const&) = delete;
    success_guard& operator=(success_guard const&) = delete;
    ~success_guard() {
        if (std::uncaught_exceptions() == exceptions_) run_->succeeded();
    }

  private:
    Run* run_;
    int exceptions_;
};

// Tells the run which limit an attempt was told of, before anybody looks at how it has ended.
template <class Run>
class end_of_watch {
  public:
    using watch_type = attempt_watch<std::remove_cvref_t<decltype(std::declval<Run&>().clock())>>;

    end_of_watch(Run& run, watch_type const& watch) noexcept : run_{&run}, watch_{&watch} {}
    end_of_watch(end_of_watch const&) = delete;
    end_of_watch& operator=(end_of_watch const&) = delete;
    ~end_of_watch() { run_->look_at_limit(*watch_); }

  private:
    Run* run_;
    watch_type const* watch_;
};

// One attempt that can be asked to stop.
template <class Run, class Operation, class... Args>
decltype(auto) call_watched(Run& run, Operation& operation, Args&... args) {
    auto const described = run.describe_attempt();
    typename end_of_watch<Run>::watch_type watch{run.clock(), described};
    auto const watched = described.supervised(watch);
#if defined(__cpp_exceptions)
    if constexpr (Run::catches) {
        try {
            end_of_watch<Run> const end{run, watch};
            return std::invoke(operation, watched, args...);
        } catch (...) {
            if (run.was_told_of_limit()) run.time_out(described);
            throw;
        }
    } else
#endif
    {
        end_of_watch<Run> const end{run, watch};
        return std::invoke(operation, watched, args...);
    }
}

// One attempt: calls the operation, and tells it which attempt it is if it wants to know.
template <class Run, class Operation, class... Args>
[[gnu::always_inline]] inline decltype(auto) call_once(
    Run& run, Operation& operation, Args&... args) {
    if constexpr (Run::watches) {
        return detail::call_watched(run, operation, args...);
    } else if constexpr (attempt_operation<Operation, Args...>) {
        auto const described = run.describe_attempt();
        return std::invoke(operation, described, args...);
    } else {
        return std::invoke(operation, args...);
    }
}

// Room for a run that is only made when the first attempt has failed: where that succeeds, there is nothing to fill and
// nothing to destroy.
template <class Run>
union late_run {
    late_run() noexcept {
    }  // NOLINT(modernize-use-equals-default): the member stays without a value
    late_run(late_run const&) = delete;
    late_run& operator=(late_run const&) = delete;
    ~late_run() {}  // NOLINT(modernize-use-equals-default): see end_of_run

    void start(typename Run::policy_type const& policy, typename Run::repetition_type may) {
        ::new (static_cast<void*>(std::addressof(run))) Run{policy, {}, may};
    }

    Run run;
};

// Whoever goes on with a late run also ends it.
template <class Run>
class end_of_run {
  public:
    explicit end_of_run(late_run<Run>& late) noexcept : late_{&late} {}
    end_of_run(end_of_run const&) = delete;
    end_of_run& operator=(end_of_run const&) = delete;
    ~end_of_run() { late_->run.~Run(); }

  private:
    late_run<Run>* late_;
};

template <class Run, class Exception>
[[nodiscard, gnu::noinline]] bool start_late(
    late_run<Run>& late, typename Run::policy_type const& policy, typename Run::repetition_type may,
    Exception const& exception) {
    late.start(policy, may);
    return late.run.caught(exception);
}

template <class Run>
[[nodiscard, gnu::noinline]] bool start_late(
    late_run<Run>& late, typename Run::policy_type const& policy,
    typename Run::repetition_type may) {
    late.start(policy, may);
    return late.run.caught_unknown();
}

// Stands in for the run during the first attempt. Small enough to be optimised away.
template <class Run>
struct first_attempt {
    late_run<Run>& late;
    typename Run::policy_type const& policy;
    [[no_unique_address]] typename Run::repetition_type may;

    static constexpr void begin_attempt() noexcept {}
    template <class Exception>
    [[nodiscard, gnu::always_inline]] bool caught(Exception const& exception) const {
        return detail::start_late(late, policy, may, exception);
    }
    [[nodiscard, gnu::always_inline]] bool caught_unknown() const {
        return detail::start_late(late, policy, may);
    }
    // the wait, and all that follows, is for whoever goes on with the run
    static constexpr bool waits_after_exception() noexcept { return false; }
};

// Makes attempts until one returns, and fills the slot with that. Where the run ends with an exception, returns what
// give_up does, called in the handler, or what left does, after a wait. Driven is the run, or what stands in for it.
template <class Run, class Driven, class Slot, class Call, class GiveUp, class Left>
[[nodiscard, gnu::always_inline]] inline bool fill(
    Driven&& driven, Slot& slot, Call const& call, [[maybe_unused]] GiveUp const& give_up,
    [[maybe_unused]] Left const& left) {
    auto const fill_slot = [&slot, &call]() __attribute__((always_inline)) {
        slot.fill(call);
        return true;
    };
#if defined(__cpp_exceptions)
    if constexpr (Run::catches) {
        return detail::call_until_done(
            handlers_of_t<typename Run::policy_type>{}, driven, fill_slot, give_up, left);
    } else
#endif
    {
        driven.begin_attempt();
        return fill_slot();
    }
}

// Whether the run has ended with what is in the slot. If not, the slot is empty and the wait is over.
template <class Run, class Result>
[[nodiscard, gnu::always_inline]] inline bool settled(Run& run, slot<Result>& returned) {
    if constexpr (looks_at_results<typename Run::policy_type, Result>) {
        if (run.rejects(returned.value())) {
            if (!run.decide_on(returned.value())) return true;
            if constexpr (Run::waits_to_the_end) {
                returned.clear();
                run.wait_to_the_end();
            } else {
                if (!run.wait_after(returned.value())) return true;
                returned.clear();
            }
            return false;
        }
    }
    run.succeeded();
    return true;
}

// Calls until an attempt returns what is no failure, or until the run ends; the slot may hold what the first attempt
// returned. Where the run ends with an exception, returns what give_up does, called in the handler or after a wait;
// else true, and the slot is full.
template <class Run, class Result, class Call, class GiveUp>
[[nodiscard, gnu::always_inline]] inline bool settle(
    Run& run, slot<Result>& returned, bool filled, Call const& call, GiveUp const& give_up) {
    for (;;) {
        if (!filled && !detail::fill<Run>(run, returned, call, give_up, give_up)) return false;
        if (detail::settled(run, returned)) return true;
        filled = false;
    }
}

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_BLOCKING_HPP
