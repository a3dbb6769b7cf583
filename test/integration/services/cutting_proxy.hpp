// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines cutting_proxy: a server's port through which connections are cut between request and response.

#ifndef TEST_INTEGRATION_SERVICES_CUTTING_PROXY_HPP
#define TEST_INTEGRATION_SERVICES_CUTTING_PROXY_HPP

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace services {

/// \brief Passes everything on to a port of 127.0.0.1 and back, until it is told to cut.
class cutting_proxy {
  public:
    /// \brief Starts to listen.
    /// \param target The server's port.
    explicit cutting_proxy(std::uint16_t target);
    ~cutting_proxy();
    cutting_proxy(cutting_proxy const&) = delete;
    cutting_proxy& operator=(cutting_proxy const&) = delete;

    /// \brief Where it listens.
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// \brief Whatever holds this text next still gets to the server, and the server answers; but then the connection
    /// is cut instead of the answer being passed on.
    void cut_the_answer_to(std::string text);

    /// \brief How many connections were cut.
    [[nodiscard]] int cuts() const { return cuts_; }

  private:
    void accept();
    void pass(int client);
    [[nodiscard]] bool is_to_be_cut(std::string const& sent);

    std::uint16_t target_;
    std::uint16_t port_ = 0;
    int listener_;
    std::atomic<bool> ends_ = false;
    std::atomic<int> cuts_ = 0;
    std::mutex mutex_;
    std::string text_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

}  // namespace services

#endif  // TEST_INTEGRATION_SERVICES_CUTTING_PROXY_HPP
