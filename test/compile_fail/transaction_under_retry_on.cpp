// SPDX-License-Identifier: Apache-2.0
// expect: an operation that must not happen twice cannot be retried under a classifier that does not say which failures are ambiguous
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/retry_transaction.hpp>

constexpr auto policy = reprise::compose(reprise::retry_on<pqxx::serialization_failure>{});
constexpr auto surer =
    reprise::compose(reprise::unambiguous(reprise::retry_on<pqxx::serialization_failure>{}));
constexpr auto body = [](pqxx::transaction_base& transaction) { transaction.exec("SELECT 1"); };

inline void run(reprise::postgresql_session& session) {
#ifdef PERMITTED
    reprise::retry_transaction(surer, session, body);
    reprise::retry_transaction(policy, session, reprise::idempotent(body));
#else
    reprise::retry_transaction(policy, session, body);
#endif
}
