// SPDX-License-Identifier: Apache-2.0

#include "fetch_policy.hpp"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;

TEST(fetch_failures, takes_what_the_network_does_for_transient) {
    boost::system::system_error const error{boost::asio::error::connection_reset};
    EXPECT_EQ(flaky::fetch_failures{}.classify(error), reprise::verdict::transient());
    EXPECT_EQ(
        flaky::fetch_failures{}.classify(flaky::corrupt_document{"broken"}),
        reprise::verdict::transient());
}

TEST(fetch_failures, passes_on_when_a_503_asked_to_come_back) {
    auto const verdict = flaky::fetch_failures{}.classify(flaky::http_error{503, 20ms});
    EXPECT_EQ(verdict.kind(), reprise::failure_kind::throttled);
    EXPECT_EQ(verdict.hint(), 20ms);
}

TEST(fetch_failures, takes_a_server_error_for_transient_and_a_client_error_for_permanent) {
    EXPECT_EQ(
        flaky::fetch_failures{}.classify(flaky::http_error{500, std::nullopt}),
        reprise::verdict::transient());
    EXPECT_EQ(
        flaky::fetch_failures{}.classify(flaky::http_error{404, std::nullopt}),
        reprise::verdict::permanent());
}

TEST(fetch_failures, takes_a_returned_failure_for_what_it_would_be_if_it_were_thrown) {
    flaky::fetch_failures const failures;
    boost::system::error_code const busy{503, flaky::http_status_category()};
    EXPECT_EQ(
        failures.classify(flaky::fetch_failure{busy, 20ms}),
        failures.classify(flaky::http_error{503, 20ms}));
    EXPECT_EQ(failures.classify(busy), failures.classify(flaky::http_error{503, std::nullopt}));
    EXPECT_EQ(
        failures.classify(boost::system::error_code{404, flaky::http_status_category()}),
        reprise::verdict::permanent());
    EXPECT_EQ(
        failures.classify(boost::system::error_code{7, flaky::corrupt_document_category()}),
        reprise::verdict::transient());
    EXPECT_EQ(
        failures.classify(boost::system::error_code{boost::asio::error::connection_reset}),
        reprise::verdict::transient());
}

TEST(fetch_failures, takes_a_bug_for_permanent) {
    EXPECT_EQ(
        flaky::fetch_failures{}.classify(reprise::other_exception{}),
        reprise::verdict::permanent());
}

}  // namespace
