// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_policy, the composed whole.

#ifndef REPRISE_RETRY_POLICY_HPP
#define REPRISE_RETRY_POLICY_HPP

#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/concepts/random_policy.hpp>
#include <reprise/concepts/stop_policy.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/policies/limit/none.hpp>
#include <reprise/step_machine.hpp>

#include <functional>  // std::reference_wrapper
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief One policy on each axis. Make it with reprise::compose, which takes them in any order.
///
/// Immutable: one object may serve any number of threads and coroutines at once. Policies without state take no room.
///
/// \tparam Backoff    A reprise::backoff_policy.
/// \tparam Jitter     A reprise::jitter_policy.
/// \tparam Classifier A reprise::classifier_policy.
/// \tparam Logger     A reprise::logger_policy.
/// \tparam Clock      A reprise::clock_policy or a reprise::async_clock_policy.
/// \tparam Stop       A reprise::stop_policy.
/// \tparam Random     A reprise::random_policy.
/// \tparam Limit      A reprise::time_limit_policy.
template <
    backoff_policy Backoff, jitter_policy Jitter, classifier_policy Classifier,
    logger_policy Logger, any_clock_policy Clock, stop_policy Stop, random_policy Random,
    time_limit_policy Limit = no_time_limit>
class retry_policy {
  public:
    /// \brief What decides in a run of this policy.
    using machine_type = step_machine<Backoff, Jitter, Stop>;

    static_assert(
        stop_limits<Stop>,
        "a retry policy needs a limit: add attempts{n}, retries{n}, elapsed{time} or deadline{moment} to the "
        "stop condition with ||, or write forever{} || ... if it shall never give up by itself");

    /// \brief Takes a policy for each axis.
    /// \param backoff    The backoff.
    /// \param jitter     The jitter.
    /// \param classifier The classifier.
    /// \param logger     The logger.
    /// \param clock      The clock.
    /// \param stop       The stop condition.
    /// \param random     The random source.
    /// \param limit      The time limit.
    constexpr retry_policy(
        Backoff backoff, Jitter jitter, Classifier classifier, Logger logger, Clock clock,
        Stop stop, Random random, Limit limit = {})
        : backoff_{std::move(backoff)},
          jitter_{std::move(jitter)},
          classifier_{std::move(classifier)},
          logger_{std::move(logger)},
          clock_{std::move(clock)},
          stop_{std::move(stop)},
          random_{std::move(random)},
          limit_{std::move(limit)} {}

    /// \brief The backoff.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Backoff const& backoff() const noexcept { return backoff_; }
    /// \brief The jitter.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Jitter const& jitter() const noexcept { return jitter_; }
    /// \brief The classifier.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Classifier const& classifier() const noexcept { return classifier_; }
    /// \brief The logger.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Logger const& logger() const noexcept { return logger_; }
    /// \brief The clock.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Clock const& clock() const noexcept { return clock_; }
    /// \brief The stop condition.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Stop const& stop() const noexcept { return stop_; }
    /// \brief The random source.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Random const& random() const noexcept { return random_; }

    /// \brief The time limit of each attempt.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Limit const& time_limit() const noexcept { return limit_; }

    /// \brief A machine for one run.
    /// \param start When the first attempt starts; only needed if the stop condition needs the time.
    /// \return The machine; it refers to this policy.
    [[nodiscard]] constexpr machine_type machine(time_point start = {}) const noexcept {
        return {backoff_, jitter_, stop_, start};
    }

  private:
    [[no_unique_address]] Backoff backoff_;
    [[no_unique_address]] Jitter jitter_;
    [[no_unique_address]] Classifier classifier_;
    [[no_unique_address]] Logger logger_;
    [[no_unique_address]] Clock clock_;
    [[no_unique_address]] Stop stop_;
    [[no_unique_address]] Random random_;
    [[no_unique_address]] Limit limit_;
};

namespace detail {

// What a driver runs. Specialised for each kind of policy, with a function `get` that returns a reference to what has
// the parts; a class, since a concept would not find a function that is declared after it.
template <class Policy>
struct driven_policy {};

template <
    class Backoff, class Jitter, class Classifier, class Logger, class Clock, class Stop,
    class Random, class Limit>
struct driven_policy<
    retry_policy<Backoff, Jitter, Classifier, Logger, Clock, Stop, Random, Limit>> {
    [[nodiscard]] static constexpr auto const& get(
        retry_policy<Backoff, Jitter, Classifier, Logger, Clock, Stop, Random, Limit> const&
            policy) noexcept {
        return policy;
    }
};

// A policy that is handed over by reference: its owner keeps it.
template <class Policy>
struct driven_policy<std::reference_wrapper<Policy>> : driven_policy<std::remove_const_t<Policy>> {
};

template <class Policy>
concept composed =
    requires(Policy const& policy) { driven_policy<std::remove_cvref_t<Policy>>::get(policy); };

template <composed Policy>
[[nodiscard]] constexpr auto const& policy_of(Policy const& policy) noexcept {
    return driven_policy<Policy>::get(policy);
}

template <class Policy>
using policy_of_t = std::remove_cvref_t<decltype(detail::policy_of(std::declval<Policy const&>()))>;

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_RETRY_POLICY_HPP
