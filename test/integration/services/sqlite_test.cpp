// SPDX-License-Identifier: Apache-2.0
#include "doc_table.hpp"
#include "process.hpp"

#include <reprise/policies/classify/sqlite.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::sqlite_status;
using reprise::verdict;

constexpr reprise::sqlite_failures judge;
static_assert(judge.classify(sqlite_status{SQLITE_BUSY}) == verdict::transient());
static_assert(judge.classify(sqlite_status{SQLITE_BUSY_SNAPSHOT}) == verdict::transient());
static_assert(judge.classify(sqlite_status{SQLITE_LOCKED_SHAREDCACHE}) == verdict::transient());
static_assert(judge.classify(sqlite_status{SQLITE_IOERR_LOCK}) == verdict::permanent());
static_assert(!sqlite_status{SQLITE_OK_LOAD_PERMANENTLY}.failed());
static_assert(!sqlite_status{SQLITE_ROW}.failed());
static_assert(!sqlite_status{SQLITE_DONE}.failed());

struct close {
    void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using connection = std::unique_ptr<sqlite3, close>;

connection open(std::filesystem::path const& file) {
    sqlite3* opened = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &opened), SQLITE_OK);
    sqlite3_extended_result_codes(opened, 1);
    return connection{opened};
}

sqlite_status run(connection const& in, std::string const& sql) {
    return {sqlite3_exec(in.get(), sql.c_str(), nullptr, nullptr, nullptr)};
}

// The statement in a transaction; whatever goes wrong, none is left open.
sqlite_status in_transaction(connection const& in, std::string const& sql) {
    for (auto const& step : {std::string{"BEGIN"}, sql, std::string{"COMMIT"}}) {
        if (auto const status = run(in, step); status.failed()) {
            if (sqlite3_get_autocommit(in.get()) == 0) (void)run(in, "ROLLBACK");
            return status;
        }
    }
    return {};
}

int number(connection const& in, std::string const& sql) {
    int found = -1;
    auto const take = [](void* to, int, char** text, char**) {
        *static_cast<int*>(to) = std::stoi(*text);
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(in.get(), sql.c_str(), take, &found, nullptr), SQLITE_OK);
    return found;
}

class sqlite : public testing::Test {
  protected:
    services::temporary_folder folder_{std::nullopt};
    std::filesystem::path file_ = folder_.path() / "data";
    reprise::testing::virtual_clock clock_;
    int calls_ = 0;

    [[nodiscard]] auto policy() {
        return reprise::compose(
            reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::sqlite_failures{}, std::ref(clock_));
    }
};

TEST(sqlite_table, is_what_the_code_does) {
    auto const rows = doc_table(
        std::filesystem::path{REPRISE_DOCS} / "services/sqlite.md", "service_sqlite_codes");
    for (auto const& row : rows) {
        int const code = std::stoi(row.at(0));
        EXPECT_EQ(in_words(judge.classify(sqlite_status{code})), row.at(2)) << code;
        // extended codes go with their primary ones
        EXPECT_EQ(in_words(judge.classify(sqlite_status{code | (9 << 8)})), row.at(2)) << code;
    }
    EXPECT_EQ(rows.size(), 28);
    EXPECT_EQ(std::stoi(rows.back().at(0)), SQLITE_WARNING);
}

TEST_F(sqlite, is_busy_while_another_writes_and_free_after) {
    auto const one = open(file_);
    auto const other = open(file_);
    ASSERT_FALSE(run(one, "CREATE TABLE t (n int)").failed());
    ASSERT_FALSE(run(other, "BEGIN IMMEDIATE").failed());
    auto const status = reprise::retry(policy(), reprise::non_idempotent([&] {
                                           if (++calls_ == 3) {
                                               EXPECT_FALSE(run(other, "COMMIT").failed());
                                           }
                                           return in_transaction(one, "INSERT INTO t VALUES (1)");
                                       }));
    EXPECT_EQ(status, sqlite_status{});
    EXPECT_EQ(calls_, 3);
    EXPECT_EQ(clock_.waits(), (std::vector<reprise::duration>{10ms, 10ms}));
    EXPECT_EQ(number(one, "SELECT count(*) FROM t"), 1);
}

TEST_F(sqlite, needs_a_new_transaction_where_waiting_would_never_end) {
    auto const one = open(file_);
    auto const other = open(file_);
    ASSERT_FALSE(
        run(one, "PRAGMA journal_mode = WAL; CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
            .failed());
    std::vector<int> codes;
    auto const status = reprise::retry(policy(), [&] {
        auto const did = in_transaction(
            one, "SELECT n FROM t; " +
                     std::string{++calls_ == 1 ? "SELECT 1" : "UPDATE t SET n = n + 1"});
        if (calls_ > 1) return did;
        // by hand: reads, another writes, and then it is too late
        EXPECT_FALSE(run(one, "BEGIN; SELECT n FROM t").failed());
        EXPECT_FALSE(run(other, "UPDATE t SET n = n + 10").failed());
        auto const late = run(one, "UPDATE t SET n = n + 1");
        EXPECT_FALSE(run(one, "ROLLBACK").failed());
        codes.push_back(late.code);
        return late;
    });
    EXPECT_EQ(status, sqlite_status{});
    EXPECT_EQ(calls_, 2);
    EXPECT_THAT(codes, testing::ElementsAre(SQLITE_BUSY_SNAPSHOT));
    EXPECT_EQ(number(one, "SELECT n FROM t"), 12);
}

TEST_F(sqlite, keeps_its_count_under_8_threads) {
    constexpr int threads = 8;
    constexpr int each = 25;
    ASSERT_FALSE(run(open(file_), "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; "
                                  "CREATE TABLE t (n int); INSERT INTO t VALUES (0)")
                     .failed());
    constexpr auto patient = reprise::compose(
        reprise::attempts{10000}, reprise::exponential{1ms, 2.0, 8ms}, reprise::sqlite_failures{});
    std::atomic<int> failed = 0;
    std::vector<std::thread> crowd;
    for (int t = 0; t < threads; ++t) {
        crowd.emplace_back([&] {
            auto const mine = open(file_);
            for (int i = 0; i < each; ++i) {
                auto const status = reprise::retry(
                    patient, [&] { return in_transaction(mine, "UPDATE t SET n = n + 1"); });
                if (status.failed()) ++failed;
            }
        });
    }
    for (auto& one : crowd) one.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(number(open(file_), "SELECT n FROM t"), threads * each);
}

TEST_F(sqlite, does_not_repeat_a_mistake_and_says_what_it_was) {
    auto const one = open(file_);
    EXPECT_THROW(
        reprise::retry(
            policy(),
            [&] {
                ++calls_;
                if (auto const status = run(one, "SELECT n FROM nowhere"); status.failed())
                    throw reprise::sqlite_error{status, one.get()};
            }),
        reprise::sqlite_error);
    EXPECT_EQ(calls_, 1);
    EXPECT_STREQ(
        (reprise::sqlite_error{{SQLITE_ERROR}, one.get()}.what()), "no such table: nowhere");
    EXPECT_STREQ(reprise::sqlite_error{{SQLITE_BUSY}}.what(), "database is locked");
    EXPECT_EQ(judge.classify(reprise::sqlite_error{{SQLITE_BUSY}}), verdict::transient());
    EXPECT_EQ(judge.classify(reprise::other_exception{}), verdict::permanent());
}

}  // namespace
