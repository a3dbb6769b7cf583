// SPDX-License-Identifier: Apache-2.0

#include "document.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace {

TEST(document, has_the_same_body_for_the_same_seed_and_number) {
    EXPECT_EQ(flaky::document_body(1, 2), flaky::document_body(1, 2));
    EXPECT_NE(flaky::document_body(1, 2), flaky::document_body(1, 3));
    EXPECT_NE(flaky::document_body(1, 2), flaky::document_body(2, 2));
}

TEST(document, has_the_checksum_that_the_world_calls_crc_32) {
    EXPECT_EQ(flaky::checksum("123456789"), 0xcbf43926U);
}

TEST(document, does_not_keep_its_checksum_when_any_bit_flips) {
    auto const whole = flaky::document_body(1, 0);
    auto const expected = flaky::checksum(whole);
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        auto broken = whole;
        broken[at] = static_cast<char>(broken[at] ^ 1);
        EXPECT_NE(flaky::checksum(broken), expected) << "bit 0 of byte " << at;
    }
}

TEST(catalogue, describes_each_document) {
    auto const entries = flaky::catalogue(9, 50);
    ASSERT_EQ(entries.size(), 50U);
    for (std::size_t number = 0; number < entries.size(); ++number) {
        auto const body = flaky::document_body(9, number);
        EXPECT_EQ(entries[number].number, number);
        EXPECT_EQ(entries[number].size, body.size());
        EXPECT_EQ(entries[number].checksum, flaky::checksum(body));
        EXPECT_GE(body.size(), 1024U);
        EXPECT_LE(body.size(), 32U * 1024U);
    }
}

}  // namespace
