// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::cache_key.

#ifndef REPRISE_GRAPH_CACHE_KEY_HPP
#define REPRISE_GRAPH_CACHE_KEY_HPP

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace reprise::graph {

/// \ingroup graph
/// \brief Under what the writes of a task are cached.
struct cache_key {
    std::vector<std::string> place;  ///< The namespace of the cache.
    std::string key;                 ///< The key in it.
    std::optional<std::chrono::seconds>
        keep{};  ///< How long they are valid; for ever if not given.

    /// \brief Same place, key and time.
    /// \param a A key.
    /// \param b A key.
    /// \return Whether they are equal.
    friend bool operator==(cache_key const& a, cache_key const& b) noexcept = default;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_CACHE_KEY_HPP
