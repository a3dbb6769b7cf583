// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>
#include <reprise/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;
using reprise::testing::waited_exactly;
using ::testing::_;
using ::testing::InSequence;
using ::testing::Return;
using ::testing::StrictMock;
using ::testing::Throw;

constexpr auto fetch_policy = reprise::compose(
    reprise::attempts{4}, reprise::exponential{100ms, 2.0, 10s}, reprise::no_jitter{},
    reprise::retry_on<std::runtime_error>{});

//! [clock]
TEST(fetch, waits_twice_as_long_each_time) {
    reprise::testing::virtual_clock clock;
    auto const tested = reprise::with(fetch_policy, std::ref(clock));

    EXPECT_THROW(
        reprise::retry(tested, [] { throw std::runtime_error{"down"}; }), std::runtime_error);
    EXPECT_THAT(clock, waited_exactly({100ms, 200ms, 400ms}));
}
//! [clock]

//! [script]
TEST(fetch, recovers_from_two_resets) {
    reprise::testing::virtual_clock clock;
    auto fetch = reprise::testing::script<std::string>{}
                     .fail_with(std::runtime_error{"reset"}, 2)
                     .succeed_with("body");

    auto const result = reprise::try_retry(reprise::with(fetch_policy, std::ref(clock)), fetch);

    EXPECT_EQ(*result, "body");
    EXPECT_THAT(result, reprise::testing::has_attempts(3));
    EXPECT_EQ(clock.elapsed(), 300ms);
}
//! [script]

//! [mocks]
TEST(fetch, draws_one_random_word_for_each_wait) {
    StrictMock<reprise::testing::mock_clock> clock;
    StrictMock<reprise::testing::mock_random> random;
    StrictMock<reprise::testing::mock_processor<std::string(int)>> processor;
    auto const tested =
        reprise::with(fetch_policy, reprise::full_jitter{}, std::ref(clock), std::ref(random));

    InSequence in_this_order;
    EXPECT_CALL(processor, invoke(7)).WillOnce(Throw(std::runtime_error{"reset"}));
    EXPECT_CALL(random, draw()).WillOnce(Return(std::uint64_t{1} << 63U));  // one half
    EXPECT_CALL(clock, wait(reprise::duration{50ms}, _)).WillOnce(Return(true));
    EXPECT_CALL(processor, invoke(7)).WillOnce(Return("body"));

    EXPECT_EQ(reprise::retry(tested, processor, 7), "body");
}
//! [mocks]

}  // namespace

int main(int argc, char** argv) {
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
