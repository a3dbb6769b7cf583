// SPDX-License-Identifier: Apache-2.0
//
// Loggers for people who watch: where the call stands, numbers, a timeline.
#include <reprise/here.hpp>
#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/log/prometheus.hpp>
#include <reprise/policies/log/trace_events.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <source_location>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::compose;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

// where the call stands

TEST(here, says_in_each_line_where_the_call_stands) {
    std::ostringstream log;
    auto const policy = compose(
        reprise::attempts{2}, reprise::no_backoff{}, reprise::retry_all{}, reprise::log_to{log});
    auto const line = std::source_location::current().line() + 1;
    auto const placed = reprise::here(policy);
    EXPECT_THROW(reprise::retry(placed, [] { throw std::runtime_error{"x"}; }), std::runtime_error);
    auto const place = "monitoring_test.cpp:" + std::to_string(line) + ": ";
    EXPECT_THAT(
        log.str(), HasSubstr(place + "retrying in 0s after attempt 1: std::runtime_error: x\n"));
    EXPECT_THAT(
        log.str(),
        EndsWith(
            place +
            "gave up after 2 attempts (attempts exhausted), waited 0s: std::runtime_error: x\n"));
}

TEST(located, tells_the_event_alone_where_the_logger_does_not_want_the_place) {
    struct half_located {
        std::vector<std::string>* told;
        void on(reprise::retry_scheduled const&) const { told->emplace_back("retry"); }
        void on(reprise::gave_up const&, std::source_location const& where) const {
            told->push_back("gave up at " + std::to_string(where.line()));
        }
    };
    std::vector<std::string> told;
    auto const policy = reprise::here(
        compose(
            reprise::attempts{2}, reprise::no_backoff{}, reprise::retry_all{},
            reprise::loggers{half_located{&told}}),
        std::source_location{});
    EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
    EXPECT_THAT(told, ElementsAre("retry", "gave up at 0"));
}

TEST(located, reaches_all_loggers_of_a_list_even_if_one_throws) {
    std::vector<std::string> told;
    auto const policy = compose(
        reprise::attempts{1}, reprise::retry_all{},
        reprise::loggers{
            reprise::on_give_up([](auto const&) { throw std::logic_error{"the logger's"}; }),
            reprise::on_give_up([](auto const&) { throw 2; }),
            reprise::on_give_up([&told](auto const&) { told.emplace_back("third"); })});
    EXPECT_THROW(
        reprise::retry(policy, [] { throw std::domain_error{"mine"}; }), std::domain_error);
    EXPECT_THAT(told, ElementsAre("third"));
}

// counters

TEST(counters, count_what_happens) {
    reprise::counters numbers;
    reprise::testing::virtual_clock clock;
    auto const policy = compose(
        reprise::attempts{3}, reprise::constant{2ms}, reprise::no_jitter{},
        reprise::retry_on<std::runtime_error>{}, reprise::count_in{numbers}, std::ref(clock));
    int calls = 0;
    reprise::retry(policy, [&] {
        if (++calls < 3) throw std::runtime_error{"x"};
    });
    reprise::retry(policy, [] {});
    EXPECT_THROW(reprise::retry(policy, [] { throw std::runtime_error{"x"}; }), std::runtime_error);
    EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
    EXPECT_EQ(numbers.attempts(), 3U + 1U + 3U + 1U);
    EXPECT_EQ(numbers.retries(), 4U);
    EXPECT_EQ(numbers.recovered_runs(), 1U);
    EXPECT_EQ(numbers.gave_up_runs(reprise::stop_reason::attempts_exhausted), 1U);
    EXPECT_EQ(numbers.gave_up_runs(reprise::stop_reason::permanent_failure), 1U);
    EXPECT_EQ(numbers.gave_up_runs(reprise::stop_reason::deadline), 0U);
    EXPECT_EQ(numbers.gave_up_runs(reprise::stop_reason::ambiguous_failure), 0U);
    EXPECT_EQ(numbers.delay_sum(), 8ms);
    EXPECT_EQ(numbers.delays_in(1), 4U) << "above 1 ms, up to 2 ms";
    EXPECT_EQ(numbers.policy_failures(), 0U);
}

TEST(counters, sort_delays_by_their_upper_bound) {
    reprise::counters numbers;
    auto const seen = reprise::failure_view::of_value(0);
    for (auto const delay :
         {reprise::duration{0}, reprise::duration{1ms}, reprise::duration{1ms + 1ns},
          reprise::duration{65'536ms}, reprise::duration{65'536ms + 1ns}}) {
        numbers.on(reprise::retry_scheduled{1, delay, seen, reprise::verdict::transient()});
    }
    EXPECT_EQ(numbers.delays_in(0), 2U);
    EXPECT_EQ(numbers.delays_in(1), 1U);
    EXPECT_EQ(numbers.delays_in(reprise::counters::bucket_count - 1), 1U);
    EXPECT_EQ(numbers.delays_in(reprise::counters::bucket_count), 1U);
    numbers.on(reprise::policy_failed{1, reprise::policy_axis::clock, seen});
    EXPECT_EQ(numbers.policy_failures(), 1U);
}

TEST(counters, add_up_delays_that_no_duration_holds) {
    reprise::counters numbers;
    auto const seen = reprise::failure_view::of_value(0);
    auto const count = [&](reprise::duration delay) {
        numbers.on(reprise::retry_scheduled{1, delay, seen, reprise::verdict::transient()});
    };
    count(1s + 600ms);
    count(700ms);
    EXPECT_EQ(numbers.delay_sum(), 2300ms) << "carried";
    EXPECT_DOUBLE_EQ(numbers.delay_seconds(), 2.3);
    for (int i = 0; i < 3; ++i) count(reprise::duration::max());
    EXPECT_EQ(numbers.delay_sum(), reprise::duration::max());
    EXPECT_DOUBLE_EQ(numbers.delay_seconds(), 3 * 9223372036.854775807 + 2.3);
    EXPECT_THAT(
        to_prometheus(numbers), HasSubstr("\nreprise_delay_seconds_sum 27670116112.864326\n"));
}

TEST(counters, are_shared_by_threads) {
    reprise::counters numbers;
    auto const policy = compose(
        reprise::attempts{3}, reprise::no_backoff{}, reprise::retry_all{},
        reprise::count_in{numbers});
    constexpr int threads = 4;
    constexpr int runs = 500;
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&policy] {
                for (int run = 0; run < runs; ++run) {
                    int calls = 0;
                    (void)reprise::try_retry(policy, [&calls] {
                        if (++calls < 3) throw 1;
                    });
                }
            });
        }
        (void)to_prometheus(numbers);  // while they count
    }
    EXPECT_EQ(numbers.attempts(), 3U * threads * runs);
    EXPECT_EQ(numbers.retries(), 2U * threads * runs);
    EXPECT_EQ(numbers.recovered_runs(), 1U * threads * runs);
}

TEST(to_prometheus, writes_the_text_format) {
    reprise::counters numbers;
    auto const seen = reprise::failure_view::of_value(0);
    numbers.on(reprise::attempt_started{1});
    numbers.on(reprise::retry_scheduled{1, 1500us, seen, reprise::verdict::transient()});
    numbers.on(reprise::retry_scheduled{2, 70s, seen, reprise::verdict::transient()});
    numbers.on(reprise::recovered{3, 71s});
    numbers.on(reprise::gave_up{3, reprise::stop_reason::refused, seen, 0s});
    auto const text = to_prometheus(numbers);
    EXPECT_THAT(
        text, HasSubstr("# HELP reprise_attempts_total Calls of operations.\n"
                        "# TYPE reprise_attempts_total counter\n"
                        "reprise_attempts_total 1\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_retries_total 2\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_recovered_total 1\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_gave_up_total{reason=\"refused\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_gave_up_total{reason=\"attempts exhausted\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_gave_up_total{reason=\"ambiguous failure\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\n# TYPE reprise_delay_seconds histogram\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_delay_seconds_bucket{le=\"0.001\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_delay_seconds_bucket{le=\"0.002\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nreprise_delay_seconds_bucket{le=\"65.536\"} 1\n"));
    EXPECT_THAT(
        text, EndsWith("reprise_delay_seconds_bucket{le=\"+Inf\"} 2\n"
                       "reprise_delay_seconds_sum 70.0015\n"
                       "reprise_delay_seconds_count 2\n"));
    EXPECT_THAT(
        to_prometheus(numbers, "service=\"shop\""),
        testing::AllOf(
            HasSubstr("\nreprise_attempts_total{service=\"shop\"} 1\n"),
            HasSubstr("\nreprise_gave_up_total{service=\"shop\",reason=\"deadline\"} 0\n")));
}

TEST(to_prometheus, says_of_each_metric_once_what_it_is_however_many_count_it) {
    reprise::counters shop;
    reprise::counters mail;
    auto const seen = reprise::failure_view::of_value(0);
    shop.on(reprise::attempt_started{1});
    mail.on(reprise::retry_scheduled{1, 3ms, seen, reprise::verdict::transient()});
    auto const text = reprise::to_prometheus(
        {{shop, reprise::prometheus_label("service", "shop")},
         {mail, "service=\"mail\",zone=\"b\""}});
    EXPECT_THAT(
        text, testing::StartsWith("# HELP reprise_attempts_total Calls of operations.\n"
                                  "# TYPE reprise_attempts_total counter\n"
                                  "reprise_attempts_total{service=\"shop\"} 1\n"
                                  "reprise_attempts_total{service=\"mail\",zone=\"b\"} 0\n"
                                  "# HELP reprise_retries_total "));
    EXPECT_THAT(
        text, HasSubstr("reprise_gave_up_total{service=\"shop\",reason=\"refused\"} 0\n"
                        "reprise_gave_up_total{service=\"mail\",zone=\"b\",reason=\"permanent "
                        "failure\"} 0\n"));
    EXPECT_THAT(
        text,
        HasSubstr("reprise_delay_seconds_count{service=\"shop\"} 0\n"
                  "reprise_delay_seconds_bucket{service=\"mail\",zone=\"b\",le=\"0.001\"} 0\n"));
    std::vector<std::string> described;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE")) described.push_back(line);
    }
    EXPECT_THAT(
        described,
        ElementsAre(
            "# TYPE reprise_attempts_total counter", "# TYPE reprise_retries_total counter",
            "# TYPE reprise_recovered_total counter", "# TYPE reprise_gave_up_total counter",
            "# TYPE reprise_policy_failures_total counter",
            "# TYPE reprise_delay_seconds histogram"));
}

TEST(to_prometheus, has_buckets_that_hold_all_that_are_shorter) {
    reprise::counters numbers;
    auto const seen = reprise::failure_view::of_value(0);
    for (auto const delay : {1ms, 3ms, 4ms, 40s + 0ms, 90s + 0ms})
        numbers.on(reprise::retry_scheduled{1, delay, seen, reprise::verdict::transient()});
    std::vector<std::string> buckets;
    std::istringstream lines{to_prometheus(numbers)};
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view start = "reprise_delay_seconds_bucket{le=";
        if (line.starts_with(start)) buckets.push_back(line.substr(start.size()));
    }
    EXPECT_THAT(
        buckets, ElementsAre(
                     "\"0.001\"} 1", "\"0.002\"} 1", "\"0.004\"} 3", "\"0.008\"} 3", "\"0.016\"} 3",
                     "\"0.032\"} 3", "\"0.064\"} 3", "\"0.128\"} 3", "\"0.256\"} 3", "\"0.512\"} 3",
                     "\"1.024\"} 3", "\"2.048\"} 3", "\"4.096\"} 3", "\"8.192\"} 3",
                     "\"16.384\"} 3", "\"32.768\"} 3", "\"65.536\"} 4", "\"+Inf\"} 5"));
}

TEST(prometheus_label, escapes_what_would_end_the_value) {
    using reprise::prometheus_label;
    EXPECT_EQ(prometheus_label("path", "C:\\a \"b\"\nc"), R"(path="C:\\a \"b\"\nc")");
    EXPECT_EQ(prometheus_label("_x9", "\xc3\xa4 \xe4\t"), "_x9=\"\xc3\xa4 \xef\xbf\xbd\t\"");
}

TEST(prometheus_label, refuses_what_is_no_name) {
    using testing::StrEq;
    using testing::ThrowsMessage;
    for (auto const* const name : {"", "a-b", "9a", "a b"}) {
        EXPECT_THAT(
            [name] { (void)reprise::prometheus_label(name, "x"); },
            ThrowsMessage<std::invalid_argument>(StrEq(
                "prometheus_label: a name has letters, digits and underscores only, and no "
                "digit first, got \"" +
                std::string{name} + "\"")));
    }
    for (auto const* const name : {"le", "reason"}) {
        EXPECT_THAT(
            [name] { (void)reprise::prometheus_label(name, "x"); },
            ThrowsMessage<std::invalid_argument>(StrEq(
                "prometheus_label: le and reason are labels of the library's own, got \"" +
                std::string{name} + "\"")));
    }
}

// a timeline

TEST(trace_in, draws_every_attempt_and_wait) {
    reprise::trace_events events;
    reprise::testing::virtual_clock clock;
    auto const start = clock.now().time_since_epoch();
    auto const policy = compose(
        reprise::attempts{3}, reprise::constant{1500ns}, reprise::no_jitter{}, reprise::retry_all{},
        std::ref(clock), reprise::trace_in{events, "fetch", std::ref(clock)});
    int calls = 0;
    reprise::retry(policy, [&] {
        clock.advance(1ms);
        if (++calls < 2) throw std::runtime_error{"a \"quoted\"\n\\text"};
    });
    std::ostringstream out;
    events.write(out);
    auto const at = [start](reprise::duration since) {
        auto const count = (start + since).count();
        auto digits = std::to_string(1000 + count % 1000);
        return std::to_string(count / 1000) + "." + digits.substr(1);
    };
    EXPECT_EQ(
        out.str(),
        "{\"traceEvents\":[\n"
        R"({"name":"thread_name","ph":"M","pid":1,"tid":1,"args":{"name":"fetch"}},)"
        "\n"
        R"({"name":"attempt 1","ph":"X","pid":1,"tid":1,"ts":)" +
            at(0ns) +
            R"(,"dur":1000.000,"args":{"what":"std::runtime_error: a \"quoted\" \\text"}},)"
            "\n"
            R"({"name":"wait","ph":"X","pid":1,"tid":1,"ts":)" +
            at(1ms) +
            R"(,"dur":1.500,"args":{"what":"std::runtime_error: a \"quoted\" \\text"}},)"
            "\n"
            R"({"name":"attempt 2","ph":"X","pid":1,"tid":1,"ts":)" +
            at(1001500ns) +
            R"(,"dur":1000.000,"args":{"what":"succeeded"}})"
            "\n"
            "]}\n");
}

TEST(trace_in, marks_how_a_run_ended) {
    reprise::trace_events events;
    reprise::testing::virtual_clock clock;
    auto const policy = compose(
        reprise::attempts{1}, reprise::retry_if([](int) -> bool { throw 2; }), std::ref(clock),
        reprise::trace_in{events, "fetch", std::ref(clock)});
    EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
    std::ostringstream out;
    events.write(out);
    EXPECT_THAT(out.str(), HasSubstr(R"("name":"policy failed","ph":"i")"));
    EXPECT_THAT(out.str(), HasSubstr(R"("name":"gave up","ph":"i")"));
    EXPECT_THAT(out.str(), HasSubstr(R"("args":{"what":"permanent failure"})"));
}

TEST(trace_in, gives_an_attempt_that_succeeds_at_once_its_length) {
    reprise::trace_events events;
    reprise::testing::virtual_clock clock;
    auto const policy =
        compose(std::ref(clock), reprise::trace_in{events, "fetch", std::ref(clock)});
    EXPECT_EQ(reprise::retry(policy, [&] { return clock.advance(2ms), 7; }), 7);
    reprise::retry(policy, [&]() noexcept { clock.advance(3ms); });
    std::ostringstream out;
    events.write(out);
    EXPECT_THAT(out.str(), HasSubstr(R"("dur":2000.000,"args":{"what":"succeeded"})"));
    EXPECT_THAT(out.str(), HasSubstr(R"("dur":3000.000,"args":{"what":"succeeded"})"));
}

TEST(trace_in, draws_a_wait_as_long_as_it_was) {
    reprise::trace_events events;
    reprise::testing::virtual_clock clock;
    std::stop_source source;
    auto const policy = compose(
        reprise::attempts{2} || reprise::stop_on{source.get_token()}, reprise::constant{1s},
        reprise::no_jitter{}, reprise::retry_all{}, std::ref(clock),
        reprise::trace_in{events, "fetch", std::ref(clock)});
    clock.at(300ms, [&source] { source.request_stop(); });
    EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
    std::ostringstream out;
    events.write(out);
    EXPECT_THAT(out.str(), HasSubstr(R"("name":"wait","ph":"X")"));
    EXPECT_THAT(out.str(), HasSubstr(R"("dur":300000.000,"args":{"what":"int")"))
        << "left before its end";
}

TEST(trace_in, draws_what_has_not_ended_as_begun) {
    reprise::trace_events events;
    std::ostringstream out;
    reprise::retry(compose(reprise::trace_in{events, "fetch"}), [&] { events.write(out); });
    EXPECT_THAT(out.str(), HasSubstr(R"({"name":"attempt 1","ph":"B")"));
    EXPECT_THAT(out.str(), testing::Not(HasSubstr("dur")));
}

TEST(trace_events, writes_what_readers_of_json_take_whatever_it_was_given) {
    reprise::trace_events events;
    events.add_instant(
        "lane \"1\"", reprise::time_point{1500ns}, "a\\b",
        "1\b\x1f\r\n\t2 \xc3\xa4 \xe4 \xc3(\xed\xa0\x80 \xf0\x9f\x98\x80 \xe2\x82");
    std::ostringstream out;
    events.write(out);
    constexpr char const* unknown = "\xef\xbf\xbd";
    EXPECT_EQ(
        out.str(),
        "{\"traceEvents\":[\n"
        R"({"name":"thread_name","ph":"M","pid":1,"tid":1,"args":{"name":"lane \"1\""}},)"
        "\n"
        R"({"name":"a\\b","ph":"i","pid":1,"tid":1,"ts":1.500,"s":"t","args":{"what":)" +
            std::string{R"("1\u0008\u001f\r\n\t2 )"} + "\xc3\xa4 " + unknown + ' ' + unknown + '(' +
            unknown + unknown + unknown + " \xf0\x9f\x98\x80 " + unknown + unknown + "\"}}\n]}\n");
}

TEST(trace_events, tells_moments_before_a_clocks_zero) {
    reprise::trace_events events;
    for (auto const moment : {-1ns, -999ns, -1000ns, -2345678ns, 0ns, 12ns})
        events.add_instant("lane", reprise::time_point{moment}, "x", "");
    std::ostringstream out;
    events.write(out);
    std::vector<std::string> moments;
    std::istringstream lines{out.str()};
    for (std::string line; std::getline(lines, line);) {
        auto const at = line.find("\"ts\":");
        if (at != std::string::npos)
            moments.push_back(line.substr(at + 5, line.find(',', at) - at - 5));
    }
    EXPECT_THAT(moments, ElementsAre("-0.001", "-0.999", "-1.000", "-2345.678", "0.000", "0.012"));
}

TEST(trace_in, gives_each_thread_a_lane) {
    reprise::trace_events events;
    auto const policy = compose(
        reprise::attempts{2}, reprise::no_backoff{}, reprise::retry_all{},
        reprise::trace_in{events});
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < 3; ++i) {
            running.emplace_back([&policy] {
                for (int run = 0; run < 50; ++run) {
                    reprise::retry(policy, [] {});
                    (void)reprise::try_retry(policy, [] { throw 1; });
                }
            });
        }
    }
    std::ostringstream out;
    events.write(out);
    EXPECT_THAT(out.str(), HasSubstr(R"("tid":3)"));
    EXPECT_THAT(out.str(), testing::Not(HasSubstr(R"("tid":4)")));
    EXPECT_THAT(out.str(), HasSubstr(R"("args":{"what":"succeeded"})")) << "at once";
}

}  // namespace
