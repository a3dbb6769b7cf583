// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the law of reprise::operation. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_OPERATION_HPP
#define REPRISE_TESTING_LAWS_OPERATION_HPP

#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>  // std::invoke
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise::testing {

namespace detail {

// Makes one attempt; whether it failed.
template <class Operation, class... Args>
[[nodiscard]] bool attempt_fails(std::uint64_t number, Operation& operation, Args&... args) {
    auto const call = [&]() -> decltype(auto) {
        if constexpr (attempt_operation<Operation, Args...>) {
            attempt const told{number, unbounded, duration::zero(), nullptr, {}};
            return std::invoke(operation, told, args...);
        } else {
            return std::invoke(operation, args...);
        }
    };
    using result_type = std::remove_cvref_t<operation_result_t<Operation, Args...>>;
    try {
        if constexpr (outcome_traits<result_type>::can_fail) {
            return outcome_traits<result_type>::failed(call());
        } else {
            static_cast<void>(call());
            return false;
        }
    } catch (...) {
        return true;
    }
}

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks that a failed attempt leaves its arguments as it found them, for the next one:
/// `EXPECT_TRUE(check_operation(send, request))`.
///
/// The mistake that it finds is an operation that moves from what it will need again. Hand over an operation that fails
/// at first, for instance because what it works on is a mock that throws: an attempt that succeeds may consume what it
/// likes.
/// \tparam Operation The operation's type.
/// \tparam Args      The types of its arguments, which can be copied and compared.
/// \param operation Called up to three times, until it succeeds.
/// \param args      Its arguments.
/// \return Success where the law holds; else a failure that names the argument, or says that no attempt failed.
///
/// \snippet docs/examples/laws.cpp operation
template <class Operation, class... Args>
    requires(
        operation<Operation, Args...> && (std::copyable<Args> && ...) &&
        (std::equality_comparable<Args> && ...))
[[nodiscard]] ::testing::AssertionResult check_operation(Operation&& operation, Args... args) {
    constexpr char const* law = "a failed attempt leaves its arguments as it found them";
    std::tuple<Args...> const original{args...};
    testing::detail::findings found{"operation"};
    std::uint64_t attempts = 1;
    while (attempts <= 3 && testing::detail::attempt_fails(attempts, operation, args...)) {
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            [[maybe_unused]] auto const same = [&](bool holds, std::size_t index) {
                found.expect(holds, law, [&] {
                    return "attempt " + std::to_string(attempts) + " has changed argument " +
                           std::to_string(index + 1);
                });
            };
            (same(std::get<Index>(original) == args, Index), ...);
        }(std::index_sequence_for<Args...>{});
        ++attempts;
    }
    if (attempts == 1) {
        return ::testing::AssertionFailure()
               << "the operation has not failed, so there was nothing to check: make it fail";
    }
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_OPERATION_HPP
