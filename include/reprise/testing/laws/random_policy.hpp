// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::random_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_RANDOM_POLICY_HPP
#define REPRISE_TESTING_LAWS_RANDOM_POLICY_HPP

#include <reprise/concepts/random_policy.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace reprise::testing {

namespace detail {

template <class Policy>
class random_check {
  public:
    static constexpr std::size_t count = 4096;

    random_check(Policy const& policy, findings& found) : policy_{policy}, found_{found} {}

    void one_stream_is_uniform() {
        auto stream = reprise::detail::unwrap(policy_).stream();
        std::vector<std::uint64_t> words;
        // in the middle it is moved, as a driver may do: the words go on
        while (words.size() < count / 2) words.push_back(stream());
        auto moved = std::move(stream);
        while (words.size() < count) words.push_back(moved());
        uniform(words, "of one stream");
    }

    // What a run draws first is all that most runs draw. A policy that gives every run the same stream may do so.
    void first_words_are_uniform() {
        std::vector<std::uint64_t> words;
        while (words.size() < count) words.push_back(reprise::detail::unwrap(policy_).stream()());
        bool const all_the_same =
            std::ranges::count(words, words.front()) == static_cast<std::ptrdiff_t>(count);
        if (!all_the_same) uniform(words, "with which the streams of many runs begin");
    }

    void several_threads_may_ask() {
        std::array<std::exception_ptr, 4> thrown;
        {
            std::vector<std::jthread> threads;
            for (auto& caught : thrown) {
                threads.emplace_back([this, &caught] {
                    try {
                        for (int i = 0; i < 100; ++i) {
                            auto stream = reprise::detail::unwrap(policy_).stream();
                            static_cast<void>(stream());
                        }
                    } catch (...) {
                        caught = std::current_exception();
                    }
                });
            }
        }
        for (auto const& caught : thrown) {
            if (caught != nullptr) std::rethrow_exception(caught);
        }
    }

  private:
    // Within 6.5 standard deviations: by chance, a good source fails once in a hundred million checks.
    void uniform(std::vector<std::uint64_t> const& words, std::string const& which) {
        constexpr double bound = 6.5;
        for (unsigned bit = 0; bit < 64; ++bit) {
            auto const ones = std::ranges::count_if(
                words, [bit](std::uint64_t word) { return ((word >> bit) & 1U) != 0; });
            auto const off = 2.0 * static_cast<double>(ones) - static_cast<double>(count);
            found_.expect(off * off <= bound * bound * count, law, [&] {
                return "of " + std::to_string(count) + " words " + which + ", " +
                       std::to_string(ones) + " have bit " + std::to_string(bit) + " set";
            });
        }
        // delays are made of the upper bits; the chi-squared statistic of 256 classes has 255 degrees of freedom
        for (unsigned const shift : {56U, 0U}) {
            std::array<double, 256> hits{};
            for (auto const word : words) ++hits.at((word >> shift) & 0xffU);
            double chi_squared = 0;
            constexpr double expected = double{count} / 256;
            for (double const hit : hits)
                chi_squared += (hit - expected) * (hit - expected) / expected;
            found_.expect(chi_squared <= 255 + bound * 22.6 * 1.5, law, [&] {
                return "the " + std::string{shift == 0 ? "lowest" : "highest"} +
                       " eight bits of the words " + which + " are not equally frequent";
            });
        }
    }

    static constexpr char const* law = "the words are uniform over all 2^64 values";

    Policy const& policy_;
    findings& found_;
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks every law of reprise::random_policy: `EXPECT_TRUE(check_random_policy(my_source{}))`.
///
/// The words of one stream have to be uniform, and so have the first words of many, unless all streams are the same.
/// Several threads ask for streams at once: run it under ThreadSanitizer too.
/// \tparam Policy A reprise::random_policy.
/// \param policy The random source, or a `std::ref` of one.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp random
template <random_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_random_policy(Policy const& policy) {
    testing::detail::findings found{"random_policy"};
    testing::detail::random_check<Policy> check{policy, found};
    found.checked([&] {
        check.one_stream_is_uniform();
        check.first_words_are_uniform();
        check.several_threads_may_ask();
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_RANDOM_POLICY_HPP
