// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::retry_policies: the policies that a task carries.

#ifndef REPRISE_GRAPH_RETRY_POLICIES_HPP
#define REPRISE_GRAPH_RETRY_POLICIES_HPP

#include <reprise/any_retry_policy.hpp>
#include <reprise/graph/retry_policy.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise::graph {

/// \ingroup graph
/// \brief Says that a task is not retried, whatever the graph's policies are.
struct no_retry_t {};

/// \ingroup graph
/// \brief See reprise::graph::no_retry_t.
/// \hideinitializer
inline constexpr no_retry_t no_retry{};

/// \ingroup graph
/// \brief The policies of a task or of a graph, chosen at run time, in the order in which they are asked.
///
/// Empty says nothing: the graph's are used. reprise::graph::no_retry says that there is no retry.
class retry_policies {
  public:
    /// \brief Says nothing.
    retry_policies() = default;

    /// \brief Says that there is no retry.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): a value of its own
    retry_policies(no_retry_t /*none*/) noexcept : none_{true} {}

    /// \brief One policy or several.
    /// \tparam Policy Composed policies, or policies in LangGraph's words, or reprise::any_retry_policy.
    /// \param policy The policies.
    /// \throws std::invalid_argument as `add` does.
    template <class... Policy>
        requires(sizeof...(Policy) > 0) &&
                (!std::same_as<std::remove_cvref_t<Policy>, retry_policies> && ...) &&
                (!std::same_as<std::remove_cvref_t<Policy>, no_retry_t> && ...) &&
                (!std::same_as<std::remove_cvref_t<Policy>, semantics> && ...)
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): a policy is a list of one
    retry_policies(Policy const&... policy) {
        policies_.reserve(sizeof...(Policy));
        (add(policy), ...);
    }

    /// \brief One policy or several, in a semantics.
    /// \tparam Policy As above.
    /// \param how    The semantics, for policies in LangGraph's words, and for whether one may be unreachable.
    /// \param policy The policies.
    /// \throws std::invalid_argument as `add` does.
    template <class... Policy>
    explicit retry_policies(semantics const& how, Policy const&... policy) {
        policies_.reserve(sizeof...(Policy));
        (add(policy, how), ...);
    }

    /// \brief Adds a policy, to be asked after those that are there.
    /// \tparam Policy A composed policy, a policy in LangGraph's words, or reprise::any_retry_policy.
    /// \param policy The policy.
    /// \param how    The semantics.
    /// \throws std::invalid_argument if it could never decide, since one before it retries all that it would.
    template <class Policy>
    void add(Policy const& policy, semantics const& how = {}) {
        if constexpr (std::convertible_to<Policy const&, any_retry_policy>) {
            policies_.emplace_back(policy);
        } else {
            constexpr bool is_policy = requires { graph::to_policy(policy, how); };
            static_assert(
                is_policy,
                "retry_policies: an entry is a policy, made with reprise::compose or graph::retry_policy");
            if constexpr (is_policy) policies_.push_back(graph::to_policy(policy, how));
        }
        none_ = false;
        if (!how.refuses_unreachable) return;
        for (std::size_t index = 0; index + 1 < policies_.size(); ++index) {
            if (!policies_[index].covers(policies_.back())) continue;
            throw std::invalid_argument{
                "retry_policies: policy " + std::to_string(policies_.size()) +
                " can never decide: policy " + std::to_string(index + 1) +
                " retries every failure that it would; put the policy for the more specific failures first"};
        }
    }

    /// \brief Whether there is no policy.
    /// \return True where nothing was said, or reprise::graph::no_retry.
    [[nodiscard]] bool empty() const noexcept { return policies_.empty(); }

    /// \brief Whether it was said that there is no retry.
    /// \return True with reprise::graph::no_retry.
    [[nodiscard]] bool forbids() const noexcept { return none_; }

    /// \brief The policies.
    /// \return A view of them.
    [[nodiscard]] std::span<any_retry_policy const> each() const noexcept { return policies_; }

  private:
    std::vector<any_retry_policy> policies_;
    bool none_ = false;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RETRY_POLICIES_HPP
