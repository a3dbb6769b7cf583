// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::server.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_SERVER_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_SERVER_HPP

#include "fault.hpp"
#include "fault_plan.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace flaky {

/// \brief Where a document can be had: `http://127.0.0.1:<port><target>`.
struct location {
    std::uint16_t port;
    std::string target;  ///< With `?from=N` behind it, the body without its first N bytes.
};

/// \brief An HTTP server on loopback, in a thread of its own, that misbehaves as planned.
///
/// Nothing is mocked: a refusal, a reset or a stall is the operating system's own.
class server {
  public:
    /// \brief How long a client is asked to wait with a 503.
    static constexpr std::chrono::milliseconds retry_after{20};

    /// \brief Opens the ports and starts the thread.
    /// \param seed      The seed of the documents.
    /// \param documents How many documents there are.
    /// \param plan      What goes wrong.
    server(std::uint64_t seed, std::size_t documents, fault_plan plan);

    server(server const&) = delete;
    server& operator=(server const&) = delete;

    /// \brief Drops all connections and ends the thread.
    ~server();

    /// \brief Says where a document can be had at this moment, as a name service or a load balancer
    /// would: each attempt asks anew, and may be sent to a replica that has just gone down.
    /// \param document The number of the document, from 0.
    /// \return The location for one attempt.
    [[nodiscard]] location locate(std::size_t document);

    /// \brief What has really been done to clients so far.
    /// \return The count of each fault.
    [[nodiscard]] fault_counts injected() const;

  private:
    class implementation;
    std::unique_ptr<implementation> implementation_;
};

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_SERVER_HPP
