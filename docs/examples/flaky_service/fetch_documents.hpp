// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fetch_documents.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_DOCUMENTS_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_DOCUMENTS_HPP

#include "console.hpp"
#include "history.hpp"
#include "options.hpp"
#include "server.hpp"

#include <vector>

namespace flaky {

/// \brief Fetches all documents with a few blocking clients, each in a thread of its own.
/// \param from   Who has them.
/// \param wanted How many documents, from which seed, by how many clients.
/// \param out    Where the events are shown.
/// \return What happened to each document, in order.
[[nodiscard]] std::vector<history> fetch_documents(
    server& from, options const& wanted, console& out);

/// \brief The same by coroutines in the calling thread, so many at once: whole documents, or streams.
/// \param from   The server.
/// \param wanted What, and how.
/// \param out    Where the events go.
/// \return A history for each document.
[[nodiscard]] std::vector<history> fetch_async(server& from, options const& wanted, console& out);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_DOCUMENTS_HPP
