// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::with_key.

#ifndef REPRISE_WITH_KEY_HPP
#define REPRISE_WITH_KEY_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/stating_operation.hpp>
#include <reprise/idempotency_key.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// Whether a call is meant for the operation with the key: generic lambdas must not be asked about anything else.
template <class Operation, class... Args>
inline constexpr bool takes_key =
    std::invocable<Operation&, idempotency_key const&, Args...> ||
    std::invocable<Operation&, attempt const&, idempotency_key const&, Args...>;

template <class Operation, class... Rest>
inline constexpr bool takes_key<Operation, attempt const&, Rest...> = takes_key<Operation, Rest...>;

// Stands in for a key of another type.
struct any_key {
    template <class Key>
    operator Key&() const noexcept;  // NOLINT(*-explicit-con*): only ever asked about
};

template <class Operation, class... Args>
inline constexpr bool takes_any_key = std::invocable<Operation&, any_key, Args...>;

template <class Operation, class... Rest>
inline constexpr bool takes_any_key<Operation, attempt const&, Rest...> =
    std::invocable<Operation&, attempt const&, any_key, Rest...>;

template <class Operation, class... Args>
concept lacks_key = (!takes_key<Operation, Args...>) && std::invocable<Operation&, Args...>;

template <class Operation, class... Args>
concept takes_other_key = (!takes_key<Operation, Args...>) && (!lacks_key<Operation, Args...>) &&
                          takes_any_key<Operation, Args...>;

template <class Operation, class... Args>
concept misses_key = lacks_key<Operation, Args...> || takes_other_key<Operation, Args...>;

// Of what takes a key too: clang makes the type of a function before it looks at the function's constraint.
template <class Operation, class... Args>
struct result_without_key : std::type_identity<void> {};

template <class Operation, class... Args>
    requires lacks_key<Operation, Args...>
struct result_without_key<Operation, Args...> : std::invoke_result<Operation&, Args...> {};

}  // namespace detail

/// \ingroup core
/// \brief An operation that is told a key, the same in every attempt; made by reprise::with_key.
/// \tparam Operation Called with the key first, or after the attempt if it takes one.
template <class Operation>
class keyed_operation {
  public:
    /// \brief Takes the key and what it is handed to.
    /// \param key       The key.
    /// \param operation What is called.
    keyed_operation(idempotency_key key, Operation operation)
        : key_{std::move(key)}, operation_{std::move(operation)} {}

    /// \brief One attempt, which is told about itself and the key.
    /// \tparam Args The further arguments' types.
    /// \param described The attempt.
    /// \param args      Further arguments.
    /// \return What the operation returns.
    template <class... Args>
        requires std::invocable<Operation&, attempt const&, idempotency_key const&, Args...>
    decltype(auto) operator()(attempt const& described, Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, attempt const&, idempotency_key const&, Args...>) {
        return std::invoke(operation_, described, std::as_const(key_), std::forward<Args>(args)...);
    }

    /// \brief One attempt, which is told about itself and the key.
    /// \tparam Args The further arguments' types.
    /// \param described The attempt.
    /// \param args      Further arguments.
    /// \return What the operation returns.
    template <class... Args>
        requires std::invocable<Operation const&, attempt const&, idempotency_key const&, Args...>
    decltype(auto) operator()(attempt const& described, Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<
                 Operation const&, attempt const&, idempotency_key const&, Args...>) {
        return std::invoke(operation_, described, std::as_const(key_), std::forward<Args>(args)...);
    }

    /// \brief One attempt, which is told the key.
    /// \tparam Args The further arguments' types.
    /// \param args Further arguments.
    /// \return What the operation returns.
    template <class... Args>
        requires std::invocable<Operation&, idempotency_key const&, Args...>
    decltype(auto) operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, idempotency_key const&, Args...>) {
        return std::invoke(operation_, std::as_const(key_), std::forward<Args>(args)...);
    }

    /// \brief One attempt, which is told the key.
    /// \tparam Args The further arguments' types.
    /// \param args Further arguments.
    /// \return What the operation returns.
    template <class... Args>
        requires std::invocable<Operation const&, idempotency_key const&, Args...>
    decltype(auto) operator()(Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Operation const&, idempotency_key const&, Args...>) {
        return std::invoke(operation_, std::as_const(key_), std::forward<Args>(args)...);
    }

    /// \cond
    // What takes no key gets a sentence here, and not the name of a concept in whoever calls it.
    template <class... Args>
        requires detail::misses_key<Operation, Args...>
    typename detail::result_without_key<Operation, Args...>::type operator()(
        Args&&... /*args*/) const {
        static_assert(
            !detail::takes_other_key<Operation, Args...>,
            "with_key: the operation takes a key of another type: let it take a reprise::idempotency_key const&, whose "
            "text() is the key as it was given");
        static_assert(
            !detail::lacks_key<Operation, Args...>,
            "with_key: the operation takes no key: let it take a reprise::idempotency_key const& first, after the "
            "attempt if it takes one, and send that along; where twice is the same as once and no key is needed, "
            "write idempotent(operation)");
        std::terminate();
    }
    /// \endcond

    /// \brief The key.
    /// \return As it was handed over.
    [[nodiscard]] idempotency_key const& key() const noexcept { return key_; }

    /// \brief With a key it may be repeated: the other side sees to it that it happens once.
    /// \return reprise::repetition::safe.
    [[nodiscard]] static constexpr repetition_constant<reprise::repetition::safe>
    repetition() noexcept {
        return {};
    }

  private:
    idempotency_key key_;
    Operation operation_;
};

/// \ingroup core
/// \brief Gives an operation a key, the same in every attempt, by which the other side knows a repeated request:
/// `retry(policy, with_key("order-17", [](reprise::idempotency_key const& key) { ... }))`.
///
/// It is then retried after ambiguous failures too. The key is the first argument, after the attempt if the operation
/// takes one.
///
/// \snippet docs/examples/idempotency.cpp with_key
/// \tparam Operation The callable.
/// \param key       The key; reprise::idempotency_key::random() for a new one.
/// \param operation What is called with it.
/// \return The operation without the key in its signature.
template <class Operation>
[[nodiscard]] keyed_operation<std::decay_t<Operation>> with_key(
    idempotency_key key, Operation&& operation) {
    detail::check_states_nothing_yet<std::decay_t<Operation>>();
    return {std::move(key), std::forward<Operation>(operation)};
}

}  // namespace reprise

#endif  // REPRISE_WITH_KEY_HPP
