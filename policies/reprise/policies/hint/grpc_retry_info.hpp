// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::parse_grpc_retry_info. Needs neither gRPC nor Protocol Buffers.

#ifndef REPRISE_POLICIES_HINT_GRPC_RETRY_INFO_HPP
#define REPRISE_POLICIES_HINT_GRPC_RETRY_INFO_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/hint/scan.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

namespace detail {

// One field of a message in the binary form of Protocol Buffers.
struct wire_field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;      // of a varint
    std::string_view bytes = {};  // of anything with a length
};

// Reads the fields of a message one after the other, until the end or until something is no field.
class wire_reader {
  public:
    constexpr explicit wire_reader(std::string_view message) noexcept : rest_{message} {}

    [[nodiscard]] constexpr std::optional<wire_field> next() noexcept {
        auto const tag = varint();
        if (!tag) return std::nullopt;
        wire_field field{.number = *tag >> 3U};
        switch (*tag & 7U) {
            case 0: {
                auto const value = varint();
                if (!value) return std::nullopt;
                field.value = *value;
                return field;
            }
            case 1: return skip(8) ? std::optional{field} : std::nullopt;
            case 2: {
                auto const size = varint();
                if (!size || *size > rest_.size()) return std::nullopt;
                field.bytes = rest_.substr(0, *size);
                rest_.remove_prefix(*size);
                return field;
            }
            case 5: return skip(4) ? std::optional{field} : std::nullopt;
            default: return std::nullopt;
        }
    }

  private:
    [[nodiscard]] constexpr bool skip(std::size_t size) noexcept {
        if (rest_.size() < size) return false;
        rest_.remove_prefix(size);
        return true;
    }

    [[nodiscard]] constexpr std::optional<std::uint64_t> varint() noexcept {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            auto const byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80U) return value;
        }
        return std::nullopt;
    }

    std::string_view rest_;
};

// The last field with that number, which is the one that counts.
[[nodiscard]] constexpr wire_field field_of(
    std::string_view message, std::uint64_t number) noexcept {
    wire_field found;
    wire_reader reader{message};
    while (auto const field = reader.next())
        if (field->number == number) found = *field;
    return found;
}

}  // namespace detail

/// \ingroup hint
/// \brief Reads the `google.rpc.RetryInfo` among the details of a status: how long the server asks to wait.
/// \param details A `google.rpc.Status` in binary form: the value of `grpc-status-details-bin`, which is
///                `grpc::Status::error_details()`.
/// \return The delay, zero for a negative one; nothing if there is no RetryInfo. Bytes that are no such message count
///         as none.
[[nodiscard]] constexpr std::optional<duration> parse_grpc_retry_info(
    std::string_view details) noexcept {
    detail::wire_reader reader{details};
    while (auto const field = reader.next()) {
        // google.rpc.Status: 3 = details, each a google.protobuf.Any: 1 = type_url, 2 = value
        if (field->number != 3) continue;
        auto const type = detail::field_of(field->bytes, 1).bytes;
        if (!type.ends_with("/google.rpc.RetryInfo")) continue;
        // google.rpc.RetryInfo: 1 = retry_delay, a google.protobuf.Duration: 1 = seconds, 2 = nanos
        auto const delay = detail::field_of(detail::field_of(field->bytes, 2).bytes, 1).bytes;
        auto const seconds = static_cast<std::int64_t>(detail::field_of(delay, 1).value);
        auto const nanos = static_cast<std::int64_t>(detail::field_of(delay, 2).value);
        if (seconds < 0 || nanos < 0) return duration::zero();
        return saturating_add(
            detail::saturated<std::chrono::seconds>(static_cast<std::uint64_t>(seconds)),
            detail::saturated<std::chrono::nanoseconds>(static_cast<std::uint64_t>(nanos)));
    }
    return std::nullopt;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_HINT_GRPC_RETRY_INFO_HPP
