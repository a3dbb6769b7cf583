// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fault, the ways in which the server misbehaves.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flaky {

/// \brief What the server does to one attempt instead of answering it.
enum class fault : std::uint8_t {
    refuse,       ///< The port is closed.
    reset,        ///< Half of the body, then the connection is reset.
    unavailable,  ///< 503 with a delay hint.
    stall,        ///< Nothing at all, for longer than the client waits.
    truncate,     ///< Half of the body, then an orderly end.
    corrupt       ///< The right length with the wrong bytes.
};

/// \brief A fault with its name on the command line and what a client makes of it.
struct fault_kind {
    fault kind;
    std::string_view name;
    std::string_view meaning;
};

/// \brief All kinds, in the order of their enumerators.
inline constexpr std::array<fault_kind, 6> fault_kinds{{
    {fault::refuse, "refuse", "the port is closed: connection refused"},
    {fault::reset, "reset", "half of the body, then connection reset"},
    {fault::unavailable, "503", "503 Service Unavailable, with a hint when to come back"},
    {fault::stall, "stall", "no answer within the client's timeout"},
    {fault::truncate, "truncate", "half of the promised body, then an orderly end"},
    {fault::corrupt, "corrupt", "a whole body whose checksum is wrong"},
}};

/// \brief Where a fault stands in flaky::fault_kinds.
/// \param kind A fault.
/// \return Its index.
[[nodiscard]] constexpr std::size_t index_of(fault kind) noexcept {
    return static_cast<std::size_t>(kind);
}

/// \brief The name of a fault.
/// \param kind A fault.
/// \return Its name on the command line.
[[nodiscard]] constexpr std::string_view name_of(fault kind) noexcept {
    return fault_kinds[index_of(kind)].name;
}

/// \brief The fault of a name.
/// \param name A name as on the command line.
/// \return The fault, or nothing if no fault has that name.
[[nodiscard]] constexpr std::optional<fault> fault_named(std::string_view name) noexcept {
    for (auto const& each : fault_kinds) {
        if (each.name == name) return each.kind;
    }
    return std::nullopt;
}

/// \brief How often each kind happened, indexed by flaky::index_of.
using fault_counts = std::array<std::uint64_t, fault_kinds.size()>;

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_HPP
