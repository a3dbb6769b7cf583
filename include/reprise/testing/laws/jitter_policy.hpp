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
#include <chrono>
#include <cmath>
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

// What a jitter says of the delays that it draws, held against delays that it draws.
template <class Policy>
class drawn_delays {
  public:
    drawn_delays(Policy const& policy, duration delay, findings& found)
        : policy_{policy}, delay_{delay}, found_{found} {}

    // Draws for this retry in many runs, each with other words, after one and the same wait.
    void check(std::uint64_t retry, duration previous) {
        jitter_input input{.previous = previous, .retry = retry};
        double sum = 0;
        double sum_of_squares = 0;
        for (std::uint64_t run = 0; run < runs; ++run) {
            random_stream words{run, retry};
            input.memory = remembered(words, retry, previous);
            input.word = words();
            auto const drawn = draw(input);
            within_bounds(input, drawn);
            auto const count = static_cast<double>(drawn.count());
            sum += count;
            sum_of_squares += count * count;
        }
        auto const mean = sum / runs;
        moments(input, mean, std::sqrt(std::max(0.0, sum_of_squares / runs - mean * mean)));
    }

  private:
    static constexpr std::uint64_t runs = 4096;

    [[nodiscard]] policy_reference_t<Policy> policy() const {
        return reprise::detail::unwrap(policy_);
    }

    // what the retries before have left in mind
    [[nodiscard]] std::uint64_t remembered(
        random_stream& words, std::uint64_t retry, duration previous) const {
        std::uint64_t memory = 0;
        if constexpr (jitter_remembers<Policy>) {
            for (std::uint64_t before = 1; before < retry; ++before) {
                memory = policy()
                             .draw(
                                 delay_, {.word = words(),
                                          .previous = previous,
                                          .retry = before,
                                          .memory = memory})
                             .memory;
            }
        }
        return memory;
    }

    [[nodiscard]] duration draw(jitter_input const& input) {
        duration const applied = policy().apply(delay_, input);
        if constexpr (jitter_remembers<Policy>) {
            auto const drawn = policy().draw(delay_, input);
            auto const again = policy().draw(delay_, input);
            bool const agrees = drawn.delay == applied;
            auto const both = [&] {
                return of(input) + reprise::to_text(drawn.delay) + ", and else " +
                       reprise::to_text(applied);
            };
            found_.expect(agrees, "policy.draw(d, input).delay == policy.apply(d, input)", both);
            bool const repeats = drawn.memory == again.memory;
            auto const memory = [&] { return of(input) + "what it remembers"; };
            found_.expect(repeats, "the same arguments give the same result", memory);
        }
        return applied;
    }

    void within_bounds(jitter_input const& input, duration drawn) {
        if constexpr (requires {
                          policy().least(delay_, input);
                          policy().most(delay_, input);
                      }) {
            duration const least = policy().least(delay_, input);
            duration const most = policy().most(delay_, input);
            found_.expect(
                least <= drawn && drawn <= most,
                "what is drawn in a run is never below policy.least(d, input) nor above "
                "policy.most(d, input)",
                [&] {
                    return of(input) + reprise::to_text(drawn) + " is not between " +
                           reprise::to_text(least) + " and " + reprise::to_text(most);
                });
        }
    }

    // Within 6.5 standard deviations of what so many draws have by chance; half a percent is left for rounding.
    void moments(jitter_input const& input, double mean, double deviation) {
        constexpr double bound = 6.5 / 64;  // 64 is the square root of the number of runs
        if constexpr (requires { policy().mean(delay_, input); }) {
            auto const said = static_cast<double>(duration{policy().mean(delay_, input)}.count());
            bool const holds = std::abs(said - mean) <= bound * deviation + 0.005 * mean + 1.0;
            auto const both = [&] {
                return of(input) + "it is " + std::to_string(mean) + " ns, and said is " +
                       std::to_string(said) + " ns";
            };
            found_.expect(holds, "policy.mean(d, input) is the mean of what is drawn", both);
        }
        if constexpr (requires { policy().relative_standard_deviation(delay_, input); }) {
            double const said = policy().relative_standard_deviation(delay_, input);
            auto const seen = mean == 0 ? 0 : deviation / mean;
            bool const holds = std::abs(said - seen) <= bound * seen + 0.005;
            auto const both = [&] {
                return of(input) + "it is " + std::to_string(seen) + ", and said is " +
                       std::to_string(said);
            };
            constexpr auto law =
                "policy.relative_standard_deviation(d, input) is that of what is drawn";
            found_.expect(holds, law, both);
        }
    }

    [[nodiscard]] std::string of(jitter_input const& input) const {
        return "before retry " + std::to_string(input.retry) + ", of " + reprise::to_text(delay_) +
               " after " + reprise::to_text(input.previous) + ": ";
    }

    Policy const& policy_;
    duration delay_;
    findings& found_;
};

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
    using namespace std::chrono_literals;
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
        for (std::uint64_t const retry : {1U, 2U, 5U}) {
            for (duration const previous : {0s, 1s, 9s}) {
                testing::detail::drawn_delays<Policy>{policy, 10s, found}.check(retry, previous);
            }
        }
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_JITTER_POLICY_HPP
