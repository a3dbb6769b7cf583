// SPDX-License-Identifier: Apache-2.0

// What the README shows of the testing kit.
#include <reprise/retry.hpp>
#include <reprise/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;

struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

constexpr auto policy = reprise::compose(
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{},
    reprise::retry_on<http_error>{});

TEST(readme, shows_every_delay) {
    reprise::testing::virtual_clock clock;
    auto const tested = reprise::with(policy, reprise::no_jitter{}, std::ref(clock));
    EXPECT_THROW(reprise::retry(tested, [] { throw http_error{503}; }), http_error);
    EXPECT_THAT(clock, reprise::testing::waited_exactly({100ms, 200ms, 400ms, 800ms}));
}

TEST(readme, shows_a_script) {
    auto fetch = reprise::testing::script<std::string>{}
                     .fail_with(std::runtime_error{"reset"}, 2)
                     .fail_with(http_error{503})
                     .succeed_with("body");
    reprise::testing::virtual_clock clock;
    auto const tested = reprise::with(policy, reprise::retry_all{}, std::ref(clock));
    EXPECT_EQ(reprise::retry(tested, fetch), "body");
    EXPECT_EQ(fetch.calls(), 4U);
}

}  // namespace

int main(int argc, char** argv) {
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
