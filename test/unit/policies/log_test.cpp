// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/log/line.hpp>
#include <reprise/policies/log/log_each.hpp>
#include <reprise/policies/log/log_to.hpp>
#include <reprise/policies/log/loggers.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/require.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>  // std::ref
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <typeinfo>
#include <vector>

namespace shop {

struct sold_out {
    std::string article;
    std::string message() const { return "no more " + article; }
};

struct says_nothing {};

}  // namespace shop

namespace {

using namespace std::chrono_literals;
using reprise::attempt_failed;
using reprise::attempt_started;
using reprise::duration;
using reprise::failure_view;
using reprise::gave_up;
using reprise::log_each;
using reprise::log_to;
using reprise::loggers;
using reprise::no_logging;
using reprise::policy_axis;
using reprise::policy_failed;
using reprise::recovered;
using reprise::retry_scheduled;
using reprise::stop_reason;
using reprise::takes_event;
using reprise::to_line;
using reprise::to_text;
using reprise::verdict;

std::runtime_error const reset{"connection reset"};
failure_view const by_exception = failure_view::of_exception(reset, nullptr);
constexpr auto transient = verdict::transient();

// to_text

TEST(to_text, is_a_duration_as_its_literal_reads) {
    EXPECT_EQ(to_text(0ns), "0s");
    EXPECT_EQ(to_text(1ns), "1ns");
    EXPECT_EQ(to_text(999ns), "999ns");
    EXPECT_EQ(to_text(1us), "1us");
    EXPECT_EQ(to_text(1500ns), "1.5us");
    EXPECT_EQ(to_text(62'500us), "62.5ms");
    EXPECT_EQ(to_text(1ms), "1ms");
    EXPECT_EQ(to_text(999'999'999ns), "999.999999ms");
    EXPECT_EQ(to_text(1s), "1s");
    EXPECT_EQ(to_text(1'000'000'001ns), "1.000000001s");
    EXPECT_EQ(to_text(1050ms), "1.05s");
    EXPECT_EQ(to_text(2h), "7200s");
}

TEST(to_text, has_a_sign_where_it_is_negative) {
    EXPECT_EQ(to_text(-1ns), "-1ns");
    EXPECT_EQ(to_text(-1500ms), "-1.5s");
}

TEST(to_text, is_exact_at_both_ends) {
    EXPECT_EQ(to_text(duration::max()), "9223372036.854775807s");
    EXPECT_EQ(to_text(duration::min()), "-9223372036.854775808s");
}

// require

std::string refusal(auto const& value) {
    try {
        reprise::detail::require(false, "a thing: must be otherwise", value);
    } catch (std::invalid_argument const& refused) {
        return refused.what();
    }
    return "accepted";
}

TEST(require, says_the_sentence_and_the_value) {
    EXPECT_EQ(refusal(duration{-1500ms}), "a thing: must be otherwise, got -1.5s");
    EXPECT_EQ(refusal(0U), "a thing: must be otherwise, got 0");
    EXPECT_EQ(refusal(-7), "a thing: must be otherwise, got -7");
    EXPECT_EQ(refusal(0.1), "a thing: must be otherwise, got 0.1");
    EXPECT_EQ(refusal(0.99999999999999989), "a thing: must be otherwise, got 0.9999999999999999");
    EXPECT_EQ(refusal(1e300), "a thing: must be otherwise, got 1e+300");
    EXPECT_EQ(refusal(2.5F), "a thing: must be otherwise, got 2.5");
}

TEST(require, does_nothing_where_all_is_well) {
    static_assert((reprise::detail::require(true, "never said", 1), true));
    EXPECT_NO_THROW(reprise::detail::require(true, "never said", duration{1s}));
}

// to_line

TEST(to_line, is_one_line_for_each_event) {
    EXPECT_EQ(to_line(attempt_started{2}), "attempt 2 started");
    EXPECT_EQ(
        to_line(attempt_failed{1, by_exception, transient}),
        "attempt 1 failed (transient): std::runtime_error: connection reset");
    EXPECT_EQ(
        to_line(retry_scheduled{1, 62'500us, by_exception, transient}),
        "retrying in 62.5ms after attempt 1: std::runtime_error: connection reset");
    EXPECT_EQ(to_line(recovered{3, 187'500us}), "recovered after 3 attempts, waited 187.5ms");
    EXPECT_EQ(
        to_line(gave_up{3, stop_reason::attempts_exhausted, by_exception, 1500ms}),
        "gave up after 3 attempts (attempts exhausted), waited 1.5s: std::runtime_error: "
        "connection reset");
    EXPECT_EQ(
        to_line(policy_failed{1, policy_axis::classifier, by_exception}),
        "the classifier itself failed after attempt 1: std::runtime_error: connection reset");
    EXPECT_EQ(
        to_line(policy_failed{4, policy_axis::schedule, by_exception}),
        "the schedule itself failed after attempt 4: std::runtime_error: connection reset");
}

TEST(to_line, counts_in_plain_english) {
    EXPECT_EQ(
        to_line(gave_up{1, stop_reason::permanent_failure, by_exception, 0s}),
        "gave up after 1 attempt (permanent failure), waited 0s: std::runtime_error: connection "
        "reset");
    EXPECT_EQ(to_line(recovered{2, 0s}), "recovered after 2 attempts, waited 0s");
}

TEST(to_line, tells_of_a_hint) {
    EXPECT_EQ(
        to_line(attempt_failed{1, by_exception, verdict::throttled().after(2s)}),
        "attempt 1 failed (throttled, asked to wait 2s): std::runtime_error: connection reset");
    EXPECT_EQ(
        to_line(attempt_failed{1, by_exception, verdict::permanent()}),
        "attempt 1 failed (permanent): std::runtime_error: connection reset");
}

TEST(to_line, says_why_an_ambiguous_failure_is_permanent) {
    auto const in_doubt = transient.ambiguous().as_permanent();
    EXPECT_EQ(
        to_line(attempt_failed{1, by_exception, in_doubt}),
        "attempt 1 failed (permanent, it may have taken effect): std::runtime_error: connection "
        "reset");
    EXPECT_EQ(
        to_line(gave_up{1, stop_reason::ambiguous_failure, by_exception, 0s, 0s, in_doubt}),
        "gave up after 1 attempt (ambiguous failure, it may have taken effect), waited 0s: "
        "std::runtime_error: connection reset");
    EXPECT_EQ(
        to_line(attempt_failed{1, by_exception, transient.ambiguous()}),
        "attempt 1 failed (transient): std::runtime_error: connection reset");
}

TEST(to_line, stays_on_one_line_whatever_the_message_holds) {
    std::runtime_error const hostile{"one\r\ntwo\x1b[31m\tthree\v\f\x7f"
                                     "four \xc3\xa4"};
    EXPECT_EQ(
        to_line(attempt_failed{1, failure_view::of_exception(hostile, nullptr), transient}),
        "attempt 1 failed (transient): std::runtime_error: one  two [31m three   four \xc3\xa4");
}

TEST(to_line, names_values_and_what_is_not_known) {
    shop::sold_out const value{"tea"};
    EXPECT_EQ(
        to_line(attempt_failed{1, failure_view::of_value(value), transient}),
        "attempt 1 failed (transient): shop::sold_out: no more tea");
    shop::says_nothing const silent;
    EXPECT_EQ(
        to_line(attempt_failed{1, failure_view::of_value(silent), transient}),
        "attempt 1 failed (transient): shop::says_nothing");
    EXPECT_EQ(
        to_line(attempt_failed{1, failure_view::of_value(503), transient}),
        "attempt 1 failed (transient): int: 503");
    EXPECT_EQ(
        to_line(attempt_failed{1, failure_view::of_unknown(typeid(int), nullptr), transient}),
        "attempt 1 failed (transient): int");
}

// no_logging

static_assert(std::is_empty_v<no_logging>);
static_assert(!takes_event<no_logging, attempt_started> && !takes_event<no_logging, gave_up>);
static_assert(takes_event<no_logging, policy_failed>);

TEST(no_logging, ignores_a_failed_policy) {
    policy_failed const event{1, policy_axis::clock, by_exception};
    static_assert(noexcept(no_logging{}.on(event)));
    no_logging{}.on(event);
}

// log_to

template <class Logger>
void tell_all(Logger const& logger) {
    auto const tell = [&logger]<class Event>(Event const& event) {
        if constexpr (takes_event<Logger, Event>) logger.on(event);
    };
    tell(attempt_started{1});
    tell(reprise::attempt_succeeded{1});
    tell(attempt_failed{1, by_exception, transient});
    tell(retry_scheduled{1, 1s, by_exception, transient});
    tell(recovered{2, 1s});
    tell(gave_up{3, stop_reason::deadline, by_exception, 3s});
    tell(policy_failed{1, policy_axis::clock, by_exception});
}

TEST(log_to, writes_a_line_for_each_decision) {
    std::ostringstream out;
    tell_all(log_to{out});
    EXPECT_EQ(
        out.str(),
        "reprise: retrying in 1s after attempt 1: std::runtime_error: connection reset\n"
        "reprise: recovered after 2 attempts, waited 1s\n"
        "reprise: gave up after 3 attempts (deadline), waited 3s: std::runtime_error: connection "
        "reset\n"
        "reprise: the clock itself failed after attempt 1: std::runtime_error: connection reset\n");
}

TEST(log_to, starts_each_line_with_the_prefix_and_heeds_no_format_of_the_stream) {
    std::ostringstream out;
    out.width(100);
    out.fill('*');
    log_to const logger{out, "[fetch] "};
    logger.on(recovered{2, 1s});
    auto const copy = logger;
    copy.on(recovered{3, 2s});
    EXPECT_EQ(
        out.str(), "[fetch] recovered after 2 attempts, waited 1s\n"
                   "[fetch] recovered after 3 attempts, waited 2s\n");
}

TEST(log_to, survives_a_stream_that_takes_nothing) {
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    log_to{out}.on(recovered{2, 1s});
    std::ostream nowhere{nullptr};
    log_to{nowhere}.on(recovered{2, 1s});
}

TEST(log_to, writes_whole_lines_from_several_threads) {
    std::ostringstream out;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&out] {
                log_to const logger{out, ""};
                for (int n = 0; n < 200; ++n) logger.on(recovered{2, 1s});
            });
        }
    }
    std::istringstream lines{out.str()};
    std::string line;
    int count = 0;
    for (; std::getline(lines, line); ++count)
        ASSERT_EQ(line, "recovered after 2 attempts, waited 1s");
    EXPECT_EQ(count, 800);
}

// log_each and the hooks

TEST(log_each, gets_the_events_that_the_callable_takes) {
    std::vector<std::string> lines;
    log_each const one{[&lines](gave_up const& event) { lines.push_back(to_line(event)); }};
    using one_type = std::remove_const_t<decltype(one)>;
    static_assert(reprise::logger_policy<one_type>);
    static_assert(takes_event<one_type, gave_up> && !takes_event<one_type, recovered>);
    tell_all(one);
    EXPECT_THAT(lines, testing::ElementsAre(testing::StartsWith("gave up")));

    lines.clear();
    tell_all(log_each{[&lines](auto const& event) { lines.push_back(to_line(event)); }});
    EXPECT_THAT(
        lines,
        testing::ElementsAre(
            "attempt 1 started", "attempt 1 succeeded", testing::StartsWith("attempt 1 failed"),
            testing::StartsWith("retrying"), testing::StartsWith("recovered"),
            testing::StartsWith("gave up"), testing::StartsWith("the clock")));
}

TEST(log_each, takes_no_callable_that_has_to_change_or_changes_the_event) {
    struct counter {
        int events = 0;
        void operator()(gave_up const& /*event*/) { ++events; }
    };
    static_assert(!reprise::logger_policy<log_each<counter>>);
    auto mutating = [](gave_up&) {};
    static_assert(!reprise::logger_policy<log_each<decltype(mutating)>>);
}

TEST(log_each, is_empty_and_noexcept_where_the_callable_is) {
    auto quiet = [](gave_up const&) noexcept {};
    auto loud = [](gave_up const&) {};
    gave_up const event{3, stop_reason::deadline, by_exception, 3s};
    static_assert(std::is_empty_v<log_each<decltype(quiet)>>);
    static_assert(noexcept(log_each{quiet}.on(event)));
    static_assert(!noexcept(log_each{loud}.on(event)));
    log_each{quiet}.on(event);
}

TEST(log_each, sees_an_object_through_std_ref) {
    struct counter {
        int events = 0;
        void operator()(gave_up const& /*event*/) { ++events; }
    } count;
    tell_all(log_each{std::ref(count)});
    EXPECT_EQ(count.events, 1);
}

TEST(hooks, are_called_with_their_event_alone) {
    std::vector<std::string> lines;
    auto const note = [&lines](auto const& event) { lines.push_back(to_line(event)); };
    tell_all(reprise::on_retry(note));
    tell_all(reprise::on_recovered(note));
    tell_all(reprise::on_give_up(note));
    EXPECT_THAT(
        lines, testing::ElementsAre(
                   testing::StartsWith("retrying"), testing::StartsWith("recovered"),
                   testing::StartsWith("gave up")));
    auto const quiet = reprise::on_retry([](retry_scheduled const&) noexcept {});
    static_assert(std::is_empty_v<std::remove_const_t<decltype(quiet)>>);
    retry_scheduled const event{1, 1s, by_exception, transient};
    static_assert(noexcept(quiet.on(event)));
    quiet.on(event);
}

// loggers

TEST(loggers, tell_each_the_events_that_it_takes_in_order) {
    std::vector<std::string> heard;
    auto const both = loggers{
        log_each{[&heard](auto const& event) { heard.push_back("first: " + to_line(event)); }},
        log_each{[&heard](recovered const&) { heard.emplace_back("second"); }}};
    both.on(recovered{2, 1s});
    both.on(attempt_started{1});
    EXPECT_THAT(
        heard,
        testing::ElementsAre(
            "first: recovered after 2 attempts, waited 1s", "second", "first: attempt 1 started"));
}

TEST(loggers, take_what_one_of_them_takes) {
    using two = loggers<log_to, no_logging>;
    static_assert(reprise::logger_policy<two>);
    static_assert(takes_event<two, recovered> && takes_event<two, policy_failed>);
    static_assert(!takes_event<two, attempt_started>);
    static_assert(!reprise::logger_policy<loggers<>>);
}

struct timed {
    static constexpr bool needs_time = true;
    void on(recovered const& /*event*/) const noexcept {}
};

TEST(loggers, need_the_time_if_one_does) {
    static_assert(reprise::logger_needs_time<loggers<no_logging, timed>>);
    static_assert(reprise::logger_needs_time<loggers<std::reference_wrapper<timed>>>);
    static_assert(!reprise::logger_needs_time<loggers<no_logging, log_to>>);
}

TEST(loggers, are_noexcept_for_an_event_where_all_who_take_it_are) {
    loggers const quiet{timed{}, no_logging{}};
    loggers const loud{timed{}, log_each{[](recovered const&) {}}};
    recovered const event{2, duration{1}};
    static_assert(noexcept(quiet.on(event)));
    static_assert(!noexcept(loud.on(event)));
    quiet.on(event);
    loud.on(event);
}

TEST(loggers, tell_the_others_where_one_throws_and_pass_the_first_exception_on) {
    int told = 0;
    auto const counting = [&told](recovered const&) { ++told; };
    auto const throwing = [&told](char const* text) {
        return log_each{[&told, text](recovered const&) {
            ++told;
            throw std::runtime_error{text};
        }};
    };
    loggers const all{
        log_each{counting}, throwing("first"), log_each{counting}, throwing("second"),
        log_each{counting}};
    try {
        all.on(recovered{2, 1s});
        FAIL() << "nothing was thrown";
    } catch (std::runtime_error const& thrown) {
        EXPECT_STREQ(thrown.what(), "first");
    }
    EXPECT_EQ(told, 5);
}

TEST(loggers, take_mocks_by_std_ref) {
    testing::StrictMock<reprise::testing::mock_logger> mock;
    EXPECT_CALL(mock, on(testing::A<recovered const&>()));
    loggers const both{std::ref(mock), no_logging{}};
    both.on(recovered{2, 1s});
}

}  // namespace
