// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::replay: a fresh operation, or fresh arguments, for each attempt.

#ifndef REPRISE_REPLAY_HPP
#define REPRISE_REPLAY_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/repetition.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

struct any_call {
    void operator()() const;
};

// Its call operator is ambiguous where the callable has one, or several, or a template.
template <class Callable>
struct any_call_or_its_own : Callable, any_call {};

// Whether there is any way to call it: with which arguments is not known before it is retried.
template <class Callable>
inline constexpr bool callable_somehow = [] {
    using bare = std::remove_cvref_t<Callable>;
    if constexpr (std::is_class_v<bare> && !std::is_final_v<bare>) {
        return !requires { &any_call_or_its_own<bare>::operator(); };
    } else {
        return std::is_class_v<bare> || std::is_member_pointer_v<bare> ||
               std::is_function_v<std::remove_pointer_t<bare>>;
    }
}();

template <class Operation, class... Args>
inline constexpr bool callable_with_attempt_or_without =
    std::invocable<Operation&, attempt const&, Args...> || std::invocable<Operation&, Args...>;

}  // namespace detail

/// \ingroup core
/// \brief Makes a fresh operation for each attempt, and calls that; made by reprise::replay.
/// \tparam Factory Called without arguments, returns what is called once.
template <class Factory>
class replayed_operation {
    using made = std::invoke_result_t<Factory&>;

    // A factory that changes makes nothing where it is const, and nothing cannot be called.
    struct nothing {};
    using made_const = typename std::conditional_t<
        std::invocable<Factory const&>, std::invoke_result<Factory const&>,
        std::type_identity<nothing>>::type;

  public:
    /// \brief Takes the factory.
    /// \param factory The factory.
    constexpr explicit replayed_operation(Factory factory) : factory_{std::move(factory)} {}

    /// \brief One attempt.
    /// \tparam Args The arguments' types.
    /// \param args What the fresh operation is called with, the attempt among them if it takes one.
    /// \return What the fresh operation returns.
    template <class... Args>
        requires std::invocable<made, Args...>
    constexpr decltype(auto) operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Factory&> && std::is_nothrow_invocable_v<made, Args...>) {
        return std::invoke(std::invoke(factory_), std::forward<Args>(args)...);
    }

    /// \brief One attempt.
    /// \tparam Args The arguments' types.
    /// \param args What the fresh operation is called with, the attempt among them if it takes one.
    /// \return What the fresh operation returns.
    template <class... Args>
        requires std::invocable<made_const, Args...>
    constexpr decltype(auto) operator()(Args&&... args) const noexcept(
        std::is_nothrow_invocable_v<Factory const&> &&
        std::is_nothrow_invocable_v<made_const, Args...>) {
        return std::invoke(std::invoke(factory_), std::forward<Args>(args)...);
    }

    /// \brief Whether the operation may happen twice.
    /// \constraint{what the factory makes says so}
    /// \return What its type says.
    [[nodiscard]] static constexpr auto repetition() noexcept
        requires detail::states_repetition<made>
    {
        using said = detail::repetition_of_t<made>;
        constexpr bool is_constant = requires { said::value; };
        static_assert(
            is_constant,
            "replay: what the factory makes says only at run time whether it may happen twice, and that has to be "
            "known before it is made: say it of the whole, repeatable(may, replay(factory))");
        return said{};
    }

  private:
    [[no_unique_address]] Factory factory_;
};

/// \ingroup core
/// \brief Calls an operation with arguments that are made afresh for each attempt; made by reprise::replay.
/// \tparam Operation The callable, which may consume its arguments.
/// \tparam Factory   Called without arguments; each makes one argument.
template <class Operation, class... Factory>
class replayed_arguments {
    static constexpr bool fits =
        detail::callable_with_attempt_or_without<Operation, std::invoke_result_t<Factory&>...>;

  public:
    /// \brief Takes the operation and the factories.
    /// \param operation The callable.
    /// \param factories One for each argument.
    constexpr explicit replayed_arguments(Operation operation, Factory... factories)
        : operation_{std::move(operation)}, factories_{std::move(factories)...} {}

    /// \brief One attempt, which is told about itself.
    /// \constraint{the operation can be called with the attempt and what the factories make}
    /// \param described The attempt.
    /// \return What the operation returns.
    constexpr decltype(auto) operator()(attempt const& described) noexcept(
        (std::is_nothrow_invocable_v<Factory&> && ...) &&
        std::is_nothrow_invocable_v<Operation&, attempt const&, std::invoke_result_t<Factory&>...>)
        requires std::invocable<Operation&, attempt const&, std::invoke_result_t<Factory&>...>
    {
        return std::apply(
            [&](auto&... factories) -> decltype(auto) {
                return std::invoke(operation_, described, std::invoke(factories)...);
            },
            factories_);
    }

    /// \brief One attempt, which is told about itself.
    /// \constraint{the operation can be called with the attempt and what the factories make}
    /// \param described The attempt.
    /// \return What the operation returns.
    constexpr decltype(auto) operator()(attempt const& described) const noexcept(
        (std::is_nothrow_invocable_v<Factory const&> && ...) &&
        std::is_nothrow_invocable_v<
            Operation const&, attempt const&, std::invoke_result_t<Factory const&>...>)
        requires std::invocable<
            Operation const&, attempt const&, std::invoke_result_t<Factory const&>...>
    {
        return std::apply(
            [&](auto&... factories) -> decltype(auto) {
                return std::invoke(operation_, described, std::invoke(factories)...);
            },
            factories_);
    }

    /// \brief One attempt.
    /// \constraint{the operation can be called with what the factories make}
    /// \return What the operation returns.
    constexpr decltype(auto) operator()() noexcept(
        (std::is_nothrow_invocable_v<Factory&> && ...) &&
        std::is_nothrow_invocable_v<Operation&, std::invoke_result_t<Factory&>...>)
        requires std::invocable<Operation&, std::invoke_result_t<Factory&>...>
    {
        return std::apply(
            [&](auto&... factories) -> decltype(auto) {
                return std::invoke(operation_, std::invoke(factories)...);
            },
            factories_);
    }

    /// \brief One attempt.
    /// \constraint{the operation can be called with what the factories make}
    /// \return What the operation returns.
    constexpr decltype(auto) operator()() const noexcept(
        (std::is_nothrow_invocable_v<Factory const&> && ...) &&
        std::is_nothrow_invocable_v<Operation const&, std::invoke_result_t<Factory const&>...>)
        requires std::invocable<Operation const&, std::invoke_result_t<Factory const&>...>
    {
        return std::apply(
            [&](auto&... factories) -> decltype(auto) {
                return std::invoke(operation_, std::invoke(factories)...);
            },
            factories_);
    }

    /// \cond
    // What does not fit together gets a sentence here, and not the name of a concept in whoever calls it.
    constexpr void operator()() const
        requires(!fits)
    {
        static_assert(
            fits,
            "replay: the operation cannot be called with what the factories make: there has to be one factory for "
            "each argument, in their order");
    }
    /// \endcond

    /// \brief Whether the operation may happen twice.
    /// \constraint{the operation says so}
    /// \return What the operation says.
    [[nodiscard]] constexpr auto repetition() const noexcept
        requires detail::states_repetition<Operation>
    {
        return detail::repetition_of(operation_);
    }

  private:
    [[no_unique_address]] Operation operation_;
    [[no_unique_address]] std::tuple<Factory...> factories_;
};

/// \ingroup core
/// \brief Makes an operation that can be retried of one that can be called only once: `factory()` makes a fresh one for
/// each attempt.
///
/// \snippet docs/examples/idempotency.cpp replay
/// \tparam Factory Called without arguments, returns a callable.
/// \param factory Called once per attempt.
/// \return The operation.
template <class Factory>
[[nodiscard]] constexpr auto replay(Factory&& factory) {
    constexpr bool makes = std::invocable<std::decay_t<Factory>&>;
    static_assert(
        makes,
        "replay: the factory must be callable without arguments, and return the operation of one attempt: "
        "replay([&] { return [...](...) { ... }; })");
    if constexpr (makes) {
        static_assert(
            detail::callable_somehow<std::invoke_result_t<std::decay_t<Factory>&>>,
            "replay: what the factory returns cannot be called: it has to return the operation of one attempt, not "
            "the result of it, replay([&] { return [...](...) { ... }; })");
    }
    if constexpr (makes)
        return replayed_operation<std::decay_t<Factory>>{std::forward<Factory>(factory)};
}

/// \ingroup core
/// \brief Makes an operation that can be retried of one that consumes its arguments: each factory makes one of them for
/// each attempt.
/// \tparam Operation The callable.
/// \tparam First     The first factory.
/// \tparam Rest      The other factories.
/// \param operation Called once per attempt, with what the factories make; after the attempt if it takes one.
/// \param first     Makes the first argument.
/// \param rest      Make the others.
/// \return The operation.
template <class Operation, class First, class... Rest>
[[nodiscard]] constexpr auto replay(Operation&& operation, First&& first, Rest&&... rest) {
    constexpr bool make =
        std::invocable<std::decay_t<First>&> && (std::invocable<std::decay_t<Rest>&> && ...);
    static_assert(
        make,
        "replay: after the operation come factories, one for each of its arguments: each must be callable without "
        "arguments, replay(operation, [] { return argument; })");
    // after a sentence, nothing of what would follow from it
    if constexpr (make) {
        return replayed_arguments<
            std::decay_t<Operation>, std::decay_t<First>, std::decay_t<Rest>...>{
            std::forward<Operation>(operation), std::forward<First>(first),
            std::forward<Rest>(rest)...};
    }
}

}  // namespace reprise

#endif  // REPRISE_REPLAY_HPP
