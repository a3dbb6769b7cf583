// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::with_error_code.

#ifndef REPRISE_WITH_ERROR_CODE_HPP
#define REPRISE_WITH_ERROR_CODE_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <memory>      // std::addressof
#include <system_error>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief What a call returned, and the error code that it set.
/// \tparam Value What it returned.
/// \tparam Code  The type of the error code.
template <class Value, class Code = std::error_code>
struct value_with_code {
    Value
        value;  ///< What the call returned; what that is worth after an error, the call's documentation says.
    Code code;  ///< Zero where it succeeded.

    /// \brief Whether the call succeeded.
    /// \return Whether the code is zero.
    [[nodiscard]] constexpr bool has_value() const noexcept { return !static_cast<bool>(code); }

    /// \brief The same.
    /// \return Whether the code is zero.
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return has_value(); }

    /// \brief The error.
    /// \return The code.
    [[nodiscard]] constexpr Code const& error() const noexcept { return code; }
};

namespace detail {

// What a call returned beside a code that is its caller's own variable.
template <class Value, class Code>
struct value_beside_code {
    Value value;
    Code const* code;
};

template <class Code>
struct value_beside_code<void, Code> {
    Code const* code;
};

// Each attempt gets a code of its own.
template <class Code>
struct own_code {
    template <class Operation, class... Args>
    static constexpr auto call(Operation& operation, Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, Args..., Code&>) {
        using value = std::invoke_result_t<Operation&, Args..., Code&>;
        Code code;
        if constexpr (std::is_void_v<value>) {
            std::invoke(operation, std::forward<Args>(args)..., code);
            return code;
        } else {
            // in this order
            return value_with_code<value, Code>{
                std::invoke(operation, std::forward<Args>(args)..., code), code};
        }
    }
};

// Each attempt gets the caller's, cleared.
template <class Code>
struct code_of_caller {
    Code* code;

    template <class Operation, class... Args>
    constexpr auto call(Operation& operation, Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Operation&, Args..., Code&>) {
        using value = std::invoke_result_t<Operation&, Args..., Code&>;
        *code = Code{};
        if constexpr (std::is_void_v<value>) {
            std::invoke(operation, std::forward<Args>(args)..., *code);
            return value_beside_code<void, Code>{code};
        } else {
            return value_beside_code<value, Code>{
                std::invoke(operation, std::forward<Args>(args)..., *code), code};
        }
    }
};

// Stands in for a code of another type.
struct any_code {
    template <error_code_shaped Code>
    operator Code&() const noexcept;  // NOLINT(*-explicit-con*): only ever asked about
};

// Whether a call is meant for the operation with the code: generic lambdas must not be asked about anything else.
template <class Operation, class Code, class... Args>
inline constexpr bool takes_code = std::invocable<Operation&, Args..., Code&> ||
                                   std::invocable<Operation&, attempt const&, Args..., Code&>;

template <class Operation, class Code, class... Rest>
inline constexpr bool takes_code<Operation, Code, attempt const&, Rest...> =
    takes_code<Operation, Code, Rest...>;

// Takes no code, or one of another type.
template <class Operation, class Code, class... Args>
concept misses_code =
    (!takes_code<Operation, Code, Args...>) &&
    (std::invocable<Operation&, Args...> || std::invocable<Operation&, Args..., any_code>);

template <class Operation, class Code, class Where>
class code_operation {
  public:
    constexpr code_operation(Operation operation, Where where)
        : operation_{std::move(operation)}, where_{where} {}

    template <class... Args>
        requires std::invocable<Operation&, Args..., Code&>
    constexpr auto operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, Args..., Code&>) {
        return where_.call(operation_, std::forward<Args>(args)...);
    }

    template <class... Args>
        requires std::invocable<Operation const&, Args..., Code&>
    constexpr auto operator()(Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Operation const&, Args..., Code&>) {
        return where_.call(operation_, std::forward<Args>(args)...);
    }

    // What takes no code gets a sentence here, and not the name of a concept in whoever calls it.
    template <class... Args>
        requires misses_code<Operation, Code, Args...>
    constexpr Code operator()(Args&&... /*args*/) const {
        static_assert(
            !misses_code<Operation, Code, Args...>,
            "with_error_code: the operation does not take the error code: its last parameter must be a reference to "
            "one, std::error_code& unless another type is named, with_error_code<boost::system::error_code>"
            "(operation); an operation that returns its error code is retried as it is");
        return {};
    }

    [[nodiscard]] constexpr auto repetition() const noexcept
        requires states_repetition<Operation>
    {
        return detail::repetition_of(operation_);
    }

  private:
    [[no_unique_address]] Operation operation_;
    [[no_unique_address]] Where where_;
};

}  // namespace detail

/// \ingroup core
/// \brief For calls that report failure through an error code, their last parameter:
/// `auto const size = retry(policy, with_error_code([&](std::error_code& code) { return file_size(path, code); }));`
///
/// The failure is the code. The caller gets a reprise::value_with_code, or the code itself if the call returns nothing.
/// Nothing is thrown.
///
/// \snippet docs/examples/channels.cpp error_code
/// \tparam Code      The code's type: `std::error_code`, or `with_error_code<boost::system::error_code>(operation)`.
/// \tparam Operation The callable.
/// \param operation What is called; it keeps its signature, but for the code.
/// \return The operation.
template <class Code = std::error_code, class Operation>
    requires detail::error_code_shaped<Code>
[[nodiscard]] constexpr auto with_error_code(Operation&& operation) {
    return detail::code_operation<std::decay_t<Operation>, Code, detail::own_code<Code>>{
        std::forward<Operation>(operation), {}};
}

/// \ingroup core
/// \brief The same with a variable of the caller's, as the call itself would have it: it holds the last attempt's
/// code, and the caller gets what the last call returned.
/// \tparam Code      The code's type: `std::error_code`, `boost::system::error_code`.
/// \tparam Operation The callable.
/// \param code      The variable; cleared before each attempt, must outlive the run. One thread at a time.
/// \param operation What is called; it keeps its signature, but for the code.
/// \return The operation.
template <class Code, class Operation>
    requires detail::error_code_shaped<Code>
[[nodiscard]] constexpr auto with_error_code(Code& code, Operation&& operation) {
    return detail::code_operation<std::decay_t<Operation>, Code, detail::code_of_caller<Code>>{
        std::forward<Operation>(operation), {std::addressof(code)}};
}

/// \cond
template <class Value, class Code>
struct outcome_traits<detail::value_beside_code<Value, Code>> {
    using seen_type = detail::value_beside_code<Value, Code>;

    static constexpr bool can_fail = true;

    [[nodiscard]] static constexpr bool failed(seen_type const& seen) noexcept {
        return static_cast<bool>(*seen.code);
    }

    [[nodiscard]] static constexpr Code const& error(seen_type const& seen) noexcept {
        return *seen.code;
    }

    // NOLINTNEXTLINE(*-rvalue-reference-param-not-moved): moved by the cast, which leaves references alone
    static constexpr Value release(seen_type&& seen) noexcept(
        std::is_void_v<Value> || std::is_reference_v<Value> ||
        std::is_nothrow_move_constructible_v<Value>) {
        if constexpr (!std::is_void_v<Value>) return static_cast<Value&&>(seen.value);
    }
};
/// \endcond

}  // namespace reprise

#endif  // REPRISE_WITH_ERROR_CODE_HPP
