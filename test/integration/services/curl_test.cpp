// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"
#include "doc_table.hpp"
#include "with_server.hpp"

#include <reprise/policies/classify/curl.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_key.hpp>

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::curl_result;
using reprise::verdict;

constexpr reprise::curl_failures judge;

TEST(curl_table, is_what_the_code_does_for_every_code_there_is) {
    auto const rows = doc_table(
        std::filesystem::path{REPRISE_DOCS} / "services/http.md", "service_http_curlcode");
    int expected = 1;
    for (auto const& row : rows) {
        int const number = std::stoi(row.at(0));
        EXPECT_EQ(number, expected++);
        auto const code = static_cast<CURLcode>(number);
        EXPECT_EQ(in_words(judge.classify(code)), row.at(2)) << row.at(1);
        // what was not sent has not happened
        EXPECT_EQ(
            in_words(judge.classify(curl_result{.code = code, .sent = false})),
            number == CURLE_HTTP_RETURNED_ERROR
                ? "permanent"
                : std::string{to_string(judge.classify(code).kind())})
            << row.at(1);
    }
    // later versions of libcurl have more; the table is as long as this one's list
    EXPECT_EQ(rows.size(), CURL_LAST - 1);
}

TEST(curl_failures, judge_a_response_by_its_status) {
    EXPECT_EQ(judge.classify(curl_result{.status = 404}), verdict::permanent());
    EXPECT_EQ(judge.classify(curl_result{.status = 500}), verdict::transient().ambiguous());
    EXPECT_EQ(
        judge.classify(curl_result{.status = 429, .retry_after = 2s}),
        verdict::throttled().after(2s));
    EXPECT_EQ(
        judge.classify(curl_result{.code = CURLE_HTTP_RETURNED_ERROR, .status = 503}),
        verdict::throttled().ambiguous());
    EXPECT_FALSE(curl_result{.status = 204}.failed());
    EXPECT_FALSE(curl_result{.status = 302}.failed());
    EXPECT_EQ(curl_result{.status = 503}.message(), "HTTP status 503");
    EXPECT_EQ(
        curl_result{.code = CURLE_GOT_NOTHING}.message(),
        "Server returned nothing (no headers, no data)");
}

struct cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// One client with a connection of its own for each request, so that libcurl has none that may be dead.
class client {
  public:
    explicit client(std::uint16_t port) : base_{"http://127.0.0.1:" + std::to_string(port)} {}

    [[nodiscard]] curl_result send(
        std::string const& method, std::string const& path, std::string const& key = {}) const {
        std::unique_ptr<CURL, cleanup> const handle{curl_easy_init()};
        std::unique_ptr<curl_slist, cleanup> const headers{
            key.empty() ? nullptr
                        : curl_slist_append(nullptr, ("Idempotency-Key: " + key).c_str())};
        auto const url = base_ + path;
        curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, 5000L);
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &discard);
        if (method != "GET") {
            curl_easy_setopt(handle.get(), CURLOPT_COPYPOSTFIELDS, "an order");
            curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
        }
        return reprise::curl_perform(handle.get());
    }

    static std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
        return size * count;
    }

  private:
    std::string base_;
};

class http : public services::with_server<services::nginx_server> {
  protected:
    // the lines of the server's log that hold a text, when there are so many of them
    static std::vector<std::string> log_lines(std::string const& text, std::size_t count) {
        std::vector<std::string> lines;
        services::wait_until("the server's log", [&] {
            lines.clear();
            std::istringstream log{server().log()};
            for (std::string line; std::getline(log, line);)
                if (line.find(text) != std::string::npos) lines.push_back(line);
            return lines.size() >= count;
        });
        return lines;
    }
};

class http_cut : public http, public testing::WithParamInterface<char const*> {
  protected:
    reprise::testing::virtual_clock clock_;
    int calls_ = 0;

    // One request whose answer gets lost, under a policy of 3 attempts.
    curl_result send(std::string const& path, std::string const& key) {
        services::cutting_proxy proxy{server().port()};
        client const far{proxy.port()};
        proxy.cut_the_answer_to(path);
        auto const policy = reprise::compose(
            reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::curl_failures{}, std::ref(clock_));
        std::string const method = GetParam();
        auto const once = [&] {
            ++calls_;
            return far.send(method, path, key);
        };
        auto const last =
            key.empty()
                ? reprise::retry(
                      policy, reprise::repeatable(reprise::is_idempotent_http_method(method), once))
                : reprise::retry(
                      policy, reprise::with_key(key, [&](auto const&) { return once(); }));
        EXPECT_EQ(proxy.cuts(), 1);
        return last;
    }
};

TEST_P(http_cut, between_request_and_response_is_repeated_if_the_method_permits_it) {
    std::string const method = GetParam();
    auto const path = "/cut/" + method;
    auto const last = send(path, "");
    bool const repeated = method != "POST";
    EXPECT_EQ(last.code, repeated ? CURLE_OK : CURLE_GOT_NOTHING);
    EXPECT_EQ(last.status, repeated ? 200 : 0);
    EXPECT_TRUE(last.sent);
    EXPECT_EQ(calls_, repeated ? 2 : 1);
    EXPECT_EQ(clock_.waits().size(), repeated ? 1U : 0U);
    EXPECT_EQ(log_lines(method + " " + path, repeated ? 2 : 1).size(), repeated ? 2U : 1U);
}

TEST_P(http_cut, between_request_and_response_is_repeated_whatever_the_method_if_it_has_a_key) {
    std::string const method = GetParam();
    auto const path = "/cut/key/" + method;
    auto const last = send(path, "order-17");
    EXPECT_EQ(last.code, CURLE_OK);
    EXPECT_EQ(last.status, 200);
    EXPECT_EQ(calls_, 2);
    auto const lines = log_lines(method + " " + path, 2);
    EXPECT_EQ(lines.size(), 2);
    for (auto const& line : lines) EXPECT_THAT(line, testing::EndsWith("200 order-17"));
}

INSTANTIATE_TEST_SUITE_P(
    method, http_cut, testing::Values("GET", "PUT", "POST"),
    [](auto const& method) { return std::string{method.param}; });

TEST_F(http, refused_connections_are_repeated_even_for_a_post) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
        reprise::curl_failures{}, std::ref(clock));
    client const nowhere{services::free_port()};
    int calls = 0;
    auto const last = reprise::retry(policy, reprise::non_idempotent([&] {
                                         ++calls;
                                         return nowhere.send("POST", "/");
                                     }));
    EXPECT_EQ(last.code, CURLE_COULDNT_CONNECT);
    EXPECT_FALSE(last.sent);
    EXPECT_EQ(calls, 3);
}

TEST_F(http, that_turns_a_client_away_says_when_to_come_back_in_any_header) {
    client const near{server().port()};
    EXPECT_EQ(near.send("GET", "/says/limit").retry_after, 7s);
    EXPECT_EQ(near.send("GET", "/says/past").retry_after, 0s);
    EXPECT_EQ(near.send("GET", "/says/milliseconds").retry_after, 1500ms);
    // the limit of a gateway is no word of the server behind it
    auto const unavailable = near.send("GET", "/says/limit/503");
    EXPECT_EQ(unavailable.status, 503);
    EXPECT_EQ(unavailable.retry_after, std::nullopt);
    EXPECT_TRUE(judge.classify(unavailable).is_ambiguous());
    EXPECT_EQ(near.send("GET", "/").retry_after, std::nullopt);
}

// A lookup in a dictionary is sent, though libcurl counts no request; whatever protocol it is, it may have arrived.
TEST_F(http, is_not_the_only_protocol_in_which_something_may_have_been_sent) {
    std::unique_ptr<CURL, cleanup> const handle{curl_easy_init()};
    auto const url = "dict://127.0.0.1:" + std::to_string(server().port()) + "/d:tea";
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, 5000L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &client::discard);
    auto const looked_up = reprise::curl_perform(handle.get());
    EXPECT_EQ(looked_up.status, 0);
    EXPECT_TRUE(looked_up.sent);
    auto const nowhere = "dict://127.0.0.1:" + std::to_string(services::free_port()) + "/d:tea";
    curl_easy_setopt(handle.get(), CURLOPT_URL, nowhere.c_str());
    auto const refused = reprise::curl_perform(handle.get());
    EXPECT_EQ(refused.code, CURLE_COULDNT_CONNECT);
    EXPECT_FALSE(refused.sent);
}

// 30 clients at once for each of the two locations that let 10 requests a second pass. Those that are turned away are told
// to come back after 1, 2, 3 or 4 seconds, at most 8 of them in the same one; and they do, once each.
TEST_F(http, clients_that_are_turned_away_come_back_when_they_are_told_to) {
    constexpr int clients = 30;
    constexpr int limit = 10;
    client const near{server().port()};
    constexpr auto policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{1ms}, reprise::no_jitter{},
        reprise::curl_failures{});
    std::atomic<int> fine = 0;
    std::map<std::string, std::atomic<std::size_t>> attempts{};
    for (char const* path : {"/429", "/503"}) attempts[path] = 0;
    std::vector<std::thread> crowd;
    for (int i = 0; i < clients; ++i) {
        for (char const* path : {"/429", "/503"}) {
            crowd.emplace_back([&, i, path] {
                auto const asked = path + ("?later=" + std::to_string(1 + i % 4));
                std::size_t mine = 0;
                auto const last = reprise::retry(policy, reprise::non_idempotent([&] {
                                                     ++mine;
                                                     return near.send("GET", asked);
                                                 }));
                EXPECT_LE(mine, 2);
                attempts.at(path) += mine;
                if (last.code == CURLE_OK && last.status == 200) ++fine;
            });
        }
    }
    for (auto& one : crowd) one.join();
    EXPECT_EQ(fine, 2 * clients);

    for (std::string const status : {"429", "503"}) {
        // in the server's log: when, and how it answered
        std::map<int, int> each_second;
        int passed = 0;
        int turned_away = 0;
        double first = 0;
        auto const made = attempts.at("/" + status).load();
        auto const lines = log_lines(" GET /" + status + " ", made);
        EXPECT_EQ(lines.size(), made);
        for (auto const& line : lines) {
            std::istringstream in{line};
            double moment = 0;
            std::string method;
            std::string path;
            std::string answered;
            in >> moment >> method >> path >> answered;
            if (first == 0) first = moment;
            ++each_second[static_cast<int>(std::floor(moment - first))];
            ++(answered == status ? turned_away : passed);
        }
        EXPECT_EQ(passed, clients) << status;
        // a slow machine lets a few more pass, because they come later
        EXPECT_GT(turned_away, 0) << status;
        EXPECT_LE(turned_away, clients - limit) << status;
        for (auto const& [second, requests] : each_second)
            if (second > 0) {
                EXPECT_LE(requests, limit) << status << " in second " << second;
            }
    }
}

}  // namespace
