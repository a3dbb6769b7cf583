// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the policy under which a task is run: the user's, within the limits of the task.

#ifndef REPRISE_GRAPH_DETAIL_TASK_POLICY_HPP
#define REPRISE_GRAPH_DETAIL_TASK_POLICY_HPP

#include <reprise/any_of_policies.hpp>
#include <reprise/first_match.hpp>
#include <reprise/graph/detail/run_ceiling.hpp>
#include <reprise/graph/run_options.hpp>
#include <reprise/notes.hpp>
#include <reprise/policies/stop/combine.hpp>

#include <boost/exception/exception.hpp>

#include <concepts>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace reprise::graph::detail {

// The user's classifier; the other side's delay hints can be left out of its verdicts.
template <class Classifier>
class task_classifier {
  public:
    using exceptions = typename policy_type_t<Classifier>::exceptions;
    static constexpr bool ignores_ambiguity = reprise::detail::ignores_ambiguity<Classifier>;
    // they keep notes
    using caught_besides = exception_types<notable, boost::exception>;

    task_classifier(Classifier const& classifier, bool heeds_hints)
        : classifier_{classifier}, heeds_hints_{heeds_hints} {}

    template <class Failure>
        requires reprise::detail::classifies<Classifier, Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const {
        return kept(reprise::detail::unwrap(classifier_).classify(failure));
    }

    template <class Result>
        requires judges<Classifier, Result>
    [[nodiscard]] judgement_t<Result> judge(Result const& result) const {
        auto const said = reprise::detail::unwrap(classifier_).judge(result);
        return said ? std::optional{kept(*said)} : said;
    }

  private:
    [[nodiscard]] verdict kept(verdict const& said) const noexcept {
        if (heeds_hints_ || !said.has_hint()) return said;
        return (said.retryable() ? verdict::transient() : verdict::permanent())
            .by_rule(said.rule())
            .ambiguous(said.is_ambiguous());
    }

    [[no_unique_address]] Classifier classifier_;
    bool heeds_hints_;
};

template <class Given, class Own>
[[nodiscard]] auto const& part_of(Given const& given, Own const& own) noexcept {
    if constexpr (std::same_as<Given, from_policy>) {
        return own;
    } else {
        return given;
    }
}

template <class Given, class Own>
using part_of_t = std::remove_cvref_t<decltype(detail::part_of(
    std::declval<Given const&>(), std::declval<Own const&>()))>;

// The inner policy has the machine, and the task's limits in it; what is told and how time passes is the run's.
template <class Inner, class Logger, class Clock, class Random>
class task_policy {
    using classifier_type =
        task_classifier<std::remove_cvref_t<decltype(std::declval<Inner const&>().classifier())>>;
    using random_type =
        part_of_t<Random, std::remove_cvref_t<decltype(std::declval<Inner const&>().random())>>;
    using clock_type =
        part_of_t<Clock, std::remove_cvref_t<decltype(std::declval<Inner const&>().clock())>>;

  public:
    using machine_type = typename Inner::machine_type;

    template <class Make>
    task_policy(
        Make const& make, bool heeds_hints, Logger logger, Clock const& clock, Random const& random)
        : inner_{make()},
          classifier_{inner_.classifier(), heeds_hints},
          logger_{std::move(logger)},
          clock_{detail::part_of(clock, inner_.clock())},
          random_{detail::part_of(random, inner_.random())} {}

    [[nodiscard]] classifier_type const& classifier() const noexcept { return classifier_; }
    [[nodiscard]] decltype(auto) stop() const noexcept { return inner_.stop(); }
    [[nodiscard]] decltype(auto) jitter() const noexcept { return inner_.jitter(); }
    [[nodiscard]] Logger const& logger() const noexcept { return logger_; }
    [[nodiscard]] clock_type const& clock() const noexcept { return clock_; }
    [[nodiscard]] random_type const& random() const noexcept { return random_; }
    [[nodiscard]] machine_type machine(time_point start = {}) const {
        return inner_.machine(start);
    }

  private:
    Inner inner_;
    classifier_type classifier_;
    [[no_unique_address]] Logger logger_;
    [[no_unique_address]] clock_type clock_;
    [[no_unique_address]] random_type random_;
};

// The user's policies with the task's ceiling before theirs.

template <class Ceiling, class... Parts>
[[nodiscard]] auto within(
    Ceiling const& ceiling, bool /*shared*/, reprise::retry_policy<Parts...> const& policy) {
    return reprise::retry_policy{policy.backoff(),    policy.jitter(),
                                 policy.classifier(), policy.logger(),
                                 policy.clock(),      stop_either{ceiling, policy.stop()},
                                 policy.random()};
}

template <
    class Ceiling, class Own, class Logger, class Clock, class Random, class Limit, class... Policy>
[[nodiscard]] auto within(
    Ceiling const& ceiling, bool shared,
    first_match_policy<Own, Logger, Clock, Random, Limit, Policy...> const& policy) {
    return policy.rebuilt(
        shared || policy.counts_together(), stop_either{ceiling, policy.ceiling()}, policy.logger(),
        policy.clock(), policy.random(), policy.time_limit());
}

template <class Ceiling>
[[nodiscard]] auto within(
    Ceiling const& ceiling, bool shared, std::span<any_retry_policy const> policies) {
    return any_of_policies<Ceiling>{policies, shared, ceiling};
}

}  // namespace reprise::graph::detail

namespace reprise::detail {

template <class Inner, class Logger, class Clock, class Random>
struct driven_policy<graph::detail::task_policy<Inner, Logger, Clock, Random>> {
    [[nodiscard]] static auto const& get(
        graph::detail::task_policy<Inner, Logger, Clock, Random> const& policy) noexcept {
        return policy;
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_GRAPH_DETAIL_TASK_POLICY_HPP
