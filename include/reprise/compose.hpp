// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::compose and reprise::with.

#ifndef REPRISE_COMPOSE_HPP
#define REPRISE_COMPOSE_HPP

#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/retry_policy.hpp>

#include <boost/hana/basic_tuple.hpp>

#include <cstddef>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief What somebody gets who composes nothing.
///
/// 3 attempts; exponential from 500 ms, factor 2, up to 128 s; full jitter; transient failures only; no logging; the
/// steady clock; real randomness.
using default_policy =
    retry_policy<exponential, full_jitter, transient, no_logging, steady, attempts, entropy>;

namespace detail {

// No template, so that a driver without a policy costs whoever includes it no composition.
[[nodiscard]] constexpr default_policy composed_of_nothing() {
    return {exponential{}, full_jitter{}, transient{}, no_logging{},
            steady{},      attempts{3},   entropy{}};
}

struct backoff_axis {
    template <class T>
    static constexpr bool accepts = backoff_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.backoff(); };
};
struct jitter_axis {
    template <class T>
    static constexpr bool accepts = jitter_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.jitter(); };
};
struct classifier_axis {
    template <class T>
    static constexpr bool accepts = classifier_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& {
        return policy.classifier();
    };
};
struct logger_axis {
    template <class T>
    static constexpr bool accepts = logger_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.logger(); };
};
struct clock_axis {
    template <class T>
    static constexpr bool accepts = any_clock_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.clock(); };
};
struct stop_axis {
    template <class T>
    static constexpr bool accepts = stop_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.stop(); };
};
struct random_axis {
    template <class T>
    static constexpr bool accepts = random_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& { return policy.random(); };
};
struct limit_axis {
    template <class T>
    static constexpr bool accepts = time_limit_policy<T>;
    static constexpr auto part = [](auto const& policy) -> auto const& {
        return policy.time_limit();
    };
};

template <class T>
inline constexpr std::size_t axes_of =
    std::size_t{backoff_policy<T>} + std::size_t{jitter_policy<T>} +
    std::size_t{classifier_policy<T>} + std::size_t{logger_policy<T>} +
    std::size_t{any_clock_policy<T>} + std::size_t{stop_policy<T>} + std::size_t{random_policy<T>} +
    std::size_t{time_limit_policy<T>};

template <class Axis, class... Args>
inline constexpr std::size_t offers = (std::size_t{Axis::template accepts<Args>} + ... + 0);

// Instantiated with each argument, so that the compiler names the one that is wrong.
template <class Argument>
constexpr bool check_argument() {
    static_assert(
        axes_of<Argument> > 0,
        "reprise::compose: this argument is no policy: it has to model backoff_policy, jitter_policy, "
        "classifier_policy, stop_policy, logger_policy, clock_policy, random_policy or time_limit_policy; a member "
        "that is missing, not const, or of another type keeps it from that, and so does a wait without a stop token");
    static_assert(
        axes_of<Argument> <= 1,
        "reprise::compose: this argument models the concepts of two axes at once: split it, so that it is "
        "clear for which one it is meant");
    return axes_of<Argument> == 1;
}

template <class... Args>
constexpr bool check_axes() {
    static_assert(
        offers<backoff_axis, Args...> <= 1,
        "reprise::compose: two backoff policies: keep one of them");
    static_assert(
        offers<jitter_axis, Args...> <= 1,
        "reprise::compose: two jitter policies: keep one of them");
    static_assert(
        offers<classifier_axis, Args...> <= 1,
        "reprise::compose: two classifiers: keep one of them; one retry_on takes several types");
    static_assert(
        offers<logger_axis, Args...> <= 1,
        "reprise::compose: two loggers: hand both over as one, loggers{first, second}");
    static_assert(
        offers<clock_axis, Args...> <= 1, "reprise::compose: two clocks: keep one of them");
    static_assert(
        offers<stop_axis, Args...> <= 1,
        "reprise::compose: two stop conditions: combine them, first || second or first && second");
    static_assert(
        offers<random_axis, Args...> <= 1,
        "reprise::compose: two random sources: keep one of them");
    static_assert(
        offers<limit_axis, Args...> <= 1,
        "reprise::compose: two time limits: combine them, run_timeout{...} || idle_timeout{...}");
    return offers<backoff_axis, Args...> <= 1 && offers<jitter_axis, Args...> <= 1 &&
           offers<classifier_axis, Args...> <= 1 && offers<logger_axis, Args...> <= 1 &&
           offers<clock_axis, Args...> <= 1 && offers<stop_axis, Args...> <= 1 &&
           offers<random_axis, Args...> <= 1 && offers<limit_axis, Args...> <= 1;
}

// The index of the first argument for an axis, or how many arguments there are.
template <class Axis, class... Args>
[[nodiscard]] consteval std::size_t place_of() {
    std::size_t index = 0;
    (void)((Axis::template accepts<Args> || (++index, false)) || ...);
    return index;
}

// The argument for an axis, or the policy that the base has there.
template <class Axis, class... Args, class Base>
[[nodiscard]] constexpr auto choose(
    boost::hana::basic_tuple<Args...> const& given, Base const& base) {
    constexpr auto place = detail::place_of<Axis, Args...>();
    if constexpr (place < sizeof...(Args)) {
        return boost::hana::at_c<place>(given);
    } else {
        return Axis::part(base);
    }
}

template <class Base, class... Args>
[[nodiscard]] constexpr auto replace_parts(Base const& base, Args... args) {
    // all are checked, so that one compilation shows all that is wrong; what follows would only repeat it
    constexpr bool arguments_fit = (detail::check_argument<Args>() & ... & true);
    if constexpr (arguments_fit && detail::check_axes<Args...>()) {
        auto const given = boost::hana::basic_tuple<Args...>{std::move(args)...};
        return retry_policy{
            detail::choose<backoff_axis>(given, base),    detail::choose<jitter_axis>(given, base),
            detail::choose<classifier_axis>(given, base), detail::choose<logger_axis>(given, base),
            detail::choose<clock_axis>(given, base),      detail::choose<stop_axis>(given, base),
            detail::choose<random_axis>(given, base),     detail::choose<limit_axis>(given, base)};
    } else {
        return base;
    }
}

}  // namespace detail

/// \ingroup core
/// \brief Composes a policy of parts in any order; what is left out is as in reprise::default_policy.
///
/// Each argument is a model of one of the policy concepts, or a `std::ref` of one: the reference is kept then, and
/// must outlive the policy. Two parts for one axis, or an argument that is no policy, do not compile, and the compiler
/// says which.
///
/// \snippet docs/examples/first_steps.cpp compose
/// \tparam Args The parts.
/// \param args The parts.
/// \return A reprise::retry_policy.
template <class... Args>
[[nodiscard]] constexpr auto compose(Args... args) {
    return detail::replace_parts(detail::composed_of_nothing(), std::move(args)...);
}

/// \ingroup core
/// \brief A copy of a policy with some parts replaced.
///
/// `auto patient = reprise::with(policy, reprise::attempts{10});`
/// \tparam Policy A composed policy.
/// \tparam Args   The parts.
/// \param policy The policy to start from.
/// \param args   The parts that are different.
/// \return A reprise::retry_policy.
template <detail::composed Policy, class... Args>
[[nodiscard]] constexpr auto with(Policy const& policy, Args... args) {
    return detail::replace_parts(detail::policy_of(policy), std::move(args)...);
}

}  // namespace reprise

#endif  // REPRISE_COMPOSE_HPP
