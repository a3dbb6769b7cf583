// SPDX-License-Identifier: Apache-2.0

// Abseil's own Status and StatusOr: the library knows them by their shape and includes nothing of Abseil.

#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>  // std::ref
#include <memory>
#include <sstream>
#include <string>

namespace {

using namespace std::chrono_literals;

class abseil : public ::testing::Test {
  protected:
    reprise::testing::virtual_clock clock;
    std::ostringstream log;
    int calls = 0;

    auto policy() {
        return reprise::compose(
            reprise::attempts{4}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
            reprise::log_to{log}, reprise::retry_if([](absl::Status const& status) {
                return absl::IsUnavailable(status);
            }));
    }
};

TEST_F(abseil, a_status_is_retried_until_it_is_ok) {
    absl::Status const got = reprise::retry(policy(), [this] {
        return ++calls <= 3 ? absl::UnavailableError("try later") : absl::OkStatus();
    });
    EXPECT_TRUE(got.ok());
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(log.str(), ::testing::HasSubstr("absl::"));
    EXPECT_THAT(log.str(), ::testing::HasSubstr(": try later\n"));
}

TEST_F(abseil, a_status_that_is_permanent_comes_out_as_it_was) {
    absl::Status const got = reprise::retry(policy(), [this] {
        ++calls;
        return absl::NotFoundError("gone");
    });
    EXPECT_EQ(got, absl::NotFoundError("gone"));
    EXPECT_EQ(calls, 1);
}

TEST_F(abseil, a_status_or_a_value_is_retried_by_its_status) {
    using result = absl::StatusOr<std::unique_ptr<int>>;
    result const got = reprise::retry(policy(), [this]() -> result {
        if (++calls <= 3) return absl::UnavailableError("try later");
        return std::make_unique<int>(7);
    });
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(**got, 7);
    EXPECT_EQ(calls, 4);

    result const failed =
        reprise::retry(policy(), []() -> result { return absl::UnavailableError("try later"); });
    EXPECT_EQ(failed.status(), absl::UnavailableError("try later"));
}

}  // namespace
