// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::before_retry.

#ifndef REPRISE_BEFORE_RETRY_HPP
#define REPRISE_BEFORE_RETRY_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/repetition.hpp>

#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

template <class Callable>
decltype(auto) call_with_attempt(Callable& callable, attempt const& described) {
    if constexpr (attempt_operation<Callable>) {
        return std::invoke(callable, described);
    } else {
        return std::invoke(callable);
    }
}

template <class Hook, class Operation>
class hooked_operation {
    using result = operation_result_t<Operation>;
    static constexpr bool hook_awaits = awaitable<operation_result_t<Hook>>;

    static_assert(
        !hook_awaits || awaitable<result>,
        "reprise::before_retry: the hook is a coroutine, and the operation blocks: nobody would await the hook; hand "
        "over one that blocks, or an operation that is a coroutine as well, and use reprise::async_retry");

  public:
    hooked_operation(Hook hook, Operation operation)
        : hook_{std::move(hook)}, operation_{std::move(operation)} {}

    [[nodiscard]] auto repetition() const noexcept
        requires states_repetition<Operation>
    {
        return detail::repetition_of(operation_);
    }

    result operator()(attempt const& described) {
        if (described.number() > 1) {
            if constexpr (hook_awaits) {
                return hook_first(*this, described);
            } else {
                detail::call_with_attempt(hook_, described);
            }
        }
        return detail::call_with_attempt(operation_, described);
    }

  private:
    static result hook_first(hooked_operation& self, attempt const& described)
        requires hook_awaits
    {
        auto hook = detail::call_with_attempt(self.hook_, described);
        co_await std::move(hook);
        auto attempted = detail::call_with_attempt(self.operation_, described);
        if constexpr (std::is_void_v<typename awaitable_traits<result>::result>) {
            co_await std::move(attempted);
        } else {
            co_return co_await std::move(attempted);
        }
    }

    Hook hook_;
    Operation operation_;
};

}  // namespace detail

/// \ingroup core
/// \brief An operation that does something else first in every attempt but the first: refresh a token, reconnect.
///
/// `co_await async_retry(policy, before_retry(reconnect, fetch))`. The hook is called after the wait, as a part of the
/// attempt: what it throws is that attempt's failure, the classifier decides on it, and the time limits and the
/// deadline hold for it too. A hook that returns something to await is awaited, where the operation is a coroutine.
///
/// \snippet docs/examples/async.cpp hook
/// \tparam Hook      A callable; may take a reprise::attempt.
/// \tparam Operation A reprise::operation without further arguments.
/// \param hook      What to do.
/// \param operation What to do then.
/// \return An operation.
template <class Hook, class Operation>
[[nodiscard]] auto before_retry(Hook hook, Operation operation) {
    static_assert(
        reprise::operation<Hook>,
        "before_retry: the hook, which comes first, must be callable again and again, without arguments or with a "
        "reprise::attempt");
    static_assert(
        reprise::operation<Operation>,
        "before_retry: the operation, which comes second, must be callable again and again, without arguments or with "
        "a reprise::attempt; let a lambda hold its arguments");
    // after a sentence, nothing of what would follow from it
    if constexpr (reprise::operation<Hook> && reprise::operation<Operation>)
        return detail::hooked_operation<Hook, Operation>{std::move(hook), std::move(operation)};
}

}  // namespace reprise

#endif  // REPRISE_BEFORE_RETRY_HPP
