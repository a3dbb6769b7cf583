// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retrying.

#ifndef REPRISE_RETRYING_HPP
#define REPRISE_RETRYING_HPP

#include <reprise/blocking_retry.hpp>

#include <utility>

namespace reprise {

/// \ingroup core
/// \brief A callable that retries: `retrying fetch{policy, fetch_once};` is called like `fetch_once`.
///
/// Calling it is reprise::retry. As thread-safe as the callable that it holds. Its type carries how many calls one call
/// can become, see `reprise::amplification`.
///
/// \snippet docs/examples/first_steps.cpp retrying
/// \tparam Policy    A composed policy.
/// \tparam Operation The callable.
template <class Policy, class Operation>
    requires detail::composed<Policy>
class retrying {
  public:
    /// \brief Takes a policy and what to call under it.
    /// \param policy    The policy.
    /// \param operation The callable.
    constexpr retrying(Policy policy, Operation operation)
        : policy_{std::move(policy)}, operation_{std::move(operation)} {}

    /// \brief Calls the operation until it succeeds or the policy gives up.
    /// \tparam Args The arguments' types.
    /// \param args The arguments.
    /// \return What the last attempt returned.
    /// \throws What the last attempt threw.
    template <class... Args>
        requires operation<Operation, Args...>
    decltype(auto) operator()(Args&&... args) noexcept(
        detail::nothrow_retry<Policy, Operation, Args...>) {
        return reprise::retry(policy_, operation_, std::forward<Args>(args)...);
    }

    /// \brief Calls the operation until it succeeds or the policy gives up.
    /// \tparam Args The arguments' types.
    /// \param args The arguments.
    /// \return What the last attempt returned.
    /// \throws What the last attempt threw.
    template <class... Args>
        requires operation<Operation const, Args...>
    decltype(auto) operator()(Args&&... args) const
        noexcept(detail::nothrow_retry<Policy, Operation const, Args...>) {
        return reprise::retry(policy_, operation_, std::forward<Args>(args)...);
    }

    /// \brief The policy.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Policy const& policy() const noexcept { return policy_; }

    /// \brief What is called under the policy.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Operation const& retried() const noexcept { return operation_; }

  private:
    [[no_unique_address]] Policy policy_;
    [[no_unique_address]] Operation operation_;
};

}  // namespace reprise

#endif  // REPRISE_RETRYING_HPP
