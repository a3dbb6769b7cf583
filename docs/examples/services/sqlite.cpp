// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/classify/sqlite.hpp>
#include <reprise/retry.hpp>

#include <sqlite3.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [transaction]
reprise::sqlite_status run(sqlite3* database, char const* sql) {
    return {sqlite3_exec(database, sql, nullptr, nullptr, nullptr)};
}

// All of it or nothing; whatever goes wrong, no transaction is left open.
reprise::sqlite_status in_transaction(sqlite3* database, char const* sql) {
    for (char const* const step : {"BEGIN", sql, "COMMIT"}) {
        if (auto const status = run(database, step); status.failed()) {
            if (sqlite3_get_autocommit(database) == 0) (void)run(database, "ROLLBACK");
            return status;
        }
    }
    return {};
}
//! [transaction]

}  // namespace

int main() {
    sqlite3* database = nullptr;
    if (sqlite3_open("file:shop?mode=memory&cache=shared", &database) != SQLITE_OK)
        return EXIT_FAILURE;
    if (run(database,
            "CREATE TABLE stock (item text, left_over int); INSERT INTO stock VALUES ('tea', 7)")
            .failed())
        return EXIT_FAILURE;

    //! [retry]
    constexpr auto transactions = reprise::compose(
        reprise::attempts{20}, reprise::exponential{1ms, 2.0, 50ms}, reprise::full_jitter{},
        reprise::sqlite_failures{});
    auto const sold = reprise::retry(transactions, [&] {
        return in_transaction(
            database, "UPDATE stock SET left_over = left_over - 1 WHERE item = 'tea'");
    });
    if (sold.failed()) std::cerr << sold.message() << '\n';
    //! [retry]

    int left = 0;
    auto const take = [](void* to, int, char** text, char**) {
        *static_cast<int*>(to) = std::stoi(*text);
        return 0;
    };
    sqlite3_exec(database, "SELECT left_over FROM stock", take, &left, nullptr);
    sqlite3_close(database);
    return !sold.failed() && left == 6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
