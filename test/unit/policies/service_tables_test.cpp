// SPDX-License-Identifier: Apache-2.0
#include "doc_table.hpp"

#include <reprise/idempotent.hpp>
#include <reprise/policies/classify/http.hpp>
#include <reprise/policies/classify/http_status.hpp>
#include <reprise/policies/classify/redis.hpp>
#include <reprise/policies/classify/redis_reply.hpp>
#include <reprise/policies/classify/sqlstate.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>

namespace {

using namespace std::chrono_literals;
using reprise::classify_http_status;
using reprise::classify_redis_reply;
using reprise::classify_sqlstate;
using reprise::verdict;

std::filesystem::path const pages = std::filesystem::path{REPRISE_DOCS} / "services";

static_assert(classify_http_status(429, 2s) == verdict::throttled().after(2s));
static_assert(classify_sqlstate("40001") == verdict::transient());
static_assert(classify_redis_reply("LOADING Redis is loading") == verdict::transient());

TEST(http_status_table, is_what_the_code_does) {
    std::set<unsigned> named;
    for (auto const& row : doc_table(pages / "http.md", "service_http_status")) {
        auto const& status = row.at(0);
        if (status.ends_with("xx")) {
            // every code of the class that has no row of its own
            for (unsigned code = 0; code < 100; ++code) {
                auto const number = static_cast<unsigned>(status.front() - '0') * 100 + code;
                if (named.contains(number) || number == 500) continue;
                EXPECT_EQ(in_words(classify_http_status(number)), row.at(1)) << number;
            }
            continue;
        }
        auto const code = static_cast<unsigned>(std::stoul(status));
        named.insert(code);
        bool const hinted = status.ends_with("with Retry-After");
        auto const said = classify_http_status(
            code, hinted ? std::optional<reprise::duration>{3s} : std::nullopt);
        EXPECT_EQ(in_words(said), row.at(1)) << status;
        EXPECT_EQ(said.hint(), hinted ? std::optional<reprise::duration>{3s} : std::nullopt);
    }
    EXPECT_EQ(named.size(), 39);
}

TEST(http_status, hands_every_hint_on_with_a_verdict_that_retries) {
    for (unsigned status = 400; status < 600; ++status) {
        auto const said = classify_http_status(status, 7s);
        EXPECT_EQ(said.hint().has_value(), said.retryable()) << status;
    }
}

TEST(http_status, is_no_failure_and_so_not_retried_outside_of_400_to_599) {
    for (unsigned const status : {0U, 100U, 200U, 204U, 301U, 399U, 600U, 999U})
        EXPECT_EQ(classify_http_status(status, 1s), verdict::permanent()) << status;
}

TEST(http_method, is_idempotent_as_rfc_9110_has_it) {
    for (char const* method : {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
        EXPECT_TRUE(reprise::is_idempotent_http_method(method)) << method;
    for (char const* method : {"POST", "PATCH", "CONNECT", "get", "PROPFIND", ""})
        EXPECT_FALSE(reprise::is_idempotent_http_method(method)) << method;
}

TEST(sqlstate_table, is_what_the_code_does) {
    std::set<std::string> named;
    for (auto const& row : doc_table(pages / "postgresql.md", "service_postgresql_sqlstate")) {
        auto state = row.at(0);
        if (state == "none") state.clear();
        if (state.ends_with("***")) {
            for (auto const* rest : {"000", "001", "P01", "006", "014"})
                EXPECT_EQ(in_words(classify_sqlstate(state.substr(0, 2) + rest)), row.at(1))
                    << state;
            continue;
        }
        EXPECT_TRUE(named.insert(state).second) << state;
        EXPECT_EQ(in_words(classify_sqlstate(state)), row.at(1)) << state;
    }
    EXPECT_EQ(named.size(), 29);
}

TEST(sqlstate, that_belongs_to_a_class_of_connection_failures_is_ambiguous_even_if_new) {
    EXPECT_EQ(classify_sqlstate("08999"), verdict::transient().ambiguous());
    EXPECT_EQ(classify_sqlstate("99999"), verdict::permanent());
    EXPECT_EQ(classify_sqlstate("4"), verdict::permanent());
}

TEST(redis_reply_table, is_what_the_code_does) {
    auto const rows = doc_table(pages / "redis.md", "service_redis_reply");
    for (auto const& row : rows) {
        EXPECT_EQ(in_words(classify_redis_reply(row.at(0))), row.at(1)) << row.at(0);
        EXPECT_EQ(in_words(classify_redis_reply(row.at(0) + " and what follows")), row.at(1));
    }
    EXPECT_EQ(rows.size(), 26);
}

TEST(redis_reply, is_known_by_its_whole_first_word) {
    EXPECT_EQ(
        classify_redis_reply("BUSYGROUP Consumer Group name already exists").retryable(), false);
    EXPECT_EQ(classify_redis_reply("LOADINGS").retryable(), false);
    EXPECT_EQ(classify_redis_reply("").retryable(), false);
    EXPECT_EQ(classify_redis_reply("ERR BUSY").retryable(), false);
}

TEST(redis_failures, are_ambiguous_only_while_the_reply_is_awaited) {
    reprise::redis_failures const judge;
    using reprise::redis_error;
    using reprise::redis_stage;
    EXPECT_EQ(judge.classify(redis_error{redis_stage::connecting, "no"}), verdict::transient());
    EXPECT_EQ(
        judge.classify(redis_error{redis_stage::exchanging, "Server closed the connection"}),
        verdict::transient().ambiguous());
    EXPECT_EQ(
        judge.classify(redis_error{redis_stage::answered, "OOM command not allowed"}),
        verdict::throttled());
    EXPECT_EQ(judge.classify(redis_error{redis_stage::misused, "LOADING"}), verdict::permanent());
    EXPECT_EQ(judge.classify(reprise::other_exception{}), verdict::permanent());
}

TEST(redis_failures, retry_what_an_operation_throws) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
        reprise::redis_failures{}, std::ref(clock));
    int calls = 0;
    auto const counted = reprise::non_idempotent([&]() -> int {
        switch (++calls) {
            case 1: throw reprise::redis_error{reprise::redis_stage::answered, "LOADING soon"};
            case 2: throw reprise::redis_error{reprise::redis_stage::exchanging, "gone"};
            default: return calls;
        }
    });
    EXPECT_THROW(reprise::retry(policy, counted), reprise::redis_error);
    EXPECT_EQ(calls, 2);
}

// A response in the manner of Boost.Beast, without it.
struct response {
    unsigned status = 200;
    std::string retry_after = {};
    std::string rate_limit = {};

    [[nodiscard]] unsigned result_int() const { return status; }
    [[nodiscard]] std::string_view operator[](std::string_view name) const {
        return name == "Retry-After" ? std::string_view{retry_after}
               : name == "RateLimit" ? std::string_view{rate_limit}
                                     : std::string_view{};
    }
};

static_assert(reprise::http_response<response>);
static_assert(!reprise::http_response<int>);
static_assert(!reprise::http_response<std::string>);

TEST(http_failures, judge_a_response_by_its_status_and_its_retry_after) {
    reprise::http_failures const judge;
    EXPECT_EQ(judge.judge(response{200}), std::nullopt);
    EXPECT_EQ(judge.judge(response{301}), std::nullopt);
    EXPECT_EQ(judge.judge(response{404}), verdict::permanent());
    EXPECT_EQ(judge.judge(response{503}), verdict::throttled().ambiguous());
    EXPECT_EQ(judge.judge(response{503, "3"}), verdict::throttled().after(3s));
    EXPECT_EQ(judge.judge(response{503, "soon"}), verdict::throttled().ambiguous());
    EXPECT_EQ(judge.judge(std::optional{response{429, "0"}}), verdict::throttled().after(0s));
    EXPECT_EQ(judge.judge(std::optional<response>{}), std::nullopt);
}

TEST(http_failures, do_not_take_the_rate_limit_of_a_gateway_for_the_word_of_the_server_behind_it) {
    reprise::http_failures const judge;
    std::string const limit = R"("default";r=0;t=30)";
    EXPECT_EQ(judge.judge(response{429, {}, limit}), verdict::throttled().after(30s));
    EXPECT_EQ(judge.judge(response{503, {}, limit}), verdict::throttled().ambiguous());
    EXPECT_EQ(judge.judge(response{413, {}, limit}), verdict::permanent());
    EXPECT_EQ(judge.judge(response{503, "3", limit}), verdict::throttled().after(3s));
}

TEST(http_failures, repeat_a_request_only_where_its_method_or_the_answer_permits) {
    auto const calls_of = [](char const* method, unsigned status, std::string retry_after = {}) {
        reprise::testing::virtual_clock clock;
        auto const policy = reprise::compose(
            reprise::attempts{2}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::http_failures{}, std::ref(clock));
        int calls = 0;
        auto const last = reprise::retry(
            policy, reprise::repeatable(reprise::is_idempotent_http_method(method), [&] {
                ++calls;
                return response{status, retry_after};
            }));
        EXPECT_EQ(last.status, status);
        return calls;
    };
    EXPECT_EQ(calls_of("GET", 200), 1);
    EXPECT_EQ(calls_of("GET", 404), 1);
    EXPECT_EQ(calls_of("GET", 500), 2);
    EXPECT_EQ(calls_of("PUT", 504), 2);
    EXPECT_EQ(calls_of("POST", 500), 1);
    EXPECT_EQ(calls_of("POST", 503), 1);
    EXPECT_EQ(calls_of("POST", 503, "1"), 2);
    EXPECT_EQ(calls_of("POST", 429), 2);
    EXPECT_EQ(calls_of("PATCH", 408), 2);
}

}  // namespace
