// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what the law checks note down. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_FINDINGS_HPP
#define REPRISE_TESTING_LAWS_FINDINGS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/duration_text.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reprise::testing::detail {

// What a law check found: each broken law once, with the first case that breaks it and how many more there are.
class findings {
  public:
    explicit findings(std::string concept_name) : concept_{std::move(concept_name)} {}

    // The case is only described where it breaks the law.
    template <std::invocable Describe>
    void expect(bool holds, std::string_view law, Describe const& describe) {
        if (holds) return;
        auto const known =
            std::ranges::find(broken_, law, [](broken_law const& each) { return each.law; });
        if (known != broken_.end()) {
            ++known->further;
        } else {
            broken_.push_back({std::string{law}, describe(), 0});
        }
    }

    // Asks the policy. What it throws is a finding too; nothing of that check is done any more.
    template <std::invocable Check>
    findings& checked(Check const& check) {
        try {
            check();
        } catch (std::exception const& thrown) {
            expect(false, "no law speaks of an exception", [&thrown] {
                return std::string{"the policy threw: "} + thrown.what();
            });
        }
        return *this;
    }

    [[nodiscard]] ::testing::AssertionResult result() const {
        if (broken_.empty()) return ::testing::AssertionSuccess();
        auto failure = ::testing::AssertionFailure();
        failure << "it breaks the laws of reprise::" << concept_;
        for (auto const& each : broken_) {
            failure << "\n  law:  " << each.law << "\n  case: " << each.first_case;
            if (each.further > 0) failure << ", and " << each.further << " more";
        }
        return failure;
    }

  private:
    struct broken_law {
        std::string law;
        std::string first_case;
        std::uint64_t further;
    };

    std::string concept_;
    std::vector<broken_law> broken_;
};

// Durations that a policy may meet, in ascending order.
[[nodiscard]] inline std::vector<duration> sample_durations() {
    using namespace std::chrono_literals;
    return {
        0ns,
        1ns,
        2ns,
        3ns,
        999ns,
        1ms,
        1s,
        7s,
        1min,
        1h,
        24h,
        duration::max() / 2,
        duration::max() - 1ns,
        duration::max()};
}

}  // namespace reprise::testing::detail

#endif  // REPRISE_TESTING_LAWS_FINDINGS_HPP
