// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a document is fetched by a coroutine.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_ASYNC_CLIENT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_ASYNC_CLIENT_HPP

#include "document.hpp"
#include "server.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace flaky {

/// \brief A body that comes in chunks, from where the client has already got.
class body_source {
  public:
    /// \brief Connects to nobody yet.
    /// \param where    Where the body is.
    /// \param wanted   Which document it is.
    /// \param received What has arrived so far: the source delivers the rest. Emptied if it turns out to be corrupt, so
    ///                 that the next source begins from the beginning; must outlive the source.
    body_source(location where, catalogue_entry const& wanted, std::string& received);

    body_source(body_source&&) noexcept;
    ~body_source();

    /// \brief The next chunk.
    /// \return The chunk, or nothing at the end.
    /// \throws flaky::http_error, flaky::corrupt_document or boost::system::system_error, when it is awaited.
    [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> next();

  private:
    class connection;

    location where_;
    catalogue_entry wanted_;
    std::string* received_;
    std::unique_ptr<connection> connection_;
};

/// \brief Fetches a whole document.
/// \param where  Where it is.
/// \param wanted Which one it is.
/// \return Its body.
/// \throws As flaky::body_source::next, when it is awaited.
[[nodiscard]] boost::asio::awaitable<std::string> async_fetch(
    location where, catalogue_entry wanted);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_ASYNC_CLIENT_HPP
