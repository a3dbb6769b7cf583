// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines one attempt to get a document, in three forms that differ in how they report a failure: flaky::fetch
/// throws it, flaky::try_fetch returns it, and flaky::fetch with an error code fills that in.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP

#include "document.hpp"
#include "fault.hpp"
#include "server.hpp"

#include <reprise/concepts/failure_view.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

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

/// \brief The category of answers whose status is not 200; the value is the status.
/// \return The only object of its kind.
[[nodiscard]] boost::system::error_category const& http_status_category() noexcept;

/// \brief The category of bodies that are whole and wrong; the value is the size of the body.
/// \return The only object of its kind.
[[nodiscard]] boost::system::error_category const& corrupt_document_category() noexcept;

/// \brief Why a document did not arrive.
struct fetch_failure {
    boost::system::error_code code;  ///< Of the network, of HTTP, or of the document.
    std::optional<std::chrono::milliseconds> retry_after;  ///< When the server asked to come back.

    /// \brief What happened, in words.
    /// \return The text.
    [[nodiscard]] std::string message() const { return code.message(); }
};

/// \brief Fetches a document once, blocking: no second attempt is made here. Nothing is thrown.
/// \param where   Where it can be had.
/// \param wanted  What it must be.
/// \param timeout How long connecting, asking and reading may take in all.
/// \return The body, its checksum verified, or why it did not arrive.
[[nodiscard]] boost::system::result<std::string, fetch_failure> try_fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout);

/// \brief The same with an error code to be filled in. It has no room for what the server asks for.
/// \param where   Where the document can be had.
/// \param wanted  What it must be.
/// \param timeout How long connecting, asking and reading may take in all.
/// \param failed  Set to why it did not arrive; cleared if it did.
/// \return The body, empty if it did not arrive.
[[nodiscard]] std::string fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout,
    boost::system::error_code& failed);

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
/// \param failure What was thrown, returned or filled in.
/// \return The fault, or nothing for a failure that the server never means to cause.
[[nodiscard]] std::optional<fault> fault_behind(reprise::failure_view const& failure);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_CLIENT_HPP
