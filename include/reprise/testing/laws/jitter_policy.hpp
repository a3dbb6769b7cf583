// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::jitter_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_JITTER_POLICY_HPP
#define REPRISE_TESTING_LAWS_JITTER_POLICY_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/random/stream.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace reprise::testing {

namespace detail {

// In ascending order, both ends included.
[[nodiscard]] inline std::vector<std::uint64_t> sample_words() {
    constexpr auto last = std::numeric_limits<std::uint64_t>::max();
    std::vector<std::uint64_t> words{0, 1, last / 2, last / 2 + 1, last - 1, last};
    random_stream random{0, 0};
    while (words.size() < 40) words.push_back(random());
    std::ranges::sort(words);
    return words;
}

// Asks for one delay with each word, in ascending order.
template <class Policy>
void check_jitter_of(
    Policy const& policy, duration delay, jitter_input input,
    std::vector<std::uint64_t> const& words, findings& found) {
    auto const asked = [&] {
        return "policy.apply(" + reprise::to_text(delay) +
               ", {.word = " + std::to_string(input.word) +
               ", .previous = " + reprise::to_text(input.previous) +
               ", .retry = " + std::to_string(input.retry) + "}) is ";
    };
    auto const apply = [&]() -> duration {
        return reprise::detail::unwrap(policy).apply(delay, input);
    };
    duration shorter{};
    for (auto const word : words) {
        input.word = word;
        auto const result = apply();
        auto const is = [&] { return asked() + reprise::to_text(result); };
        auto const also = [&](duration other) {
            return [&is, other] { return is() + ", and else " + reprise::to_text(other); };
        };
        found.expect(result >= duration::zero(), "policy.apply(d, input) >= 0ns", is);
        found.expect(
            jitter_may_exceed_delay<Policy> || result <= delay,
            "policy.apply(d, input) <= d unless Policy::may_exceed_delay", is);
        auto const again = apply();
        found.expect(again == result, "the same arguments give the same result", also(again));
        if (word != words.front()) {
            found.expect(
                result >= shorter, "a larger input.word never gives a shorter delay",
                also(shorter));
            found.expect(
                jitter_needs_random<Policy> || result == shorter,
                "input.word is not used unless Policy::needs_random", also(shorter));
        }
        shorter = result;
    }
}

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks every law of reprise::jitter_policy: `EXPECT_TRUE(check_jitter_policy(my_jitter{}))`.
///
/// The jitter is asked for delays from nothing to the longest, with words from both ends and between them, after short
/// and long delays, early and late in a run.
/// \tparam Policy A reprise::jitter_policy.
/// \param policy The jitter, or a `std::ref` of one.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp jitter
template <jitter_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_jitter_policy(Policy const& policy) {
    auto const words = testing::detail::sample_words();
    testing::detail::findings found{"jitter_policy"};
    found.checked([&] {
        for (auto const delay : testing::detail::sample_durations()) {
            for (auto const previous :
                 {duration::zero(), duration{1}, delay / 2, delay, duration::max()}) {
                for (std::uint64_t const retry :
                     {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1000},
                      std::numeric_limits<std::uint64_t>::max()}) {
                    testing::detail::check_jitter_of(
                        policy, delay, {.previous = previous, .retry = retry}, words, found);
                }
            }
        }
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_JITTER_POLICY_HPP
