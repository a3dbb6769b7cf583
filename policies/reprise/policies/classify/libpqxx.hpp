// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::postgresql_failures. Needs libpqxx, 6 or 7, which nothing else on this axis does.

#ifndef REPRISE_POLICIES_CLASSIFY_LIBPQXX_HPP
#define REPRISE_POLICIES_CLASSIFY_LIBPQXX_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/policies/classify/sqlstate.hpp>

#include <pqxx/except>

namespace reprise {

/// \ingroup classify
/// \brief Retries what PostgreSQL asks to be tried again, and broken connections, as libpqxx reports them.
///
/// | exception | verdict |
/// |---|---|
/// | `pqxx::serialization_failure`, `deadlock_detected`, `transaction_rollback` | transient: rolled back, as the rules of the isolation level have it |
/// | `pqxx::statement_completion_unknown` | transient, ambiguous |
/// | `pqxx::in_doubt_error` | transient, ambiguous: the connection broke during the commit |
/// | `pqxx::too_many_connections` | throttled |
/// | `pqxx::broken_connection` | transient, ambiguous: outside a transaction the statement may have been carried out |
/// | any other `pqxx::sql_error` | by reprise::classify_sqlstate |
/// | anything else, such as what the program itself throws | permanent |
///
/// Inside a transaction much less is ambiguous than this alone can know: see reprise::retry_transaction.
///
/// \when PostgreSQL is used through libpqxx, with reprise::retry_transaction or statement by statement.
///
/// \whennot Anything but the whole transaction would be repeated.
///
/// \snippet docs/examples/services/postgresql.cpp policy
///
/// \model{reprise::classifier_policy}
struct postgresql_failures {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "postgresql_failures";

    /// \brief What it looks at. Which of these are derived from `pqxx::sql_error` depends on libpqxx's version.
    using exceptions = exception_types<
        pqxx::serialization_failure, pqxx::statement_completion_unknown, pqxx::deadlock_detected,
        pqxx::transaction_rollback, pqxx::too_many_connections, pqxx::broken_connection,
        pqxx::in_doubt_error, pqxx::sql_error>;

    /// \brief Rolled back because of another transaction.
    /// \return Transient.
    [[nodiscard]] verdict classify(pqxx::transaction_rollback const& /*error*/) const noexcept {
        return verdict::transient();
    }

    /// \brief A statement that may or may not have been carried out.
    /// \return Transient, ambiguous.
    [[nodiscard]] verdict classify(
        pqxx::statement_completion_unknown const& /*error*/) const noexcept {
        return verdict::transient().ambiguous();
    }

    /// \brief No place for another client.
    /// \return Throttled.
    [[nodiscard]] verdict classify(pqxx::too_many_connections const& /*error*/) const noexcept {
        return verdict::throttled();
    }

    /// \brief The connection broke, or could not be made.
    /// \return Transient, ambiguous.
    [[nodiscard]] verdict classify(pqxx::broken_connection const& /*error*/) const noexcept {
        return verdict::transient().ambiguous();
    }

    /// \brief The connection broke during the commit.
    /// \return Transient, ambiguous.
    [[nodiscard]] verdict classify(pqxx::in_doubt_error const& /*error*/) const noexcept {
        return verdict::transient().ambiguous();
    }

    /// \brief By its SQLSTATE.
    /// \param error Any other error of a statement.
    /// \return The verdict of reprise::classify_sqlstate.
    [[nodiscard]] verdict classify(pqxx::sql_error const& error) const noexcept {
        return reprise::classify_sqlstate(error.sqlstate());
    }

    /// \brief Not PostgreSQL's.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(other_exception const& /*other*/) const noexcept {
        return verdict::permanent();
    }
};

static_assert(classifier_policy<postgresql_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_LIBPQXX_HPP
