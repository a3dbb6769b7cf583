// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the servers of the tests, each with a folder and a port of its own; they go with their objects.

#ifndef TEST_INTEGRATION_SERVICES_SERVERS_HPP
#define TEST_INTEGRATION_SERVICES_SERVERS_HPP

#include "process.hpp"

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace services {

/// \brief PostgreSQL with an empty database `postgres`.
class postgresql_server {
  public:
    postgresql_server();

    /// \brief What a client needs to know, as libpq wants it.
    [[nodiscard]] std::string const& options() const { return options_; }

    /// \brief The same through another port.
    [[nodiscard]] std::string options_through(std::uint16_t port) const;

    /// \brief Where it listens.
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// \brief Stops it: SIGINT tells the clients and rolls back, SIGQUIT falls over at once.
    void stop(int signal = SIGINT);

    /// \brief Starts it again, with the same data, on the same port.
    void start();

  private:
    [[nodiscard]] bool start_once();

    std::filesystem::path programs_;
    std::optional<user> user_;
    temporary_folder folder_;
    std::uint16_t port_;
    std::string options_;
    std::unique_ptr<process> process_;
};

/// \brief Redis, which writes every change to its file before it answers.
class redis_server {
  public:
    redis_server();

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// \brief Stops it, as a crash would.
    void stop();

    /// \brief Starts it again, with the same data, on the same port.
    void start();

  private:
    [[nodiscard]] bool start_once();

    std::filesystem::path program_;
    temporary_folder folder_;
    std::uint16_t port_;
    std::unique_ptr<process> process_;
};

/// \brief nginx, which answers every method everywhere with 200 and "fine".
///
/// Two locations are limited to 10 requests a second: /429 and /503 say so by their names, and with the `Retry-After`
/// that the query `?later=2` names.
class nginx_server {
  public:
    nginx_server();

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// \brief One line a request, in the order of their ends: the moment in seconds, the method, the path, the
    /// status, and the idempotency key or a dash.
    [[nodiscard]] std::string log() const;

  private:
    [[nodiscard]] bool start_once();

    std::filesystem::path program_;
    temporary_folder folder_;
    std::uint16_t port_;
    std::unique_ptr<process> process_;
};

}  // namespace services

#endif  // TEST_INTEGRATION_SERVICES_SERVERS_HPP
