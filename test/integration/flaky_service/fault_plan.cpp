// SPDX-License-Identifier: Apache-2.0

#include "fault_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace {

using flaky::fault;
using flaky::fault_plan;

std::vector<std::optional<fault>> first_attempts(fault_plan const& plan, std::size_t documents) {
    std::vector<std::optional<fault>> faults;
    faults.reserve(documents);
    for (std::size_t document = 0; document < documents; ++document) {
        faults.push_back(plan.at(document, 1));
    }
    return faults;
}

TEST(fault_plan, is_the_same_for_the_same_seed) {
    EXPECT_EQ(
        first_attempts(fault_plan::by_chance(7, 0.5), 200),
        first_attempts(fault_plan::by_chance(7, 0.5), 200));
}

TEST(fault_plan, is_another_for_another_seed) {
    EXPECT_NE(
        first_attempts(fault_plan::by_chance(7, 0.5), 200),
        first_attempts(fault_plan::by_chance(8, 0.5), 200));
}

TEST(fault_plan, is_the_same_on_every_machine) {
    EXPECT_THAT(
        first_attempts(fault_plan::by_chance(4, 0.4), 8),
        testing::ElementsAre(
            std::nullopt, fault::stall, std::nullopt, fault::refuse, fault::stall, fault::corrupt,
            std::nullopt, std::nullopt));
}

TEST(fault_plan, follows_a_script_in_every_document_and_then_works) {
    auto const plan = fault_plan::by_script({fault::reset, fault::stall});
    for (std::size_t document = 0; document < 3; ++document) {
        EXPECT_EQ(plan.at(document, 1), fault::reset);
        EXPECT_EQ(plan.at(document, 2), fault::stall);
        EXPECT_EQ(plan.at(document, 3), std::nullopt);
        EXPECT_EQ(plan.at(document, 1000), std::nullopt);
    }
}

TEST(fault_plan, has_no_faults_at_rate_zero_and_nothing_else_at_rate_one) {
    auto const never = fault_plan::by_chance(1, 0);
    auto const always = fault_plan::by_chance(1, 1);
    for (std::uint64_t attempt = 1; attempt <= 1000; ++attempt) {
        EXPECT_EQ(never.at(5, attempt), std::nullopt);
        EXPECT_NE(always.at(5, attempt), std::nullopt);
    }
}

TEST(fault_plan, keeps_to_its_rate_and_uses_every_kind) {
    auto const plan = fault_plan::by_chance(42, 0.6);
    flaky::fault_counts counts{};
    std::uint64_t all = 0;
    for (std::size_t document = 0; document < 1000; ++document) {
        for (std::uint64_t attempt = 1; attempt <= 10; ++attempt) {
            if (auto const kind = plan.at(document, attempt)) {
                ++counts[flaky::index_of(*kind)];
                ++all;
            }
        }
    }
    EXPECT_GT(all, 5800U);
    EXPECT_LT(all, 6200U);
    for (auto const count : counts) EXPECT_GT(count, 400U);
}

TEST(fault, is_known_by_its_name) {
    for (auto const& each : flaky::fault_kinds) {
        EXPECT_EQ(flaky::fault_named(each.name), each.kind);
        EXPECT_EQ(flaky::name_of(each.kind), each.name);
    }
    EXPECT_EQ(flaky::fault_named("earthquake"), std::nullopt);
    EXPECT_EQ(flaky::fault_named(""), std::nullopt);
}

}  // namespace
