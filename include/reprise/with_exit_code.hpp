// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::with_exit_code.

#ifndef REPRISE_WITH_EXIT_CODE_HPP
#define REPRISE_WITH_EXIT_CODE_HPP

#include <reprise/detail/reading_operation.hpp>
#include <reprise/exit_code.hpp>

#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

struct exit_code_reader {
    [[nodiscard]] static constexpr exit_code_reader read() noexcept { return {}; }

    template <class Result>
    [[nodiscard]] static constexpr bool check() noexcept {
        static_assert(
            std::is_same_v<std::remove_cvref_t<Result>, int> ||
                std::is_same_v<std::remove_cvref_t<Result>, exit_code>,
            "with_exit_code: the operation must return the exit code, as an int or a reprise::exit_code");
        return true;
    }

    [[nodiscard]] static constexpr exit_code error(int code) noexcept { return {code}; }
    [[nodiscard]] static constexpr exit_code error(exit_code code) noexcept { return code; }

    template <class Result>
    [[nodiscard]] static constexpr bool failed(Result const& result) noexcept {
        return error(result) != exit_code{};
    }
};

}  // namespace detail

/// \ingroup core
/// \brief For operations that run a process and return its exit code, as an `int` or a reprise::exit_code: anything but
/// zero is a failure.
///
/// The failure is the reprise::exit_code. Name those that are worth another attempt:
///
/// \snippet docs/examples/channels.cpp exit_code
/// \tparam Operation The callable.
/// \param operation What is called; it keeps its signature.
/// \return The operation.
template <class Operation>
[[nodiscard]] constexpr detail::reading_operation<std::decay_t<Operation>, detail::exit_code_reader>
with_exit_code(Operation&& operation) {
    return detail::reading_operation<std::decay_t<Operation>, detail::exit_code_reader>{
        std::forward<Operation>(operation)};
}

}  // namespace reprise

#endif  // REPRISE_WITH_EXIT_CODE_HPP
