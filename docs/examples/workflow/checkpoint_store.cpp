// SPDX-License-Identifier: Apache-2.0

#include "checkpoint_store.hpp"

#include <sqlite3.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace workflow {

namespace {

struct finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using statement_pointer = std::unique_ptr<sqlite3_stmt, finalize>;

void check(sqlite3* database, int code) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw std::runtime_error{std::string{"SQLite: "} + sqlite3_errmsg(database)};
}

statement_pointer prepare(
    sqlite3* database, char const* text, std::vector<std::string_view> const& values) {
    sqlite3_stmt* prepared = nullptr;
    check(database, sqlite3_prepare_v2(database, text, -1, &prepared, nullptr));
    statement_pointer statement{prepared};
    int place = 0;
    for (auto const value : values) {
        check(
            database,
            sqlite3_bind_text(
                prepared, ++place, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT));
    }
    return statement;
}

std::string column(sqlite3_stmt* statement, int index) {
    auto const* const text = reinterpret_cast<char const*>(sqlite3_column_text(statement, index));
    return text == nullptr ? std::string{} : std::string{text};
}

}  // namespace

checkpoint_store::checkpoint_store(std::string const& file, std::size_t crash_after)
    : crash_after_{crash_after} {
    check(database_, sqlite3_open(file.c_str(), &database_));
    check(
        database_,
        sqlite3_exec(
            database_,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE IF NOT EXISTS results (place TEXT PRIMARY KEY, result TEXT);"
            "CREATE TABLE IF NOT EXISTS answers (place TEXT PRIMARY KEY, answer TEXT);"
            "CREATE TABLE IF NOT EXISTS documents (number TEXT PRIMARY KEY, body TEXT);"
            "CREATE TABLE IF NOT EXISTS marks (node TEXT, document TEXT, kind TEXT, body TEXT);",
            nullptr, nullptr, nullptr));
}

checkpoint_store::~checkpoint_store() { sqlite3_close(database_); }

std::optional<std::string> checkpoint_store::value(char const* statement, std::string_view key) {
    auto const prepared = prepare(database_, statement, {key});
    auto const code = sqlite3_step(prepared.get());
    check(database_, code);
    return code == SQLITE_ROW ? std::optional{column(prepared.get(), 0)} : std::nullopt;
}

void checkpoint_store::change(char const* statement, std::vector<std::string_view> const& values) {
    auto const prepared = prepare(database_, statement, values);
    check(database_, sqlite3_step(prepared.get()));
}

std::optional<std::string> checkpoint_store::find(std::string_view place) {
    std::lock_guard const lock{mutex_};
    auto result = value("SELECT result FROM results WHERE place = ?", place);
    if (result) ++found_;
    return result;
}

void checkpoint_store::save(std::string_view place, std::string_view result, mark const& happened) {
    std::lock_guard const lock{mutex_};
    change("BEGIN", {});
    change("INSERT OR REPLACE INTO results VALUES (?, ?)", {place, result});
    insert(happened);
    change("COMMIT", {});
    if (++saved_ != crash_after_) return;
    std::puts("killed: nothing is cleaned up, nothing is written any more");
    std::fflush(stdout);
    (void)std::raise(SIGKILL);
}

std::optional<std::string> checkpoint_store::answer(std::string_view place) {
    std::lock_guard const lock{mutex_};
    return value("SELECT answer FROM answers WHERE place = ?", place);
}

void checkpoint_store::save_answer(std::string_view place, std::string_view answer) {
    std::lock_guard const lock{mutex_};
    change("INSERT OR REPLACE INTO answers VALUES (?, ?)", {place, answer});
}

void checkpoint_store::store_document(std::size_t document, std::string_view text) {
    std::lock_guard const lock{mutex_};
    change("INSERT OR REPLACE INTO documents VALUES (?, ?)", {std::to_string(document), text});
}

std::size_t checkpoint_store::stored_documents() {
    std::lock_guard const lock{mutex_};
    return std::stoul(value("SELECT count(*) FROM documents WHERE number <> ?", "").value_or("0"));
}

void checkpoint_store::note(mark const& happened) {
    std::lock_guard const lock{mutex_};
    insert(happened);
}

void checkpoint_store::insert(mark const& happened) {
    change(
        "INSERT INTO marks VALUES (?, ?, ?, ?)",
        {happened.node, std::to_string(happened.document), happened.kind, happened.text});
}

std::vector<mark> checkpoint_store::marks() {
    std::lock_guard const lock{mutex_};
    auto const prepared =
        prepare(database_, "SELECT node, document, kind, body FROM marks ORDER BY rowid", {});
    std::vector<mark> all;
    while (sqlite3_step(prepared.get()) == SQLITE_ROW) {
        all.push_back(
            {column(prepared.get(), 0), std::stoul(column(prepared.get(), 1)),
             column(prepared.get(), 2), column(prepared.get(), 3)});
    }
    return all;
}

}  // namespace workflow
