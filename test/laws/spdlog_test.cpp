// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/log/spdlog.hpp>
#include <reprise/testing/laws/logger_policy.hpp>

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>

namespace {

TEST(log_to_spdlog, obeys_the_laws_with_a_sink_for_several_threads) {
    std::ostringstream out;
    auto const sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
    auto const logger = std::make_shared<spdlog::logger>("test", sink);
    logger->set_level(spdlog::level::debug);
    EXPECT_TRUE(reprise::testing::laws::check_logger_policy(reprise::log_to_spdlog{logger}));
    auto const text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5 * 4 * 7);
}

}  // namespace
