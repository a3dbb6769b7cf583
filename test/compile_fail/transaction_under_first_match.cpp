// SPDX-License-Identifier: Apache-2.0
// expect: retry_transaction: takes one policy, because it asks the classifier of that policy
#include <reprise/first_match.hpp>
#include <reprise/policies/classify/libpqxx.hpp>
#include <reprise/services/retry_transaction.hpp>

constexpr auto one = reprise::compose(reprise::attempts{3}, reprise::postgresql_failures{});

inline void run(reprise::postgresql_session& session) {
    auto const body = [](pqxx::transaction_base& transaction) { transaction.exec("SELECT 1"); };
#ifdef PERMITTED
    reprise::retry_transaction(one, session, body);
#else
    reprise::retry_transaction(reprise::first_match(one, one), session, body);
#endif
}
