// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::amplification: how many calls one call can become.

#ifndef REPRISE_AMPLIFICATION_HPP
#define REPRISE_AMPLIFICATION_HPP

#include <reprise/bounds.hpp>
#include <reprise/concepts/limit.hpp>
#include <reprise/retrying.hpp>

#include <concepts>
#include <cstdint>
#include <functional>  // std::invoke
#include <limits>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

[[nodiscard]] constexpr limit<std::uint64_t> multiplied(
    limit<std::uint64_t> outer, limit<std::uint64_t> inner) noexcept {
    if (!outer.is_bounded() || !inner.is_bounded()) return unbounded;
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    auto const a = outer.value_or(1);
    auto const b = inner.value_or(1);
    return b != 0 && a > largest / b ? largest : a * b;
}

// Whether all that a policy is, its type says.
template <class Policy>
concept in_its_type = composed<Policy> && requires {
    typename std::bool_constant<(reprise::max_attempts(Policy::value), true)>;
};

}  // namespace detail

/// \ingroup core
/// \brief How many calls of the innermost operation one call of a callable can become, as far as its type says:
/// `static_assert(amplification_v<decltype(fetch)> <= 10)`.
///
/// 1 for any callable that does not say otherwise. A reprise::retrying multiplies what its operation says by the
/// attempts of its policy, if that is a reprise::static_policy; with another policy the type says nothing, and the
/// value is reprise::unbounded: ask reprise::amplification of the object then. A callable of another kind says it by
/// a `static constexpr` member `amplification`, see reprise::amplifying.
/// \tparam Callable The callable's type.
template <class Callable>
inline constexpr limit<std::uint64_t> amplification_v = 1;

/// \cond
template <class Callable>
inline constexpr limit<std::uint64_t> amplification_v<Callable const> = amplification_v<Callable>;

template <class Callable>
inline constexpr limit<std::uint64_t> amplification_v<Callable&> = amplification_v<Callable>;

template <class Callable>
    requires requires { limit<std::uint64_t>{Callable::amplification}; }
inline constexpr limit<std::uint64_t> amplification_v<Callable> = Callable::amplification;

template <class Policy, class Operation>
inline constexpr limit<std::uint64_t> amplification_v<retrying<Policy, Operation>> = unbounded;

template <detail::in_its_type Policy, class Operation>
inline constexpr limit<std::uint64_t> amplification_v<retrying<Policy, Operation>> =
    detail::multiplied(reprise::max_attempts(Policy::value), amplification_v<Operation>);
/// \endcond

/// \ingroup core
/// \brief How many calls of the innermost operation one call of a callable can become:
/// `static_assert(amplification(fetch) <= 10)`.
///
/// Retries inside of retries multiply: three attempts around five are fifteen calls of a service that is in trouble. Of
/// a callable that hides what it calls, a lambda for example, the library sees one call: say it by reprise::amplifying.
///
/// \snippet docs/examples/amplification.cpp amplification
/// \tparam Callable The callable's type.
/// \param callable The callable.
/// \return The product of the attempts of all reprise::retrying around each other, or reprise::unbounded.
template <class Callable>
[[nodiscard]] constexpr limit<std::uint64_t> amplification(
    [[maybe_unused]] Callable const& callable) {
    return amplification_v<Callable>;
}

/// \ingroup core
/// \brief The same for a callable that retries.
/// \tparam Policy    Its policy.
/// \tparam Operation What it calls.
/// \param callable The callable.
/// \return The attempts of its policy, times what its operation says.
template <class Policy, class Operation>
[[nodiscard]] constexpr limit<std::uint64_t> amplification(
    retrying<Policy, Operation> const& callable) {
    return detail::multiplied(
        reprise::max_attempts(callable.policy()), reprise::amplification(callable.retried()));
}

/// \ingroup core
/// \brief A callable with the word of its author on how many calls one call of it can become. See
/// reprise::amplifying().
/// \tparam Calls    How many.
/// \tparam Callable The callable.
template <std::uint64_t Calls, class Callable>
class amplifying_t {
    static_assert(Calls > 0, "amplifying: a callable calls something at least once");

  public:
    /// \brief How many calls one call can become.
    static constexpr std::uint64_t amplification = Calls;

    /// \brief Takes the callable.
    /// \param callable The callable.
    constexpr explicit amplifying_t(Callable callable) : callable_{std::move(callable)} {}

    /// \brief Calls it.
    /// \tparam Args The arguments' types.
    /// \param args The arguments.
    /// \return What it returns.
    template <class... Args>
        requires std::invocable<Callable&, Args...>
    constexpr decltype(auto) operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Callable&, Args...>) {
        return std::invoke(callable_, std::forward<Args>(args)...);
    }

    /// \brief Calls it.
    /// \tparam Args The arguments' types.
    /// \param args The arguments.
    /// \return What it returns.
    template <class... Args>
        requires std::invocable<Callable const&, Args...>
    constexpr decltype(auto) operator()(Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Callable const&, Args...>) {
        return std::invoke(callable_, std::forward<Args>(args)...);
    }

  private:
    [[no_unique_address]] Callable callable_;
};

/// \ingroup core
/// \brief Says of a callable how many calls one call of it can become: `amplifying<3>([&] { return client.get(); })`
/// where the client retries by itself.
/// \tparam Calls    How many, at least 1.
/// \tparam Callable The callable's type.
/// \param callable The callable.
/// \return A callable that says so.
template <std::uint64_t Calls, class Callable>
[[nodiscard]] constexpr amplifying_t<Calls, Callable> amplifying(Callable callable) {
    return amplifying_t<Calls, Callable>{std::move(callable)};
}

}  // namespace reprise

#endif  // REPRISE_AMPLIFICATION_HPP
