// SPDX-License-Identifier: Apache-2.0

#include "timeline.hpp"

#include "histories.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace {

using flaky::arrived_after;
using flaky::fault;

struct picture {
    std::vector<std::string> tooltips;
    std::vector<std::string> labels;
};

// Reading it is half of the test: it has to be XML.
picture draw(std::vector<flaky::history> const& histories) {
    std::ostringstream out;
    flaky::write_timeline(out, histories);
    std::istringstream in{out.str()};
    boost::property_tree::ptree tree;
    boost::property_tree::read_xml(in, tree);
    picture drawn;
    for (auto const& [tag, node] : tree.get_child("svg")) {
        if (tag == "rect") drawn.tooltips.push_back(node.get("title", ""));
        if (tag == "text") drawn.labels.push_back(node.data());
    }
    return drawn;
}

TEST(timeline, has_a_row_for_each_document_that_needed_a_retry) {
    auto const drawn = draw(
        {arrived_after(0, {}), arrived_after(1, {fault::reset}),
         arrived_after(2, {fault::stall, fault::corrupt})});
    EXPECT_THAT(drawn.labels, testing::IsSupersetOf({"document 1", "document 2"}));
    EXPECT_THAT(drawn.labels, testing::Not(testing::Contains("document 0")));
    EXPECT_THAT(
        drawn.tooltips,
        testing::IsSupersetOf(
            {"attempt 1: reset (it <failed> & how), 1.0 ms",
             "attempt 2: corrupt (it <failed> & how), 1.0 ms", "attempt 3: arrived, 1.0 ms"}));
}

TEST(timeline, has_a_row_for_each_document_when_none_needed_a_retry) {
    EXPECT_THAT(
        draw({arrived_after(0, {}), arrived_after(1, {})}).labels,
        testing::IsSupersetOf({"document 0", "document 1"}));
}

TEST(timeline, has_a_legend_of_all_faults) {
    auto const drawn = draw({arrived_after(0, {})});
    for (auto const& each : flaky::fault_kinds) {
        EXPECT_THAT(drawn.labels, testing::Contains(std::string{each.name}));
    }
    EXPECT_THAT(drawn.labels, testing::IsSupersetOf({"arrived", "waiting"}));
}

TEST(timeline, counts_the_attempts_of_all_where_not_all_have_a_row) {
    std::vector<flaky::history> histories;
    for (std::size_t number = 0; number < 100; ++number) {
        histories.push_back(arrived_after(number, {fault::reset}));
    }
    auto const drawn = draw(histories);
    EXPECT_THAT(drawn.labels, testing::Contains("How many attempts all 100 documents took"));
    EXPECT_THAT(drawn.tooltips, testing::Contains("100 documents took 2 attempts"));
    EXPECT_THAT(drawn.labels, testing::Contains("document 39"));
    EXPECT_THAT(drawn.labels, testing::Not(testing::Contains("document 40")));
}

TEST(timeline, marks_a_document_that_was_lost) {
    auto story = arrived_after(3, {fault::reset, fault::reset});
    story.attempts.pop_back();
    story.intact = false;
    EXPECT_THAT(draw({story}).labels, testing::IsSupersetOf({"document 3", "lost"}));
}

}  // namespace
