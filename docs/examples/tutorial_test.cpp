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

struct server_error : std::runtime_error {
    explicit server_error(int code) : std::runtime_error{"server error"}, status{code} {}
    int status;
};

constexpr auto upload_policy = reprise::compose(
    reprise::attempts{5}, reprise::exponential{20ms, 2.0, 1s}, reprise::full_jitter{},
    reprise::retry_if([](server_error const& error) { return error.status >= 500; }));

//! [exact]
TEST(upload, waits_twice_as_long_each_time) {
    reprise::testing::virtual_clock clock;
    auto const tested = reprise::with(upload_policy, reprise::no_jitter{}, std::ref(clock));

    EXPECT_THROW(reprise::retry(tested, [] { throw server_error{503}; }), server_error);
    EXPECT_THAT(clock, reprise::testing::waited_exactly({20ms, 40ms, 80ms, 160ms}));
}
//! [exact]

//! [script]
TEST(upload, gets_through_after_two_failures) {
    reprise::testing::virtual_clock clock;
    auto upload = reprise::testing::script<std::string>{}
                      .fail_with(server_error{503}, 2)
                      .succeed_with("stored");

    EXPECT_EQ(reprise::retry(reprise::with(upload_policy, std::ref(clock)), upload), "stored");
    EXPECT_EQ(upload.calls(), 3U);
}
//! [script]

//! [permanent]
TEST(upload, does_not_repeat_a_bad_request) {
    reprise::testing::virtual_clock clock;
    auto upload = reprise::testing::script<std::string>{}.fail_with(server_error{400});

    auto const result = reprise::try_retry(reprise::with(upload_policy, std::ref(clock)), upload);
    EXPECT_THAT(result, reprise::testing::has_attempts(1));
    EXPECT_EQ(result.report().reason, reprise::stop_reason::permanent_failure);
}
//! [permanent]

}  // namespace

int main(int argc, char** argv) {
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
