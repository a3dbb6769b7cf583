// SPDX-License-Identifier: Apache-2.0
// expect: retry_transaction: the body returns a reference, and what it refers to may go with the transaction: return a value
#include <reprise/compose.hpp>
#include <reprise/policies/classify/libpqxx.hpp>
#include <reprise/services/retry_transaction.hpp>

constexpr auto policy = reprise::compose(reprise::attempts{3}, reprise::postgresql_failures{});

#ifdef PERMITTED
using returned = pqxx::result;
#else
using returned = pqxx::result const&;
#endif

inline void run(reprise::postgresql_session& session, pqxx::result& kept) {
    reprise::retry_transaction(
        policy, session, [&kept](pqxx::transaction_base& transaction) -> returned {
            kept = transaction.exec("SELECT 1");
            return kept;
        });
}
