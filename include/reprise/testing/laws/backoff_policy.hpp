// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::backoff_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_BACKOFF_POLICY_HPP
#define REPRISE_TESTING_LAWS_BACKOFF_POLICY_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace reprise::testing::laws {

/// \ingroup testing
/// \brief The retry numbers that a backoff is asked for: the first thousand, those beside each power of two, some in
/// between, and the last ones that there are.
/// \return The numbers, always the same.
[[nodiscard]] inline std::vector<std::uint64_t> retry_numbers() {
    constexpr auto last = std::numeric_limits<std::uint64_t>::max();
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t number = 1; number <= 1000; ++number) numbers.push_back(number);
    random_stream words{0, 0};
    for (unsigned bits = 10; bits < 64; ++bits) {
        auto const power = std::uint64_t{1} << bits;
        numbers.insert(
            numbers.end(), {power - 1, power, power + 1, power | (words() >> (64 - bits))});
    }
    numbers.insert(numbers.end(), {last - 1, last});
    return numbers;
}

/// \ingroup testing
/// \brief Checks every law of reprise::backoff_policy: `EXPECT_TRUE(check_backoff_policy(my_backoff{}))`.
///
/// What breaks a law is named in the failure, with the first case in which it does.
/// \tparam Policy A reprise::backoff_policy.
/// \param policy  The backoff, or a `std::ref` of one.
/// \param retries The retry numbers that it is asked for, each at least 1.
/// \return Success where all laws hold.
///
/// \snippet docs/examples/laws.cpp laws
template <backoff_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_backoff_policy(
    Policy const& policy, std::vector<std::uint64_t> const& retries = laws::retry_numbers()) {
    auto const call = [](std::uint64_t retry) {
        return "policy.delay(" + std::to_string(retry) + ") is ";
    };
    testing::detail::findings found{"backoff_policy"};
    found.checked([&] {
        std::vector<duration> first;
        for (auto const retry : retries) {
            first.push_back(reprise::detail::unwrap(policy).delay(retry));
            found.expect(first.back() >= duration::zero(), "policy.delay(n) >= 0ns", [&] {
                return call(retry) + reprise::to_text(first.back());
            });
        }
        // again, in another order and by a copy: neither may matter
        Policy const copy = policy;
        for (std::size_t i = retries.size(); i-- > 0;) {
            duration const again = reprise::detail::unwrap(copy).delay(retries[i]);
            found.expect(again == first[i], "policy.delay(n) == policy.delay(n)", [&] {
                return call(retries[i]) + reprise::to_text(first[i]) + ", and another time " +
                       reprise::to_text(again);
            });
            if constexpr (reprise::detail::answers<Policy>) {
                auto const answer = reprise::detail::unwrap(policy).answer(retries[i]);
                found.expect(
                    answer == reprise::detail::unwrap(copy).answer(retries[i]),
                    "policy.answer(n) == policy.answer(n)", [&] {
                        return "policy.answer(" + std::to_string(retries[i]) +
                               ") is another one each time";
                    });
            }
        }
    });
    return found.result();
}

}  // namespace reprise::testing::laws

#endif  // REPRISE_TESTING_LAWS_BACKOFF_POLICY_HPP
