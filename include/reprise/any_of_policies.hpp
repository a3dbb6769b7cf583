// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::any_of_policies: first_match over policies that are chosen at run time.

#ifndef REPRISE_ANY_OF_POLICIES_HPP
#define REPRISE_ANY_OF_POLICIES_HPP

#include <reprise/delay_range.hpp>
#include <reprise/detail/any_of_policies_parts.hpp>
#include <reprise/detail/first_match_machine.hpp>
#include <reprise/detail/rule_path.hpp>
#include <reprise/detail/shared_run.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/random/entropy.hpp>

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief What reprise::first_match is for policies of types that are known, for a list that is put together at run
/// time: for each failure the first policy that accepts it decides.
///
/// It refers to the list, which must outlive it, and is made for one place: it can be handed to any driver, and neither
/// copied nor moved. Up to four policies need no place on the heap.
/// \tparam Ceiling The stop condition of the whole.
/// \tparam Logger  The logger.
/// \tparam Clock   The clock.
/// \tparam Random  The random source.
template <
    stop_policy Ceiling = detail::no_ceiling, logger_policy Logger = no_logging,
    clock_policy Clock = steady, random_policy Random = entropy>
class any_of_policies {
    struct any_jitter {
        static constexpr bool needs_random = true;

        [[nodiscard]] static constexpr duration apply(
            duration delay, jitter_input const& /*input*/) noexcept {
            return delay;
        }
    };

  public:
    /// \brief What decides in a run of this policy.
    using machine_type = detail::first_match_machine<detail::machines_on_demand>;

    /// \brief Takes the list and the parts for the whole.
    /// \param policies The policies, in the order in which they are asked; must outlive this object.
    /// \param shared   Whether they count their attempts together.
    /// \param ceiling  The stop condition of the whole.
    /// \param logger   The logger.
    /// \param clock    The clock.
    /// \param random   The random source.
    explicit any_of_policies(
        std::span<any_retry_policy const> policies, bool shared = false, Ceiling ceiling = {},
        Logger logger = {}, Clock clock = {}, Random random = {})
        : policies_{policies},
          classifier_{policies},
          stop_{shared, std::move(ceiling), policies},
          logger_{std::move(logger)},
          clock_{std::move(clock)},
          random_{std::move(random)},
          shared_{shared} {}

    /// \brief The classifiers as one.
    /// \return It.
    [[nodiscard]] auto const& classifier() const noexcept { return classifier_; }
    /// \brief The stop conditions as one.
    /// \return It.
    [[nodiscard]] auto const& stop() const noexcept { return stop_; }
    /// \brief A stand-in for the jitters.
    /// \return It.
    [[nodiscard]] any_jitter jitter() const noexcept { return {}; }
    /// \brief The logger.
    /// \return As it was handed over.
    [[nodiscard]] Logger const& logger() const noexcept { return logger_; }
    /// \brief The clock.
    /// \return As it was handed over.
    [[nodiscard]] Clock const& clock() const noexcept { return clock_; }
    /// \brief The random source.
    /// \return As it was handed over.
    [[nodiscard]] Random const& random() const noexcept { return random_; }

    /// \brief A machine for one run.
    /// \param start When the first attempt starts.
    /// \return The machine; it refers to this policy.
    [[nodiscard]] machine_type machine(time_point start = {}) const {
        return {detail::machines_on_demand{policies_, stop_.each(), start}, shared_, start};
    }

    /// \brief How many delays reprise::delay_bounds knows.
    static constexpr std::size_t known_delays = detail::known_retries;

    /// \brief When the last attempt starts at the latest; see reprise::worst_case_delay and reprise::worst_case_time.
    /// \param further What passes with each wait besides: the attempt.
    /// \return The time from the start of the first attempt, or reprise::unbounded.
    [[nodiscard]] limit<duration> latest_start(duration further) const {
        return of_run(further, [](auto const& run) { return run.latest_start(); });
    }

    /// \brief Between what the delays lie, see reprise::delay_bounds.
    /// \param ranges Where they are written, one for each retry.
    /// \return How many there are; fewer than there is room for if there are fewer retries.
    std::size_t delay_ranges(std::span<delay_range> ranges) const {
        return of_run(
            duration::zero(), [&ranges](auto const& run) { return run.write_ranges(ranges); });
    }

    /// \brief Tells its parts to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each part.
    template <class Out>
    void describe(Out&& out) const {
        for (auto const& policy : policies_) out("policy", policy);
        if (shared_) out("shared counter", true);
        if constexpr (!std::is_same_v<Ceiling, detail::no_ceiling>) out("stop", ceiling());
    }

  private:
    template <class Ask>
    [[nodiscard]] auto of_run(duration further, Ask const& ask) const {
        boost::container::small_vector<detail::rule_path, detail::usual_policies> paths;
        for (auto const& policy : policies_) {
            detail::path_limits const limits{
                .attempts = std::min(policy.max_attempts(), detail::max_attempts_of(ceiling())),
                .elapsed = std::min(policy.max_elapsed(), detail::max_elapsed_of(ceiling())),
                .shared = shared_,
                .further = further};
            paths.push_back(policy.path(limits));
        }
        boost::container::small_vector<detail::rule_path const*, detail::usual_policies> order;
        for (auto const& path : paths) order.push_back(&path);
        return ask(detail::shared_run{order, shared_, stop_.max_attempts(), further});
    }

    [[nodiscard]] auto const& ceiling() const noexcept { return stop_.ceiling(); }

    std::span<any_retry_policy const> policies_;
    detail::any_of_policies_classifier classifier_;
    detail::any_of_policies_stop<Ceiling> stop_;
    [[no_unique_address]] Logger logger_;
    [[no_unique_address]] Clock clock_;
    [[no_unique_address]] Random random_;
    bool shared_;
};

namespace detail {

template <class Ceiling, class Logger, class Clock, class Random>
struct driven_policy<any_of_policies<Ceiling, Logger, Clock, Random>> {
    [[nodiscard]] static auto const& get(
        any_of_policies<Ceiling, Logger, Clock, Random> const& policy) noexcept {
        return policy;
    }
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_ANY_OF_POLICIES_HPP
