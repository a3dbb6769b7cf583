// SPDX-License-Identifier: Apache-2.0

#include "report.hpp"

#include "histories.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace {

using flaky::arrived_after;
using flaky::fault;

std::string table_of(std::vector<flaky::history> const& histories, bool full) {
    std::ostringstream out;
    flaky::write_document_table(out, histories, full);
    return out.str();
}

TEST(document_table, says_of_each_document_how_often_how_long_and_what_failed) {
    auto lost = arrived_after(2, {fault::stall});
    lost.attempts.pop_back();
    lost.attempts.back().failure->kind.reset();
    lost.intact = false;
    EXPECT_EQ(
        table_of(
            {arrived_after(0, {}),
             arrived_after(1, {fault::unavailable, fault::reset, fault::unavailable}), lost},
            false),
        "\n"
        "document  attempts      waited  result  what failed\n"
        "       0         1           -  intact  -\n"
        "       1         4     30.0 ms  intact  2 x 503, reset\n"
        "       2         1           -  LOST    other\n");
}

std::vector<flaky::history> many() {
    std::vector<flaky::history> histories;
    for (std::size_t number = 0; number < flaky::most_rows; ++number) {
        histories.push_back(arrived_after(number, {}));
    }
    histories.push_back(arrived_after(flaky::most_rows, {fault::reset}));
    return histories;
}

TEST(document_table, has_the_documents_with_the_most_attempts_when_they_are_many) {
    auto const table = table_of(many(), false);
    EXPECT_THAT(
        table, testing::StartsWith("\n"
                                   "document  attempts      waited  result  what failed\n"
                                   "      50         2     10.0 ms  intact  reset\n"
                                   "       0         1           -  intact  -\n"));
    EXPECT_THAT(table, testing::HasSubstr("... and 1 document with no more attempts than these"));
    EXPECT_THAT(table, testing::HasSubstr("attempts  documents\n       1         50  ***"));
}

TEST(document_table, has_every_document_when_asked_for_the_full_table) {
    auto const table = table_of(many(), true);
    EXPECT_EQ(
        std::ranges::count(table, '\n'), 2 + static_cast<std::ptrdiff_t>(flaky::most_rows) + 1);
}

TEST(fault_table, agrees_when_the_clients_saw_what_the_server_did) {
    auto const seen = flaky::count_failures(
        {arrived_after(0, {fault::reset, fault::stall}), arrived_after(1, {fault::reset})});
    EXPECT_EQ(seen.by_kind[flaky::index_of(fault::reset)], 2U);
    EXPECT_EQ(seen.by_kind[flaky::index_of(fault::stall)], 1U);
    EXPECT_EQ(seen.other, 0U);

    std::ostringstream out;
    flaky::write_fault_table(out, seen.by_kind, seen);
    EXPECT_THAT(
        out.str(), testing::HasSubstr("reset              2            2  half of the body"));
    EXPECT_THAT(out.str(), testing::HasSubstr("The clients saw every fault"));
}

TEST(fault_table, differs_when_the_clients_saw_something_else) {
    auto story = arrived_after(0, {fault::reset});
    story.attempts.front().failure->kind.reset();
    auto const seen = flaky::count_failures({story});
    EXPECT_EQ(seen.other, 1U);

    std::ostringstream out;
    flaky::write_fault_table(out, flaky::fault_counts{}, seen);
    EXPECT_THAT(out.str(), testing::HasSubstr("other              -            1\n"));
    EXPECT_THAT(out.str(), testing::HasSubstr("The counts differ"));
}

}  // namespace
