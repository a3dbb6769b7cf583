// SPDX-License-Identifier: Apache-2.0
// expect: retry_transaction: the body returns a reference, and what it refers to may go with the transaction
// expect: retry_transaction: the body must be callable with a reference to the transaction
#include <reprise/policies/classify/libpqxx.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/retry_transaction.hpp>

constexpr auto one = reprise::compose(reprise::attempts{3}, reprise::postgresql_failures{});
inline int counted = 0;

inline void run(reprise::postgresql_session& session) {
#ifdef PERMITTED
    reprise::retry_transaction(one, session, [](pqxx::transaction_base&) { return counted; });
#else
    reprise::retry_transaction(
        one, session, [](pqxx::transaction_base&) -> int& { return counted; });
    reprise::retry_transaction(one, session, [] { return counted; });
#endif
}
