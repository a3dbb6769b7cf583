// SPDX-License-Identifier: Apache-2.0

// BANK says where the database is, as libpq wants it.
#include <reprise/idempotency_key.hpp>
#include <reprise/policies/classify/libpqxx.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/postgresql_session.hpp>
#include <reprise/services/retry_transaction.hpp>
#include <reprise/with_key.hpp>

#include <pqxx/nontransaction>
#include <pqxx/transaction>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [policy]
constexpr auto transactions = reprise::compose(
    reprise::attempts{20}, reprise::exponential{2ms, 2.0, 200ms}, reprise::full_jitter{},
    reprise::postgresql_failures{});

using serializable = pqxx::transaction<pqxx::isolation_level::serializable>;
//! [policy]

//! [transfer]
void transfer(reprise::postgresql_session& session, int from, int to, int amount) {
    reprise::retry_transaction(transactions, session, [&](serializable& transaction) {
        transaction.exec_params(
            "UPDATE account SET balance = balance - $1 WHERE id = $2", amount, from);
        transaction.exec_params(
            "UPDATE account SET balance = balance + $1 WHERE id = $2", amount, to);
    });
}
//! [transfer]

//! [key]
void transfer_once(
    reprise::postgresql_session& session, std::string const& order, int from, int to, int amount) {
    auto const body = [&](reprise::idempotency_key const& key, serializable& transaction) {
        auto const fresh = transaction.exec_params(
            "INSERT INTO applied VALUES ($1) ON CONFLICT DO NOTHING", key.text());
        if (fresh.affected_rows() == 0) return;  // the commit that nobody answered took place
        transaction.exec_params(
            "UPDATE account SET balance = balance - $1 WHERE id = $2", amount, from);
        transaction.exec_params(
            "UPDATE account SET balance = balance + $1 WHERE id = $2", amount, to);
    };
    reprise::retry_transaction(transactions, session, reprise::with_key(order, body));
}
//! [key]

int balance(reprise::postgresql_session& session, int id) {
    return reprise::retry_transaction(transactions, session, [&](serializable& transaction) {
        return transaction.exec_params1("SELECT balance FROM account WHERE id = $1", id)[0]
            .as<int>();
    });
}

}  // namespace

int main() {
    char const* const where = std::getenv("BANK");
    reprise::postgresql_session session{where != nullptr ? where : ""};
    //! [table]
    pqxx::nontransaction{session.connection()}.exec(
        "CREATE TABLE IF NOT EXISTS account (id int PRIMARY KEY, balance int NOT NULL);"
        "CREATE TABLE IF NOT EXISTS applied (key text PRIMARY KEY)");
    //! [table]
    pqxx::nontransaction{session.connection()}.exec("INSERT INTO account VALUES (1, 100), (2, 0)");

    transfer(session, 1, 2, 10);
    for (int i = 0; i < 2; ++i) transfer_once(session, "order-17", 1, 2, 10);
    std::cout << balance(session, 1) << " and " << balance(session, 2) << '\n';
    return balance(session, 1) == 80 && balance(session, 2) == 20 ? EXIT_SUCCESS : EXIT_FAILURE;
}
