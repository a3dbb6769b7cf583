// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/log/spdlog.hpp>

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <chrono>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;
using reprise::failure_view;
using reprise::log_to_spdlog;
using reprise::stop_reason;
using reprise::verdict;

struct kept_log {
    std::ostringstream out;
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_st>(out));

    explicit kept_log(spdlog::level::level_enum level) {
        logger->set_pattern("%l: %v");
        logger->set_level(level);
    }
};

void tell_all(log_to_spdlog const& log) {
    std::runtime_error const reset{"reset {}"};  // a brace must not be taken for a place to fill
    auto const failure = failure_view::of_exception(reset, nullptr);
    log.on(reprise::attempt_started{1});
    log.on(reprise::attempt_failed{1, failure, verdict::transient()});
    log.on(reprise::retry_scheduled{1, 1s, failure, verdict::transient()});
    log.on(reprise::attempt_succeeded{2});
    log.on(reprise::recovered{2, 1s});
    log.on(reprise::gave_up{3, stop_reason::deadline, failure, 3s});
    log.on(reprise::policy_failed{1, reprise::policy_axis::clock, failure});
}

TEST(log_to_spdlog, writes_each_event_at_its_level) {
    kept_log log{spdlog::level::debug};
    tell_all(log_to_spdlog{log.logger});
    EXPECT_EQ(
        log.out.str(),
        "debug: attempt 1 started\n"
        "debug: attempt 1 failed (transient): std::runtime_error: reset {}\n"
        "warning: retrying in 1s after attempt 1: std::runtime_error: reset {}\n"
        "debug: attempt 2 succeeded\n"
        "info: recovered after 2 attempts, waited 1s\n"
        "error: gave up after 3 attempts (deadline), waited 3s: std::runtime_error: reset {}\n"
        "error: the clock itself failed after attempt 1: std::runtime_error: reset {}\n");
}

// Whose text must not be made where nobody reads it.
struct unreadable {
    std::string message() const { throw std::logic_error{"the text was made"}; }
};

TEST(log_to_spdlog, makes_no_text_below_the_level) {
    kept_log log{spdlog::level::err};
    log_to_spdlog const logger{log.logger};
    auto const value = unreadable{};
    logger.on(reprise::attempt_failed{1, failure_view::of_value(value), verdict::transient()});
    EXPECT_EQ(log.out.str(), "");
    tell_all(logger);
    EXPECT_EQ(
        log.out.str(),
        "error: gave up after 3 attempts (deadline), waited 3s: std::runtime_error: reset {}\n"
        "error: the clock itself failed after attempt 1: std::runtime_error: reset {}\n");
}

}  // namespace
