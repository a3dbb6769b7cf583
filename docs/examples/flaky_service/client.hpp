// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fetch, one attempt to get a document, and the errors that it throws.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP

#include "document.hpp"
#include "fault.hpp"
#include "server.hpp"

#include <reprise/concepts/failure_view.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace flaky {

/// \brief An answer whose status is not 200.
class http_error : public std::runtime_error {
  public:
    /// \brief Describes the answer.
    /// \param status      The status.
    /// \param retry_after When the server asked to come back, if it did.
    http_error(unsigned status, std::optional<std::chrono::milliseconds> retry_after);

    /// \brief The status of the answer.
    /// \return The number.
    [[nodiscard]] unsigned status() const noexcept { return status_; }

    /// \brief When the server asked to come back.
    /// \return The delay, or nothing if it did not say.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const noexcept {
        return retry_after_;
    }

  private:
    unsigned status_;
    std::optional<std::chrono::milliseconds> retry_after_;
};

/// \brief A body that is whole and wrong.
class corrupt_document : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// \brief Fetches a document once, blocking: no second attempt is made here.
/// \param where   Where it can be had.
/// \param wanted  What it must be.
/// \param timeout How long connecting, asking and reading may take in all.
/// \return The body, its checksum verified.
/// \throws boost::system::system_error for what the network does,
///         flaky::http_error, flaky::corrupt_document
[[nodiscard]] std::string fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout);

/// \brief Which of the server's faults a failure shows.
/// \param failure What flaky::fetch threw.
/// \return The fault, or nothing for a failure that the server never means to cause.
[[nodiscard]] std::optional<fault> fault_behind(reprise::failure_view const& failure);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP
