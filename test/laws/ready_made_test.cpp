// SPDX-License-Identifier: Apache-2.0

// Every policy that the library brings obeys the laws of its concept.

#include <reprise/from_range.hpp>
#include <reprise/policies/backoff/capped.hpp>
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/delay_table.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/backoff/fibonacci.hpp>
#include <reprise/policies/backoff/first_at_once.hpp>
#include <reprise/policies/backoff/floored.hpp>
#include <reprise/policies/backoff/from_function.hpp>
#include <reprise/policies/backoff/linear.hpp>
#include <reprise/policies/backoff/longer.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/backoff/polynomial.hpp>
#include <reprise/policies/backoff/shorter.hpp>
#include <reprise/policies/backoff/sum.hpp>
#include <reprise/policies/backoff/then.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if.hpp>
#include <reprise/policies/classify/retry_if_result.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/decorrelated.hpp>
#include <reprise/policies/jitter/equal.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/monotone.hpp>
#include <reprise/policies/jitter/multiplicative.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/jitter/proportional.hpp>
#include <reprise/policies/jitter/smoothed.hpp>
#include <reprise/policies/log/log_each.hpp>
#include <reprise/policies/log/log_to.hpp>
#include <reprise/policies/log/loggers.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/deadline.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/policies/stop/stop_on.hpp>
#include <reprise/testing/laws/backoff_policy.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/clock_policy.hpp>
#include <reprise/testing/laws/jitter_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/random_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <ios>
#include <limits>
#include <new>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using namespace reprise::testing::laws;

constexpr auto longest = duration::max();

TEST(backoffs, obey_the_laws) {
    using namespace reprise;
    EXPECT_TRUE(check_backoff_policy(no_backoff{}));
    EXPECT_TRUE(check_backoff_policy(constant{1s}));
    EXPECT_TRUE(check_backoff_policy(constant{longest}));
    EXPECT_TRUE(check_backoff_policy(linear{1s, 2s, 1min}));
    EXPECT_TRUE(check_backoff_policy(linear{1ns, longest, longest}));
    EXPECT_TRUE(check_backoff_policy(exponential{}));
    EXPECT_TRUE(check_backoff_policy(exponential{1ns, 1.0000001, longest}));
    EXPECT_TRUE(check_backoff_policy(exponential{1ns, 1e300, longest}));
    EXPECT_TRUE(check_backoff_policy(fibonacci{1ns, longest}));
    EXPECT_TRUE(check_backoff_policy(polynomial{1ns, 3, longest}));
    EXPECT_TRUE(check_backoff_policy(delay_table{1s, 2s, 5s}));
    EXPECT_TRUE(check_backoff_policy(capped(exponential{1ns, 3.0, longest}, 1h)));
    EXPECT_TRUE(check_backoff_policy(floored(no_backoff{}, 1s)));
    EXPECT_TRUE(check_backoff_policy(first_at_once(exponential{})));
    EXPECT_TRUE(check_backoff_policy(longer(exponential{}, linear{1s, 2s, 1h})));
    EXPECT_TRUE(check_backoff_policy(shorter(exponential{}, linear{1s, 2s, 1h})));
    EXPECT_TRUE(check_backoff_policy(constant{longest} + exponential{1s, 2.0, longest}));
    EXPECT_TRUE(check_backoff_policy(then(constant{1s}, retries{3}, exponential{})));
    EXPECT_TRUE(check_backoff_policy(from_range(std::vector<duration>{1s, 2s, 5s})));
    EXPECT_TRUE(check_backoff_policy(from_function([](std::uint64_t retry) {
        if (retry == 7) return delay_answer::stop();
        return retry < 4 ? delay_answer::use(retry * 1s) : delay_answer::keep();
    })));
    exponential const shared;
    EXPECT_TRUE(check_backoff_policy(std::ref(shared)));
}

TEST(jitters, obey_the_laws) {
    EXPECT_TRUE(check_jitter_policy(reprise::no_jitter{}));
    EXPECT_TRUE(check_jitter_policy(reprise::full_jitter{}));
    EXPECT_TRUE(check_jitter_policy(reprise::equal_jitter{}));
    EXPECT_TRUE(check_jitter_policy(reprise::additive_jitter{}));
    EXPECT_TRUE(check_jitter_policy(reprise::additive_jitter{longest}));
    EXPECT_TRUE(check_jitter_policy(reprise::decorrelated_jitter{100ms}));
    EXPECT_TRUE(check_jitter_policy(reprise::monotone_jitter{100ms}));
    EXPECT_TRUE(check_jitter_policy(reprise::multiplicative_jitter{0.5, 1.5}));
    EXPECT_TRUE(check_jitter_policy(reprise::multiplicative_jitter{0.0, 1e300}));
    EXPECT_TRUE(check_jitter_policy(reprise::proportional_jitter{0.2}));
    EXPECT_TRUE(check_jitter_policy(reprise::proportional_jitter{1.0}));
    EXPECT_TRUE(check_jitter_policy(reprise::smoothed_jitter{}));
    reprise::full_jitter const shared;
    EXPECT_TRUE(check_jitter_policy(std::ref(shared)));
}

struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

struct timeout : http_error {
    timeout() : http_error{504} {}
};

template <class Policy>
testing::AssertionResult check_classifier(Policy const& policy) {
    return check_classifier_policy(
        policy, http_error{503}, timeout{}, std::runtime_error{"down"}, std::logic_error{"mistake"},
        std::invalid_argument{"mistake"}, std::ios_base::failure{"read"},
        std::system_error{std::make_error_code(std::errc::connection_reset)}, std::bad_alloc{}, 503,
        std::string{"down"}, std::make_error_code(std::errc::timed_out), std::errc::timed_out);
}

TEST(classifiers, obey_the_laws) {
    using namespace reprise;
    EXPECT_TRUE(check_classifier(transient{}));
    EXPECT_TRUE(check_classifier(retry_all{}));
    EXPECT_TRUE(check_classifier(retry_on<timeout, http_error, std::logic_error>{}));
    EXPECT_TRUE(check_classifier(retry_on<std::exception, int>{}));
    EXPECT_TRUE(check_classifier(retry_unless<timeout, std::runtime_error>{}));
    EXPECT_TRUE(check_classifier(retry_if([](http_error const& e) { return e.status > 500; })));
    EXPECT_TRUE(check_classifier(retry_if([](auto const& e) { return e.what()[0] == 'd'; })));
    EXPECT_TRUE(
        check_classifier(retry_if([](std::exception_ptr const& p) { return p != nullptr; })));
    EXPECT_TRUE(check_classifier(retry_if_result([](int status) { return status == 503; })));
    EXPECT_TRUE(check_classifier(unambiguous(transient{})));
    transient const shared;
    EXPECT_TRUE(check_classifier(std::ref(shared)));
}

TEST(stop_conditions, obey_the_laws) {
    using namespace reprise;
    std::stop_source source;
    for (bool const stopped : {false, true}) {
        if (stopped) source.request_stop();
        EXPECT_TRUE(check_stop_policy(stop_on{source.get_token()}));
        EXPECT_TRUE(check_stop_policy(stop_on{source.get_token(), std::stop_token{}}));
        EXPECT_TRUE(check_stop_policy(attempts{5} || stop_on{source.get_token()}));
        EXPECT_TRUE(check_stop_policy(attempts{5} && stop_on{source.get_token()}));
    }
    EXPECT_TRUE(check_stop_policy(attempts{1}));
    EXPECT_TRUE(check_stop_policy(attempts{5}));
    EXPECT_TRUE(check_stop_policy(retries{0}));
    EXPECT_TRUE(check_stop_policy(retries{std::numeric_limits<std::uint64_t>::max()}));
    EXPECT_TRUE(check_stop_policy(elapsed{1ns}));
    EXPECT_TRUE(check_stop_policy(elapsed{10s}));
    EXPECT_TRUE(check_stop_policy(elapsed{10s}.clip()));
    EXPECT_TRUE(check_stop_policy(elapsed{longest}));
    EXPECT_TRUE(check_stop_policy(deadline{time_point{100h}}, time_point{99h}));
    EXPECT_TRUE(check_stop_policy(deadline{time_point{100h}}.clip(), time_point{99h}));
    EXPECT_TRUE(check_stop_policy(deadline{time_point{100h}}, time_point{101h}));
    EXPECT_TRUE(check_stop_policy(deadline{time_point::max()}, time_point::min()));
    EXPECT_TRUE(check_stop_policy(forever{}));
    EXPECT_TRUE(check_stop_policy(attempts{5} || elapsed{10s}));
    EXPECT_TRUE(check_stop_policy(attempts{5} && elapsed{10s}));
    EXPECT_TRUE(check_stop_policy((elapsed{1s} && elapsed{9s}) || (attempts{2} && attempts{9})));
    attempts const shared{3};
    EXPECT_TRUE(check_stop_policy(std::ref(shared)));
}

TEST(loggers, obey_the_laws) {
    using namespace reprise;
    std::ostringstream out;
    EXPECT_TRUE(check_logger_policy(no_logging{}));
    EXPECT_TRUE(check_logger_policy(log_to{out}));
    EXPECT_TRUE(check_logger_policy(log_each{[](auto const& event) { return to_line(event); }}));
    EXPECT_TRUE(check_logger_policy(loggers{log_to{out}, no_logging{}}));
    EXPECT_TRUE(check_logger_policy(on_retry([](retry_scheduled const&) {})));
    log_to const shared{out};
    EXPECT_TRUE(check_logger_policy(std::ref(shared)));
}

TEST(clocks, obey_the_laws) {
    EXPECT_TRUE(check_clock_policy(reprise::steady{}));
    reprise::testing::virtual_clock clock;
    EXPECT_TRUE(check_clock_policy(std::ref(clock)));
}

TEST(random_sources, obey_the_laws) {
    EXPECT_TRUE(check_random_policy(reprise::entropy{}));
    EXPECT_TRUE(check_random_policy(reprise::fixed_seed{0}));
    EXPECT_TRUE(check_random_policy(reprise::fixed_seed{1, 2}));
    reprise::fixed_seed const shared{3};
    EXPECT_TRUE(check_random_policy(std::ref(shared)));
}

}  // namespace
