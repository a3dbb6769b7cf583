// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the documents that are served, and the catalogue of them.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_DOCUMENT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_DOCUMENT_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flaky {

/// \brief What a client knows of a document before it has it.
struct catalogue_entry {
    std::size_t number;
    std::size_t size;
    std::uint32_t checksum;
};

/// \brief The CRC-32 of a body.
/// \param body Any bytes.
/// \return The checksum.
[[nodiscard]] std::uint32_t checksum(std::string_view body);

/// \brief The body of a document: a few KiB of text, a function of the seed and the number.
/// \param seed   The seed of the whole collection.
/// \param number The number of the document, from 0.
/// \return The body.
[[nodiscard]] std::string document_body(std::uint64_t seed, std::size_t number);

/// \brief Describes the first documents of a collection.
/// \param seed  The seed of the whole collection.
/// \param count How many.
/// \return One entry a document, in order.
[[nodiscard]] std::vector<catalogue_entry> catalogue(std::uint64_t seed, std::size_t count);

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_DOCUMENT_HPP
