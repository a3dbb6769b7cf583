// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::postgresql_session. Needs libpqxx.

#ifndef REPRISE_SERVICES_POSTGRESQL_SESSION_HPP
#define REPRISE_SERVICES_POSTGRESQL_SESSION_HPP

#include <pqxx/connection>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief A connection to PostgreSQL that is made when it is needed: each attempt after a broken one gets a new
/// connection.
///
/// One thread at a time.
class postgresql_session {
  public:
    /// \brief Says where the server is. Nothing is connected yet.
    /// \param options What libpq wants to know: `"host=db.example dbname=bank"`.
    /// \param setup   Called with every new connection, to prepare statements for example.
    explicit postgresql_session(
        std::string options, std::function<void(pqxx::connection&)> setup = {})
        : options_{std::move(options)}, setup_{std::move(setup)} {}

    /// \brief The connection; a new one if there is none that works.
    /// \return A reference that is valid until the next call of this or of `disconnect`.
    /// \throws pqxx::broken_connection if there is no server, and what `setup` throws.
    [[nodiscard]] pqxx::connection& connection() {
        if (connection_ && !connection_->is_open()) connection_.reset();
        if (!connection_) {
            connection_.emplace(options_);
            if (setup_) set_up();
        }
        return *connection_;
    }

    /// \brief Closes the connection; the next use makes a new one.
    void disconnect() noexcept { connection_.reset(); }

  private:
    // a connection that is not set up must not be used by the next attempt
    void set_up() {
        struct guard {
            postgresql_session* undone;
            ~guard() {
                if (undone != nullptr) undone->disconnect();
            }
        } unfinished{this};
        setup_(*connection_);
        unfinished.undone = nullptr;
    }

    std::string options_;
    std::function<void(pqxx::connection&)> setup_;
    std::optional<pqxx::connection> connection_;
};

}  // namespace reprise

#endif  // REPRISE_SERVICES_POSTGRESQL_SESSION_HPP
