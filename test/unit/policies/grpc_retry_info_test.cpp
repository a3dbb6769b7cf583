// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/hint/grpc_retry_info.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::parse_grpc_retry_info;

// The binary form of Protocol Buffers, as much as it takes.

std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>(0x80U | (value & 0x7fU));
    return bytes + static_cast<char>(value);
}

std::string number(unsigned field, std::int64_t value) {
    return varint(field << 3U) + varint(static_cast<std::uint64_t>(value));
}

std::string bytes(unsigned field, std::string const& value) {
    return varint(field << 3U | 2U) + varint(value.size()) + value;
}

std::string any(std::string const& type, std::string const& value) {
    return bytes(3, bytes(1, "type.googleapis.com/" + type) + bytes(2, value));
}

std::string retry_info(std::string const& delay) {
    return any("google.rpc.RetryInfo", bytes(1, delay));
}

std::string const status = number(1, 14) + bytes(2, "not now");

TEST(grpc_retry_info, is_found_among_the_details) {
    auto const delay = number(1, 3) + number(2, 250'000'000);
    EXPECT_EQ(parse_grpc_retry_info(status + retry_info(delay)), 3250ms);
    EXPECT_EQ(
        parse_grpc_retry_info(
            status + any("google.rpc.DebugInfo", "\x0a\x01x") + retry_info(delay)),
        3250ms);
    EXPECT_EQ(parse_grpc_retry_info(retry_info(number(2, 1))), 1ns);
    EXPECT_EQ(parse_grpc_retry_info(retry_info("")), 0ns);
}

TEST(grpc_retry_info, is_not_there_where_nobody_put_it) {
    EXPECT_EQ(parse_grpc_retry_info(""), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(status), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(any("google.rpc.QuotaFailure", "")), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info("this is no message"), std::nullopt);
}

TEST(grpc_retry_info, waits_not_at_all_for_a_negative_delay_and_at_most_for_ever) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(parse_grpc_retry_info(retry_info(number(1, -1))), 0ns);
    EXPECT_EQ(parse_grpc_retry_info(retry_info(number(1, 1) + number(2, -1))), 0ns);
    EXPECT_EQ(parse_grpc_retry_info(retry_info(number(1, most))), duration::max());
    EXPECT_EQ(
        parse_grpc_retry_info(retry_info(number(1, most) + number(2, most))), duration::max());
}

TEST(grpc_retry_info, steps_over_fields_of_every_kind) {
    auto const fixed64 = varint(7U << 3U | 1U) + std::string(8, 'x');
    auto const fixed32 = varint(8U << 3U | 5U) + std::string(4, 'x');
    EXPECT_EQ(
        parse_grpc_retry_info(fixed64 + fixed32 + number(9, 1) + retry_info(number(1, 2))), 2s);
    // the last of several counts
    EXPECT_EQ(parse_grpc_retry_info(retry_info(number(1, 2) + number(1, 5))), 5s);
}

TEST(grpc_retry_info, ends_where_the_bytes_are_no_message) {
    auto const good = retry_info(number(1, 2));
    auto const group = varint(7U << 3U | 3U);
    EXPECT_EQ(parse_grpc_retry_info(group + good), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(varint(7U << 3U | 1U) + "short"), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(varint(7U << 3U | 5U) + "xyz"), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(varint(7U << 3U)), std::nullopt);
    EXPECT_EQ(parse_grpc_retry_info(std::string(11, '\xff') + good), std::nullopt);
    // cut off anywhere
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_EQ(parse_grpc_retry_info(good.substr(0, size)), std::nullopt) << size;
}

static_assert(parse_grpc_retry_info("") == std::nullopt);

}  // namespace
