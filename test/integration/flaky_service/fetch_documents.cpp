// SPDX-License-Identifier: Apache-2.0

#include "fetch_documents.hpp"

#include "fault_plan.hpp"
#include "report.hpp"
#include "server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace {

using flaky::fault;
using namespace std::chrono_literals;

struct fetch_documents : testing::TestWithParam<flaky::channel> {
    fetch_documents() {
        wanted.channel = GetParam();
        wanted.documents = 5;
        wanted.clients = 3;
        wanted.timeout = 5000ms;  // longer than any healthy answer takes, on any machine
    }

    flaky::options wanted;

    std::string events;

    std::vector<flaky::history> fetch(flaky::server& server) {
        std::ostringstream out;
        flaky::console console{out, {wanted.documents, false, false}};
        auto histories = flaky::fetch_documents(server, wanted, console);
        events = out.str();
        return histories;
    }
};

TEST_P(fetch_documents, needs_one_attempt_each_when_nothing_is_wrong) {
    flaky::server server{wanted.seed, wanted.documents, flaky::fault_plan::by_chance(1, 0)};
    auto const histories = fetch(server);
    ASSERT_EQ(histories.size(), 5U);
    for (std::size_t number = 0; number < histories.size(); ++number) {
        EXPECT_EQ(histories[number].document, number);
        EXPECT_EQ(histories[number].attempts.size(), 1U);
        EXPECT_EQ(histories[number].waited, 0ms);
        EXPECT_TRUE(histories[number].intact);
    }
    EXPECT_THAT(events, testing::HasSubstr("document 4: arrived\n"));
}

TEST_P(fetch_documents, survives_each_fault_in_turn) {
    std::vector const script{
        fault::refuse, fault::reset, fault::unavailable, fault::truncate, fault::corrupt};
    flaky::server server{wanted.seed, wanted.documents, flaky::fault_plan::by_script(script)};
    auto const histories = fetch(server);
    for (auto const& story : histories) {
        EXPECT_TRUE(story.intact);
        ASSERT_EQ(story.attempts.size(), script.size() + 1);
        for (std::size_t at = 0; at < script.size(); ++at) {
            auto const& attempt = story.attempts[at];
            ASSERT_TRUE(attempt.failure.has_value());
            EXPECT_EQ(attempt.failure->kind, script[at]);
            EXPECT_NE(attempt.failure->message, "");
            EXPECT_LE(attempt.begin, attempt.end);
            EXPECT_LE(attempt.end, story.attempts[at + 1].begin);
        }
        EXPECT_FALSE(story.attempts.back().failure.has_value());
        // an error code has no room for the hint of the 503
        if (GetParam() == flaky::channel::error_code) continue;
        EXPECT_GE(story.waited, flaky::server::retry_after) << "the hint of the 503";
    }
    EXPECT_EQ(flaky::count_failures(histories).by_kind, server.injected());
    EXPECT_THAT(events, testing::HasSubstr("document 0: attempt 1 failed (refuse: "));
    EXPECT_THAT(events, testing::HasSubstr("document 0: recovered in attempt 6, waited "));
}

TEST_P(fetch_documents, waits_the_same_delays_for_the_same_seed) {
    auto const waited = [this] {
        auto const plan = flaky::fault_plan::by_script({fault::reset, fault::truncate});
        flaky::server server{wanted.seed, wanted.documents, plan};
        std::vector<reprise::duration> delays;
        for (auto const& story : fetch(server)) delays.push_back(story.waited);
        return delays;
    };
    auto const first = waited();
    EXPECT_EQ(waited(), first);
    EXPECT_NE(first[0], first[1]) << "each document has random numbers of its own";
    ++wanted.seed;
    EXPECT_NE(waited(), first);
}

TEST_P(fetch_documents, does_not_ask_again_for_what_does_not_exist) {
    flaky::server server{wanted.seed, 4, flaky::fault_plan::by_chance(1, 0)};
    auto const histories = fetch(server);
    EXPECT_FALSE(histories[4].intact);
    ASSERT_EQ(histories[4].attempts.size(), 1U);
    EXPECT_EQ(histories[4].attempts.front().failure->kind, std::nullopt);
    EXPECT_EQ(std::ranges::count(histories, true, &flaky::history::intact), 4);
    EXPECT_THAT(
        events, testing::HasSubstr("document 4: LOST after 1 attempt (other: HTTP status "
                                   "404): permanent failure\n"));
}

INSTANTIATE_TEST_SUITE_P(
    by_each_channel, fetch_documents,
    testing::Values(
        flaky::channel::exceptions, flaky::channel::expected, flaky::channel::error_code),
    [](auto const& channel) {
        switch (channel.param) {
            case flaky::channel::exceptions: return "exceptions";
            case flaky::channel::expected: return "expected";
            case flaky::channel::error_code: return "error_code";
        }
        return "unknown";
    });

}  // namespace
