// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::try_retry.

#ifndef REPRISE_TRY_RETRY_HPP
#define REPRISE_TRY_RETRY_HPP

#include <reprise/all_failures.hpp>
#include <reprise/compose.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/detail/slot.hpp>
#include <reprise/retry_result.hpp>

#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief The type of reprise::try_retry.
struct try_retry_t {
    /// \brief Like reprise::retry, but returns what happened instead of throwing it, always with a report.
    ///
    /// Reads the clock at the start and at the end, for the report.
    /// \tparam Policy    A composed policy, see reprise::compose.
    /// \tparam Operation A reprise::operation.
    /// \tparam Args      Further arguments.
    /// \param policy    The policy; may be shared between threads.
    /// \param operation What to call; as an lvalue, once per attempt.
    /// \param args      What to call it with; as lvalues.
    /// \return The value or the exception, and the report.
    /// \throws Only what moving the operation's result throws.
    template <detail::composed Policy, class Operation, class... Args>
        requires operation<Operation, Args...>
    [[nodiscard]] auto operator()(
        Policy const& policy, Operation&& operation, Args&&... args) const {
        return run(false, policy, operation, args...);
    }

    /// \brief The same, and the report holds every failure.
    /// \tparam Policy    A composed policy, see reprise::compose.
    /// \tparam Operation A reprise::operation.
    /// \tparam Args      Further arguments.
    /// \param policy    The policy.
    /// \param operation What to call.
    /// \param args      What to call it with.
    /// \return The value or the exception, and the report.
    template <detail::composed Policy, class Operation, class... Args>
        requires operation<Operation, Args...>
    [[nodiscard]] auto operator()(
        all_failures_t /*all*/, Policy const& policy, Operation&& operation, Args&&... args) const {
        return run(true, policy, operation, args...);
    }

    /// \brief The same with reprise::default_policy.
    /// \tparam Operation A reprise::operation.
    /// \tparam Args      Further arguments.
    /// \param operation What to call.
    /// \param args      What to call it with.
    /// \return The value or the exception, and the report.
    template <class Operation, class... Args>
        requires(!detail::composed<std::remove_cvref_t<Operation>>) && operation<Operation, Args...>
    [[nodiscard]] auto operator()(Operation&& operation, Args&&... args) const {
        return run(false, detail::composed_of_nothing(), operation, args...);
    }

  private:
    template <class Policy, class Operation, class... Args>
    [[nodiscard]] static auto run(
        bool all, Policy const& policy, Operation& operation, Args&... args) {
        using result = operation_result_t<Operation, Args...>;
        using policy_type = detail::policy_of_t<Policy>;
        using run_type = detail::run<
            policy_type, detail::report_recorder, attempt_operation<Operation, Args...>,
            !nothrow_operation<Operation, Args...>, detail::repetition_of_t<Operation>>;

        retry_result<detail::released_t<result>> finished;
        run_type run{
            detail::policy_of(policy), detail::report_recorder{finished.report_, all},
            detail::repetition_of(operation)};
        auto const call = [&]() -> result { return detail::call_once(run, operation, args...); };
        detail::slot<result> returned;
        if (!detail::settle(run, returned, false, call, [] { return false; })) {
            if constexpr (run_type::catches) finished.exception_ = run.exception();
        } else if constexpr (std::is_void_v<result>) {
            finished.value_.take();
        } else if constexpr (std::is_void_v<detail::released_t<result>>) {
            detail::release<result>(returned.value());
            finished.value_.take();
        } else {
            finished.value_.take(detail::release<result>(returned.value()));
        }
        return finished;
    }
};

/// \ingroup core
/// \brief Calls an operation until it succeeds or the policy gives up, and returns the value or the failure with a
/// report: `try_retry(policy, operation, args...)`. See reprise::try_retry_t.
///
/// \snippet docs/examples/first_steps.cpp try_retry
/// \hideinitializer
inline constexpr try_retry_t try_retry{};

}  // namespace reprise

#endif  // REPRISE_TRY_RETRY_HPP
