// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry.

#ifndef REPRISE_BLOCKING_RETRY_HPP
#define REPRISE_BLOCKING_RETRY_HPP

#include <reprise/compose.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/detail/slot.hpp>

#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

#if defined(__cpp_exceptions)

inline constexpr bool has_exceptions = true;

// Nothing but exceptions can fail: what the operation returns goes to the caller without a stop.
template <class Result, class Run, class Operation, class... Args>
Result retry_exceptions(Run& run, Operation& operation, Args&... args) {
    auto const call = [&]() -> Result {
        if constexpr (Run::tells_success) {
            success_guard const guard{run};
            return detail::call_once(run, operation, args...);
        } else {
            return detail::call_once(run, operation, args...);
        }
    };
    auto const rethrow = [&run]() -> Result { run.rethrow(); };
    return detail::call_until_done(
        handlers_of_t<typename Run::policy_type>{}, run, call, rethrow, rethrow);
}

// After the first attempt has thrown, and its handler has been left to go on.
template <class Result, class Run, class Operation, class... Args>
[[gnu::noinline]] Result retry_exceptions_late(
    late_run<Run>& late, Operation& operation, Args&... args) {
    end_of_run<Run> const end{late};
    if (!late.run.waits_after_exception()) late.run.rethrow();
    return detail::retry_exceptions<Result>(late.run, operation, args...);
}

// In the handler of the first attempt.
template <class Result, class Run>
[[gnu::noinline]] Result give_up_late(late_run<Run>& late) {
    end_of_run<Run> const end{late};
    throw;
}

#else

inline constexpr bool has_exceptions = false;

// Named in branches that are not taken then.
template <class Result, class Run, class Operation, class... Args>
Result retry_exceptions(Run& run, Operation& operation, Args&... args);
template <class Result, class Run, class Operation, class... Args>
Result retry_exceptions_late(late_run<Run>& late, Operation& operation, Args&... args);
template <class Result, class Run>
Result give_up_late(late_run<Run>& late);

#endif

// What the operation returns may be a failure: it is looked at before it goes to the caller.
template <class Result, class Run, class Operation, class... Args>
[[gnu::always_inline]] inline released_t<Result> retry_results(
    Run& run, slot<Result>& returned, bool filled, Operation& operation, Args&... args) {
    auto const call = [&]() __attribute__((always_inline)) -> Result {
        return detail::call_once(run, operation, args...);
    };
    (void)detail::settle(run, returned, filled, call, [&run]() -> bool {
        run.rethrow();
        return false;
    });
    return detail::release<Result>(returned.value());
}

// After the first attempt has failed; `filled` says whether it returned.
template <class Result, class Run, class Operation, class... Args>
[[gnu::noinline]] released_t<Result> retry_results_late(
    late_run<Run>& late, slot<Result>& returned, bool filled, Operation& operation, Args&... args) {
    end_of_run<Run> const end{late};
    if (!filled && !late.run.waits_after_exception()) late.run.rethrow();
    return detail::retry_results(late.run, returned, filled, operation, args...);
}

// Whether a result is returned in memory that the caller has set aside, and may be copied like it. That of the first
// attempt is then returned from where it was made; what needs a slot comes after a failure.
template <class Result>
inline constexpr bool returned_in_memory =
    std::is_trivially_copyable_v<Result> && std::is_trivially_copy_assignable_v<Result> &&
    std::is_same_v<released_t<Result>, Result> && (sizeof(Result) > 2 * sizeof(void*));

template <class Run, class Result, class Policy, class Repetition, class Operation, class... Args>
[[gnu::always_inline]] inline Result retry_failed_result(
    Policy const& policy, Repetition may, Result const& failed, Operation& operation,
    Args&... args) {
    Run run{policy, {}, may};
    slot<Result> returned;
    returned.fill([&failed]() -> Result { return failed; });
    return detail::retry_results(run, returned, true, operation, args...);
}

}  // namespace detail

/// \ingroup core
/// \brief The type of reprise::retry.
struct retry_t {
    /// \brief Calls the operation until an attempt succeeds or the policy gives up.
    ///
    /// The first attempt is always made. On giving up, the last attempt's exception comes out as it was thrown, the
    /// same object; a failure that was returned is returned as it was.
    ///
    /// \tparam Policy    A composed policy, see reprise::compose.
    /// \tparam Operation A reprise::operation.
    /// \tparam Args      Further arguments.
    /// \param policy    The policy; may be shared between threads.
    /// \param operation What to call; as an lvalue, once per attempt.
    /// \param args      What to call it with; as lvalues.
    /// \return What the last attempt returned.
    /// \throws What the last attempt threw. Nothing else: what a policy throws is contained.
    template <detail::composed Policy, class Operation, class... Args>
        requires operation<Operation, Args...>
    // each operation is a type of its own, so this has one caller: in line, the numbers of a constant policy are
    // constants
    [[gnu::always_inline]] detail::released_t<
        typename detail::operation_result<Operation, Args...>::type>
    // NOLINTNEXTLINE(readability-function-cognitive-complexity): one branch for each way to fail
    operator()(Policy const& policy, Operation && operation, Args&&... args) const
        noexcept(detail::nothrow_retry<Policy, Operation, Args...>) {
        using result = operation_result_t<Operation, Args...>;
        using policy_type = detail::policy_of_t<Policy>;
        constexpr bool nothrow = nothrow_operation<Operation, Args...>;
        using run_type = detail::run<
            policy_type, detail::no_recorder, attempt_operation<Operation, Args...>, !nothrow,
            detail::repetition_of_t<Operation>>;

        auto const& composed = detail::policy_of(policy);
        [[maybe_unused]] auto const may = detail::repetition_of(operation);
        if constexpr (detail::looks_at_results<policy_type, result>) {
            using traits = outcome_traits<std::remove_cvref_t<result>>;
            detail::slot<result> returned;
            if constexpr (run_type::starts_early || detail::judges_results<policy_type, result>) {
                run_type run{composed, {}, may};
                return detail::retry_results(run, returned, false, operation, args...);
            } else if constexpr (
                (nothrow || !detail::has_exceptions) && detail::returned_in_memory<result>) {
                result first = std::invoke(operation, args...);
                if (traits::failed(first)) {
                    first = detail::retry_failed_result<run_type, result>(
                        composed, may, first, operation, args...);
                }
                return first;
            } else if constexpr (nothrow || !detail::has_exceptions) {
                returned.fill([&]() -> result { return std::invoke(operation, args...); });
                if (!traits::failed(returned.value()))
                    return detail::release<result>(returned.value());
                run_type run{composed, {}, may};
                return detail::retry_results(run, returned, true, operation, args...);
            } else {
                detail::late_run<run_type> late;
                bool const filled = detail::fill<run_type>(
                    detail::first_attempt<run_type>{late, composed, may}, returned,
                    [&]() -> result { return std::invoke(operation, args...); },
                    [&late] { return detail::give_up_late<bool>(late); }, [] { return false; });
                if (filled) {
                    if (!traits::failed(returned.value()))
                        return detail::release<result>(returned.value());
                    late.start(composed, may);
                }
                return detail::retry_results_late(late, returned, filled, operation, args...);
            }
        } else if constexpr (nothrow || !detail::has_exceptions) {
            // it cannot fail, so there is nothing to retry; only the logger may want to know that it was called
            run_type run{composed, {}, may};
            run.begin_attempt();
            if constexpr (run_type::tells_success) {
                detail::success_guard const guard{run};
                return detail::call_once(run, operation, args...);
            } else {
                return detail::call_once(run, operation, args...);
            }
        } else if constexpr (run_type::starts_early) {
            run_type run{composed, {}, may};
            return detail::retry_exceptions<result>(run, operation, args...);
        } else {
            detail::late_run<run_type> late;
            return detail::call_until_done(
                detail::handlers_of_t<policy_type>{},
                detail::first_attempt<run_type>{late, composed, may},
                [&]() -> result { return std::invoke(operation, args...); },
                [&]() -> result { return detail::give_up_late<result>(late); },
                [&]() -> result {
                    return detail::retry_exceptions_late<result>(late, operation, args...);
                });
        }
    }

    /// \brief The same with reprise::default_policy.
    /// \tparam Operation A reprise::operation.
    /// \tparam Args      Further arguments.
    /// \param operation What to call.
    /// \param args      What to call it with.
    /// \return What the last attempt returned.
    template <class Operation, class... Args>
        requires(!detail::composed<std::remove_cvref_t<Operation>>) && operation<Operation, Args...>
    detail::released_t<typename detail::operation_result<Operation, Args...>::type> operator()(
        Operation&& operation, Args&&... args) const
        noexcept(detail::nothrow_retry<default_policy, Operation, Args...>) {
        constexpr auto policy = detail::composed_of_nothing();
        return (*this)(policy, std::forward<Operation>(operation), std::forward<Args>(args)...);
    }
};

/// \ingroup core
/// \brief Calls an operation until it succeeds or the policy gives up: `retry(policy, operation, args...)`, or
/// `retry(operation, args...)` with reprise::default_policy. See reprise::retry_t.
///
/// \snippet docs/examples/first_steps.cpp retry
/// \hideinitializer
inline constexpr retry_t retry{};

}  // namespace reprise

#endif  // REPRISE_BLOCKING_RETRY_HPP
