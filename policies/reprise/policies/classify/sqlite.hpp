// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::sqlite_failures and reprise::sqlite_status. Needs SQLite, which nothing else in the library
/// does.

#ifndef REPRISE_POLICIES_CLASSIFY_SQLITE_HPP
#define REPRISE_POLICIES_CLASSIFY_SQLITE_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace reprise {

/// \ingroup classify
/// \brief A result code of SQLite, primary or extended, as a type of its own: an `int` could mean anything.
///
/// An operation that returns one has failed unless it is `SQLITE_OK`, `SQLITE_ROW` or `SQLITE_DONE`.
struct sqlite_status {
    /// \brief The code.
    int code = SQLITE_OK;

    /// \brief Whether it says that something failed.
    /// \return False for `SQLITE_OK` (its extended codes too), `SQLITE_ROW` and `SQLITE_DONE`.
    [[nodiscard]] constexpr bool failed() const noexcept {
        auto const primary = code & 0xff;
        return primary != SQLITE_OK && primary != SQLITE_ROW && primary != SQLITE_DONE;
    }

    /// \brief What SQLite says of it.
    /// \return The text.
    [[nodiscard]] std::string message() const { return sqlite3_errstr(code); }

    /// \brief Same code.
    /// \param a A status.
    /// \param b A status.
    /// \return Whether they are equal.
    friend constexpr bool operator==(sqlite_status const& a, sqlite_status const& b) = default;
};

/// \ingroup classify
/// \brief An operation that returns a reprise::sqlite_status has failed where it says so.
template <>
struct outcome_traits<sqlite_status> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it says that something failed.
    /// \param status What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(sqlite_status const& status) noexcept {
        return status.failed();
    }

    /// \brief The error.
    /// \param status A status that failed.
    /// \return The status itself.
    [[nodiscard]] static constexpr sqlite_status const& error(
        sqlite_status const& status) noexcept {
        return status;
    }
};

/// \ingroup classify
/// \brief A failure of SQLite, for those who throw.
class sqlite_error : public std::runtime_error {
  public:
    /// \brief With the text of the connection, which says more than the code.
    /// \param status     The result code.
    /// \param connection Where it came from.
    sqlite_error(sqlite_status status, sqlite3* connection)
        : std::runtime_error{sqlite3_errmsg(connection)}, status_{status} {}

    /// \brief With the text of the code.
    /// \param status The result code.
    explicit sqlite_error(sqlite_status status)
        : std::runtime_error{status.message()}, status_{status} {}

    /// \brief The result code.
    /// \return As it was handed over.
    [[nodiscard]] sqlite_status status() const noexcept { return status_; }

  private:
    sqlite_status status_;
};

/// \ingroup classify
/// \brief Retries what another user of the database keeps from happening: `SQLITE_BUSY`, `SQLITE_LOCKED`,
/// `SQLITE_PROTOCOL` and `SQLITE_SCHEMA`.
///
/// The page \ref service_sqlite has the table with the reasons. No failure is ambiguous: what SQLite did not commit has
/// not happened. The whole transaction has to be tried again, after a `ROLLBACK`.
///
/// \when Several connections write to one database, and transactions have to begin again.
///
/// \whennot Single statements meet: `sqlite3_busy_timeout` waits for exactly the lock.
///
/// \snippet docs/examples/services/sqlite.cpp retry
///
/// \model{reprise::classifier_policy}
struct sqlite_failures {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "sqlite_failures";

    /// \brief What it looks at.
    using exceptions = exception_types<sqlite_error>;

    /// \brief By the table.
    /// \param status A status that failed.
    /// \return The verdict.
    [[nodiscard]] constexpr verdict classify(sqlite_status const& status) const noexcept {
        switch (status.code & 0xff) {
            case SQLITE_BUSY:
            case SQLITE_LOCKED:
            case SQLITE_PROTOCOL:
            case SQLITE_SCHEMA: return verdict::transient();
            default: return verdict::permanent();
        }
    }

    /// \brief By its code.
    /// \param error A failure of SQLite.
    /// \return The verdict.
    [[nodiscard]] verdict classify(sqlite_error const& error) const noexcept {
        return classify(error.status());
    }

    /// \brief Not SQLite's.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(other_exception const& /*other*/) const noexcept {
        return verdict::permanent();
    }
};

static_assert(classifier_policy<sqlite_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_SQLITE_HPP
