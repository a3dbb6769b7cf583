// SPDX-License-Identifier: Apache-2.0

#include "console.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

TEST(console, writes_an_event_with_its_time) {
    std::ostringstream out;
    flaky::console console{out, {10, false, false}};
    console.event("something happened");
    EXPECT_THAT(out.str(), testing::MatchesRegex(" *[0-9]+\\.[0-9]+ s  something happened\n"));
}

TEST(console, writes_no_event_when_quiet) {
    std::ostringstream out;
    flaky::console console{out, {10, false, true}};
    console.event("something happened");
    EXPECT_EQ(out.str(), "");
}

TEST(console, writes_a_line_of_progress_every_ten_percent) {
    std::ostringstream out;
    flaky::console console{out, {30, false, false}};
    for (int document = 0; document < 8; ++document) console.document_done();
    EXPECT_EQ(
        out.str(), "progress: 10 % (3 of 30 documents)\n"
                   "progress: 20 % (6 of 30 documents)\n");
}

TEST(console, skips_the_lines_between_when_the_documents_are_few) {
    std::ostringstream out;
    flaky::console console{out, {3, false, false}};
    for (int document = 0; document < 3; ++document) console.document_done();
    EXPECT_EQ(
        out.str(), "progress: 30 % (1 of 3 documents)\n"
                   "progress: 60 % (2 of 3 documents)\n"
                   "progress: 100 % (3 of 3 documents)\n");
}

TEST(console, keeps_a_bar_below_the_events_of_a_terminal) {
    std::ostringstream out;
    flaky::console console{out, {2, true, false}};
    console.document_done();
    EXPECT_THAT(
        out.str(),
        testing::EndsWith("[####################....................] 50 %  1 of 2 documents"));
    console.event("something happened");
    EXPECT_THAT(out.str(), testing::HasSubstr("something happened\n[####"));
    console.document_done();
    EXPECT_THAT(out.str(), testing::EndsWith("\r\x1b[K")) << "the bar is gone in the end";
}

TEST(console, keeps_the_lines_of_many_threads_apart) {
    std::ostringstream out;
    flaky::console console{out, {100, false, false}};
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&console] {
                for (int line = 0; line < 25; ++line) {
                    console.event("whole");
                    console.document_done();
                }
            });
        }
    }
    std::istringstream lines{out.str()};
    int events = 0;
    int progress = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with(" s  whole")) {
            ++events;
        } else {
            EXPECT_THAT(line, testing::StartsWith("progress: "));
            ++progress;
        }
    }
    EXPECT_EQ(events, 100);
    EXPECT_EQ(progress, 10);
}

}  // namespace
