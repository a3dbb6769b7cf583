// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::retry_policy, with LangGraph's names and defaults.

#ifndef REPRISE_GRAPH_RETRY_POLICY_HPP
#define REPRISE_GRAPH_RETRY_POLICY_HPP

#include <reprise/any_retry_policy.hpp>
#include <reprise/compose.hpp>
#include <reprise/graph/default_retry_on.hpp>
#include <reprise/graph/detail/original_backoff.hpp>
#include <reprise/graph/semantics.hpp>
#include <reprise/policies/classify/retry_if.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/none.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief A policy as it is written in LangGraph; reprise::graph::to_policy makes one of the library's of it.
///
/// `retry_policy{.max_attempts = 5, .retry_on = reprise::retry_on<parse_error>{}}`
/// \tparam RetryOn A classifier, or a predicate that takes the exception.
template <class RetryOn = default_retry_on>
struct retry_policy {
    any_duration initial_interval = std::chrono::milliseconds{500};  ///< Before the first retry.
    double backoff_factor = 2.0;  ///< By what each further interval is multiplied.
    any_duration max_interval = std::chrono::seconds{128};  ///< The longest interval.
    std::int64_t max_attempts = 3;                          ///< How many calls in all.
    bool jitter = true;                                     ///< Whether intervals are random.
    RetryOn retry_on{};                                     ///< What is retried.
};

namespace detail {

template <class RetryOn>
[[nodiscard]] auto classifier_of(RetryOn const& retry_on) {
    if constexpr (classifier_policy<RetryOn>) {
        return retry_on;
    } else {
        constexpr bool is_predicate =
            requires { reprise::retry_if(retry_on); } && std::is_class_v<RetryOn>;
        static_assert(
            is_predicate,
            "retry_on must be an exception type or a list of them, reprise::retry_on<E...>{}, another classifier, or "
            "a predicate that takes the exception");
        if constexpr (is_predicate) {
            return reprise::retry_if(retry_on);
        } else {
            return default_retry_on{};
        }
    }
}

}  // namespace detail

/// \ingroup graph
/// \brief The library's policy that a policy in LangGraph's words stands for.
///
/// By default the cap comes first and full jitter after it, and the parameters are checked. In LangGraph's semantics
/// up to a second is added to the capped interval, and every number is taken as it is.
/// \tparam RetryOn What is retried.
/// \param policy The policy in LangGraph's words.
/// \param how    The semantics.
/// \return A policy.
/// \throws std::invalid_argument if a parameter makes no sense and the semantics has them checked.
template <class RetryOn>
[[nodiscard]] any_retry_policy to_policy(
    retry_policy<RetryOn> const& policy, semantics const& how = {}) {
    auto const classifier = detail::classifier_of(policy.retry_on);
    auto const jittered = [&](auto const& backoff, auto const& stop) -> any_retry_policy {
        if (!policy.jitter) return compose(backoff, no_jitter{}, classifier, stop);
        if (how.cap_then_jitter) return compose(backoff, full_jitter{}, classifier, stop);
        return compose(backoff, additive_jitter{std::chrono::seconds{1}}, classifier, stop);
    };
    auto const backed_off = [&](auto const& stop) -> any_retry_policy {
        if (how.validated) {
            exponential const checked{
                policy.initial_interval, policy.backoff_factor, policy.max_interval};
            if (how.saturating_backoff) return jittered(checked, stop);
        }
        return jittered(
            detail::original_backoff{
                policy.initial_interval.value(), policy.backoff_factor, policy.max_interval.value(),
                how.saturating_backoff},
            stop);
    };
    if (!how.validated) return backed_off(detail::original_attempts{policy.max_attempts});
    reprise::detail::require(
        policy.max_attempts > 0,
        "graph::retry_policy: max_attempts counts the first call too, so it must be at least 1",
        policy.max_attempts);
    return backed_off(attempts{static_cast<std::uint64_t>(policy.max_attempts)});
}

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_RETRY_POLICY_HPP
