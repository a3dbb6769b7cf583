// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::first_match: several policies as one.

#ifndef REPRISE_FIRST_MATCH_HPP
#define REPRISE_FIRST_MATCH_HPP

#include <reprise/compose.hpp>
#include <reprise/delay_range.hpp>
#include <reprise/detail/accepts.hpp>
#include <reprise/detail/first_match_classifier.hpp>
#include <reprise/detail/first_match_machine.hpp>
#include <reprise/detail/first_match_stop.hpp>
#include <reprise/detail/frozen_first_match.hpp>
#include <reprise/detail/rule_parts.hpp>
#include <reprise/detail/rule_path.hpp>
#include <reprise/detail/shared_run.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/filter.hpp>
#include <boost/hana/find_if.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/front.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/optional.hpp>
#include <boost/hana/remove_if.hpp>
#include <boost/hana/transform.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief Says that the policies of a reprise::first_match count their attempts together.
struct shared_counter_t {};

/// \ingroup core
/// \brief See reprise::shared_counter_t.
/// \hideinitializer
inline constexpr shared_counter_t shared_counter{};

/// \ingroup core
/// \brief Several policies as one; made by reprise::first_match, which see.
///
/// Immutable: one object may serve any number of threads and coroutines at once.
/// \tparam Ceiling The stop condition of the whole.
/// \tparam Logger  The logger of the whole.
/// \tparam Clock   The clock of the whole.
/// \tparam Random  The random source of the whole.
/// \tparam Limit   The time limit of every attempt.
/// \tparam Policy  The policies, in the order in which they are asked.
template <class Ceiling, class Logger, class Clock, class Random, class Limit, class... Policy>
class first_match_policy {
    using classifier_type = detail::first_match_classifier<
        std::remove_cvref_t<decltype(std::declval<Policy const&>().classifier())>...>;
    using stop_type = detail::first_match_stop<
        Ceiling, std::remove_cvref_t<decltype(std::declval<Policy const&>().stop())>...>;
    template <class One>
    using machine_of = step_machine<
        std::remove_cvref_t<decltype(std::declval<One const&>().backoff())>,
        std::remove_cvref_t<decltype(std::declval<One const&>().jitter())>,
        typename stop_type::template limited<
            std::remove_cvref_t<decltype(std::declval<One const&>().stop())>>>;

    // All that drivers ask of a jitter is whether it draws; the jitters of the policies do the work.
    struct any_jitter {
        static constexpr bool needs_random =
            (jitter_needs_random<
                 std::remove_cvref_t<decltype(std::declval<Policy const&>().jitter())>> ||
             ...);

        [[nodiscard]] static constexpr duration apply(
            duration delay, jitter_input const& /*input*/) noexcept {
            return delay;
        }
    };

  public:
    /// \brief What decides in a run of this policy.
    using machine_type = detail::first_match_machine<boost::hana::tuple<machine_of<Policy>...>>;
    /// \brief The policy that is asked first.
    using first_policy = std::tuple_element_t<0, std::tuple<Policy...>>;
    /// \brief Whether the whole has a stop condition of its own.
    static constexpr bool has_ceiling = !std::is_same_v<Ceiling, detail::no_ceiling>;

    /// \brief Takes the parts.
    /// \param shared  Whether the policies count their attempts together.
    /// \param ceiling The stop condition of the whole.
    /// \param logger  The logger.
    /// \param clock   The clock.
    /// \param random  The random source.
    /// \param limit   The time limit.
    /// \param policy  The policies.
    constexpr first_match_policy(
        bool shared, Ceiling const& ceiling, Logger logger, Clock clock, Random random, Limit limit,
        Policy const&... policy)
        : policies_{policy...},
          classifier_{policy.classifier()...},
          ceiling_{ceiling},
          stop_{shared, ceiling, policy.stop()...},
          logger_{std::move(logger)},
          clock_{std::move(clock)},
          random_{std::move(random)},
          limit_{std::move(limit)},
          shared_{shared} {}

    /// \brief The classifiers of the policies as one.
    /// \return It; its verdicts say which policy accepted the failure.
    [[nodiscard]] constexpr classifier_type const& classifier() const noexcept {
        return classifier_;
    }
    /// \brief The stop conditions of the policies, and that of the whole, as one.
    /// \return It; it stops when all do.
    [[nodiscard]] constexpr stop_type const& stop() const noexcept { return stop_; }
    /// \brief Says whether one of the policies has a jitter that draws.
    /// \return A stand-in for the jitters of the policies.
    [[nodiscard]] constexpr any_jitter jitter() const noexcept { return {}; }
    /// \brief The logger.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Logger const& logger() const noexcept { return logger_; }
    /// \brief The clock.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Clock const& clock() const noexcept { return clock_; }
    /// \brief The random source.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Random const& random() const noexcept { return random_; }
    /// \brief The time limit of each attempt.
    /// \return As it was handed over.
    [[nodiscard]] constexpr Limit const& time_limit() const noexcept { return limit_; }

    /// \brief A machine for one run.
    /// \param start When the first attempt starts; only needed if a stop condition needs the time.
    /// \return The machine; it refers to this policy.
    [[nodiscard]] constexpr machine_type machine(time_point start = {}) const noexcept {
        return make_machine(start, std::index_sequence_for<Policy...>{});
    }

    /// \brief The stop condition of the whole.
    /// \return As it was handed over; a condition that never stops where none was.
    [[nodiscard]] constexpr Ceiling const& ceiling() const noexcept { return ceiling_; }
    /// \brief The policies.
    /// \return As they were handed over, in a Hana tuple.
    [[nodiscard]] constexpr boost::hana::tuple<Policy...> const& policies() const noexcept {
        return policies_;
    }
    /// \brief Whether the policies count their attempts together.
    /// \return True with reprise::shared_counter.
    [[nodiscard]] constexpr bool counts_together() const noexcept { return shared_; }

    /// \brief The same policies with other parts for the whole.
    /// \tparam Other The type of the stop condition.
    /// \tparam Parts The types of the parts.
    /// \param shared        Whether the policies count their attempts together.
    /// \param other_ceiling The stop condition of the whole.
    /// \param parts         The logger, the clock, the random source and the time limit, in this order.
    /// \return A policy.
    template <class Other, class... Parts>
    [[nodiscard]] constexpr auto rebuilt(
        bool shared, Other const& other_ceiling, Parts const&... parts) const {
        return boost::hana::unpack(policies_, [&](Policy const&... policy) {
            return first_match_policy<Other, Parts..., Policy...>{
                shared, other_ceiling, parts..., policy...};
        });
    }

    /// \brief How many delays reprise::delay_bounds knows.
    static constexpr std::size_t known_delays = detail::known_retries;

    /// \brief When the last attempt starts at the latest; see reprise::worst_case_delay and reprise::worst_case_time.
    /// \param further What passes with each wait besides: the attempt.
    /// \return The time from the start of the first attempt, or reprise::unbounded.
    [[nodiscard]] constexpr limit<duration> latest_start(duration further) const {
        return of_run(further, [](auto const& run) { return run.latest_start(); });
    }

    /// \brief Between what the delays lie, see reprise::delay_bounds.
    /// \param ranges Where they are written, one for each retry.
    /// \return How many there are; fewer than there is room for if there are fewer retries.
    constexpr std::size_t delay_ranges(std::span<delay_range> ranges) const {
        return of_run(
            duration::zero(), [&ranges](auto const& run) { return run.write_ranges(ranges); });
    }

    /// \brief Tells its parts to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each part.
    template <class Out>
    constexpr void describe(Out&& out) const {
        boost::hana::for_each(policies_, [&out](auto const& policy) {
            out("policy",
                detail::rule_parts{
                    policy.backoff(), policy.jitter(), policy.classifier(), policy.stop()});
        });
        if (shared_) out("shared counter", true);
        if constexpr (has_ceiling) out("stop", ceiling_);
    }

  private:
    template <std::size_t... Index>
    [[nodiscard]] constexpr machine_type make_machine(
        time_point start, std::index_sequence<Index...> /*each*/) const noexcept {
        return {
            {step_machine{
                boost::hana::at_c<Index>(policies_).backoff(),
                boost::hana::at_c<Index>(policies_).jitter(), stop_.template of<Index>(),
                start}...},
            shared_,
            start};
    }

    template <class Ask>
    [[nodiscard]] constexpr auto of_run(duration further, Ask const& ask) const {
        return of_paths(further, ask, std::index_sequence_for<Policy...>{});
    }

    template <class Ask, std::size_t... Index>
    [[nodiscard]] constexpr auto of_paths(
        duration further, Ask const& ask, std::index_sequence<Index...> /*each*/) const {
        std::array const paths{detail::path_of(
            boost::hana::at_c<Index>(policies_).backoff(),
            boost::hana::at_c<Index>(policies_).jitter(),
            {.attempts = stop_.template of<Index>().max_attempts(),
             .elapsed = stop_.template of<Index>().max_elapsed(),
             .shared = shared_,
             .further = further})...};
        std::array order{&paths[Index]...};
        return ask(detail::shared_run{order, shared_, stop_.max_attempts(), further});
    }

    boost::hana::tuple<Policy...> policies_;
    classifier_type classifier_;
    [[no_unique_address]] Ceiling ceiling_;
    stop_type stop_;
    [[no_unique_address]] Logger logger_;
    [[no_unique_address]] Clock clock_;
    [[no_unique_address]] Random random_;
    [[no_unique_address]] Limit limit_;
    bool shared_;
};

namespace detail {

template <class Ceiling, class Logger, class Clock, class Random, class Limit, class... Policy>
struct driven_policy<first_match_policy<Ceiling, Logger, Clock, Random, Limit, Policy...>> {
    [[nodiscard]] static constexpr auto const& get(
        first_match_policy<Ceiling, Logger, Clock, Random, Limit, Policy...> const&
            policy) noexcept {
        return policy;
    }
};

template <class Argument>
constexpr bool check_first_match_argument() {
    constexpr bool known = has_parts<Argument> || std::is_same_v<Argument, shared_counter_t> ||
                           stop_policy<Argument> || logger_policy<Argument> ||
                           any_clock_policy<Argument> || random_policy<Argument> ||
                           time_limit_policy<Argument>;
    static_assert(
        !composed<Argument> || has_parts<Argument>,
        "first_match: an argument is a first_match itself: list its policies here instead");
    static_assert(
        composed<Argument> || known,
        "first_match: this argument is neither a composed policy nor something for the whole: a stop condition, "
        "a logger, a clock, a random source, a time limit or shared_counter");
    return known;
}

template <class... Args>
constexpr bool check_first_match() {
    constexpr bool known = (detail::check_first_match_argument<Args>() & ... & true);
    static_assert(
        !known || (has_parts<Args> || ...), "first_match: needs at least one policy, see compose");
    static_assert(
        offers<logger_axis, Args...> <= 1 && offers<clock_axis, Args...> <= 1 &&
            offers<stop_axis, Args...> <= 1 && offers<random_axis, Args...> <= 1 &&
            offers<limit_axis, Args...> <= 1,
        "first_match: two stop conditions, two loggers, two clocks, two random sources or two time limits for the "
        "whole: keep one of them");
    return known && (has_parts<Args> || ...);
}

template <class Policy>
inline constexpr bool has_time_limit =
    limits_attempts<std::remove_cvref_t<decltype(std::declval<Policy const&>().time_limit())>>;

template <class Axis>
inline constexpr auto fits = [](auto const& argument) {
    return boost::hana::bool_c<Axis::template accepts<std::remove_cvref_t<decltype(argument)>>>;
};

template <class Given, class Axis, class Otherwise>
[[nodiscard]] constexpr auto part_for_all(
    Given const& given, Axis /*axis*/, Otherwise const& otherwise) {
    return boost::hana::find_if(given, fits<Axis>).value_or(otherwise);
}

// An attempt is limited before anybody knows which policy its failure will be for: by the first one that has a limit.
template <class Policy, class... More>
[[nodiscard]] constexpr auto first_limit(Policy const& policy, More const&... more) {
    if constexpr (has_time_limit<Policy> || sizeof...(More) == 0) {
        return policy.time_limit();
    } else {
        return detail::first_limit(more...);
    }
}

}  // namespace detail

/// \ingroup core
/// \brief Several policies as one: for each failure the first policy whose classifier accepts it decides.
///
/// `first_match(for_timeouts, for_conflicts, attempts{10})`: a failure that the first does not retry goes to the
/// second, and so on; one that none retries ends the run. Each policy counts its own attempts, and its backoff grows
/// with its own failures; with reprise::shared_counter all count together, as LangGraph does.
///
/// Besides policies, in any order: one stop condition for the whole (it counts all attempts), a logger, a clock, a
/// random source, and a time limit; those that are left out are the first policy's. A time limit holds before anybody
/// knows which failure there will be: it is that of the policy that has one, and where several have one, it has to be
/// said for the whole. A reprise::mark is left to the first policy, and reprise::schedule shows what follows where all
/// failures are the first policy's.
///
/// A policy that could never decide, since earlier ones retry all that it would, does not compile where the compiler
/// can know: with reprise::retry_on, reprise::retry_unless and reprise::retry_all.
///
/// \snippet docs/examples/first_match.cpp first_match
/// \tparam Args Policies, and parts for the whole.
/// \param args The policies and parts.
/// \return A policy for every driver.
template <class... Args>
[[nodiscard]] constexpr auto first_match(Args const&... args) {
    if constexpr (detail::check_first_match<Args...>()) {
        namespace hana = boost::hana;
        constexpr auto is_policy = [](auto const& argument) {
            return hana::bool_c<detail::has_parts<std::remove_cvref_t<decltype(argument)>>>;
        };
        constexpr bool shared = (std::is_same_v<Args, shared_counter_t> || ...);
        auto const given = hana::tuple<Args...>{args...};
        auto const policies =
            hana::transform(hana::filter(given, is_policy), [](auto const& policy) {
                return detail::policy_of(policy);
            });
        auto const& first = hana::front(policies);
        return hana::unpack(policies, [&](auto const&... policy) {
            static_assert(
                !detail::one_is_unreachable<
                    policy_type_t<std::remove_cvref_t<decltype(policy.classifier())>>...>(),
                "first_match: a policy can never decide: earlier ones retry every failure that it would; put "
                "the policy for the more specific failures first");
            static_assert(
                detail::offers<detail::limit_axis, Args...> == 1 ||
                    (int{detail::has_time_limit<std::remove_cvref_t<decltype(policy)>>} + ...) <= 1,
                "first_match: several of its policies have a time limit, but which of them decides is known only when "
                "an attempt has failed: give the time limit to first_match itself");
            auto const parts = hana::remove_if(given, is_policy);
            auto ceiling = detail::part_for_all(parts, detail::stop_axis{}, detail::no_ceiling{});
            auto logger = detail::part_for_all(parts, detail::logger_axis{}, first.logger());
            auto clock = detail::part_for_all(parts, detail::clock_axis{}, first.clock());
            auto random = detail::part_for_all(parts, detail::random_axis{}, first.random());
            auto limit =
                detail::part_for_all(parts, detail::limit_axis{}, detail::first_limit(policy...));
            return first_match_policy<
                decltype(ceiling), decltype(logger), decltype(clock), decltype(random),
                decltype(limit), std::remove_cvref_t<decltype(policy)>...>{
                shared, ceiling, logger, clock, random, limit, policy...};
        });
    } else {
        return compose();
    }
}

/// \ingroup core
/// \brief A copy of several policies as one, with other parts for the whole.
/// \tparam Ceiling The stop condition of the whole.
/// \tparam Logger  The logger.
/// \tparam Clock   The clock.
/// \tparam Random  The random source.
/// \tparam Limit   The time limit.
/// \tparam Policy  The policies.
/// \tparam Args    The parts.
/// \param policy The policy to start from.
/// \param args   A stop condition, a logger, a clock, a random source, a time limit, in any order.
/// \return A policy.
template <
    class Ceiling, class Logger, class Clock, class Random, class Limit, class... Policy,
    class... Args>
[[nodiscard]] constexpr auto with(
    first_match_policy<Ceiling, Logger, Clock, Random, Limit, Policy...> const& policy,
    Args const&... args) {
    static_assert(
        ((detail::offers<detail::stop_axis, Args> + detail::offers<detail::logger_axis, Args> +
              detail::offers<detail::clock_axis, Args> + detail::offers<detail::random_axis, Args> +
              detail::offers<detail::limit_axis, Args> ==
          1) &&
         ...),
        "with: the whole of a first_match has a stop condition, a logger, a clock, a random source and a time limit; "
        "the other parts are those of its policies");
    auto const parts = boost::hana::tuple<Args...>{args...};
    return policy.rebuilt(
        policy.counts_together(),
        detail::part_for_all(parts, detail::stop_axis{}, policy.ceiling()),
        detail::part_for_all(parts, detail::logger_axis{}, policy.logger()),
        detail::part_for_all(parts, detail::clock_axis{}, policy.clock()),
        detail::part_for_all(parts, detail::random_axis{}, policy.random()),
        detail::part_for_all(parts, detail::limit_axis{}, policy.time_limit()));
}

}  // namespace reprise

#endif  // REPRISE_FIRST_MATCH_HPP
