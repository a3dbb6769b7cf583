// SPDX-License-Identifier: Apache-2.0

#include <reprise/attempt_headers.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::attempt;
using ::testing::ElementsAre;

attempt numbered(std::uint64_t number, reprise::limit<std::uint64_t> most) {
    return {number, most, 0s, nullptr, std::stop_token{}};
}

TEST(amz_sdk_request, counts_from_one_and_says_how_many_there_can_be) {
    EXPECT_EQ(reprise::amz_sdk_request(numbered(1, 3)), "attempt=1; max=3");
    EXPECT_EQ(reprise::amz_sdk_request(numbered(3, 3)), "attempt=3; max=3");
    EXPECT_EQ(reprise::amz_sdk_request(numbered(7, reprise::unbounded)), "attempt=7");
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(reprise::amz_sdk_request(numbered(1, most)), "attempt=1; max=18446744073709551615");
}

TEST(amz_sdk_request, may_say_until_when_somebody_waits) {
    using namespace std::chrono;
    EXPECT_EQ(
        reprise::amz_sdk_request(numbered(2, 5), sys_days{2024y / 1 / 2} + 3h + 4min + 5s),
        "ttl=20240102T030405Z; attempt=2; max=5");
}

TEST(grpc_previous_rpc_attempts, is_left_out_of_the_first_attempt) {
    EXPECT_EQ(reprise::grpc_previous_rpc_attempts(numbered(1, 5)), std::nullopt);
    EXPECT_EQ(reprise::grpc_previous_rpc_attempts(numbered(2, 5)), "1");
    EXPECT_EQ(reprise::grpc_previous_rpc_attempts(numbered(5, reprise::unbounded)), "4");
}

TEST(attempt_headers, follow_the_attempts_of_a_run) {
    reprise::testing::virtual_clock clock;
    std::vector<std::string> sent;
    auto const policy = reprise::compose(reprise::retries{2}, std::ref(clock));
    EXPECT_THROW(
        reprise::retry(
            policy,
            [&sent](attempt const& described) {
                sent.push_back(
                    reprise::amz_sdk_request(described) + " / " +
                    reprise::grpc_previous_rpc_attempts(described).value_or("none"));
                throw std::runtime_error{"no answer"};
            }),
        std::runtime_error);
    EXPECT_THAT(
        sent,
        ElementsAre("attempt=1; max=3 / none", "attempt=2; max=3 / 1", "attempt=3; max=3 / 2"));
}

}  // namespace
