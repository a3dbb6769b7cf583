// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace reprise::testing;  // NOLINT(google-build-using-namespace): what is tested here
using reprise::duration;
using reprise::stop_reason;
using reprise::time_point;
using reprise::verdict;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::Return;
using ::testing::StrictMock;
using ::testing::Throw;

struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};

struct timed_logger : mock_logger {
    static constexpr bool needs_time = true;
};

// What a matcher says when it does not match.
template <class Value, class Matcher>
std::string explained(Value const& value, Matcher const& matcher) {
    ::testing::StringMatchResultListener listener;
    ::testing::Matcher<Value const&> const typed = matcher;
    bool const matches = typed.MatchAndExplain(value, &listener);
    return (matches ? "matches, " : "does not match, ") + listener.str();
}

template <class Value, class Matcher>
std::string described(Matcher const& matcher) {
    return ::testing::DescribeMatcher<Value const&>(matcher);
}

// the virtual clock

TEST(virtual_clock_, stands_still_until_it_is_moved) {
    virtual_clock clock;
    auto const start = clock.now();
    EXPECT_NE(start, time_point{}) << "a moment that nobody has set is another";
    EXPECT_EQ(clock.now(), start);
    clock.advance(3s);
    EXPECT_EQ(clock.now(), start + 3s);
    EXPECT_TRUE(clock.wait(2s, {}));
    EXPECT_EQ(clock.now(), start + 5s);
    EXPECT_EQ(clock.elapsed(), 5s);
    EXPECT_EQ(clock.reads(), 4U);
    EXPECT_EQ(clock.wait_count(), 1U);
    EXPECT_EQ(virtual_clock{time_point{7s}}.now(), time_point{7s});
}

TEST(virtual_clock_, takes_a_negative_time_for_none) {
    virtual_clock clock;
    clock.advance(-1s);
    EXPECT_TRUE(clock.wait(-1s, {}));
    EXPECT_EQ(clock.elapsed(), 0s);
    EXPECT_THAT(clock.waits(), ElementsAre(-1s)) << "but says what it was asked for";
}

TEST(virtual_clock_, does_what_is_due_while_it_shows_that_moment) {
    virtual_clock clock;
    std::vector<std::pair<std::string, duration>> done;
    auto const note = [&](std::string const& what) { done.emplace_back(what, clock.elapsed()); };
    clock.at(5s, [&] { note("late"); });
    clock.at(1s, [&] {
        note("early");
        clock.at(2s, [&] { note("added"); });
    });
    clock.at(1s, [&] { note("second of the same moment"); });
    clock.advance(3s);
    EXPECT_THAT(
        done, ElementsAre(
                  std::pair{"early", 1s}, std::pair{"second of the same moment", 1s},
                  std::pair{"added", 2s}));
    EXPECT_TRUE(clock.wait(2s, {}));
    EXPECT_EQ(done.back(), (std::pair<std::string, duration>{"late", 5s}));
    clock.at(1s, [&] { note("overdue"); });
    EXPECT_TRUE(clock.wait(0s, {}));
    EXPECT_EQ(done.back(), (std::pair<std::string, duration>{"overdue", 5s}));
    clock.advance(1h);
    EXPECT_EQ(done.size(), 5U) << "each once";
}

TEST(virtual_clock_, leaves_a_wait_at_the_moment_of_a_stop) {
    virtual_clock clock;
    std::stop_source source;
    clock.at(3s, [&] { source.request_stop(); });
    EXPECT_FALSE(clock.wait(10s, source.get_token()));
    EXPECT_EQ(clock.elapsed(), 3s);
    EXPECT_FALSE(clock.wait(10s, source.get_token())) << "already requested: no time passes";
    EXPECT_EQ(clock.elapsed(), 3s);
    EXPECT_THAT(clock.waits(), ElementsAre(10s, 10s));
}

TEST(virtual_clock_, remembers_the_first_waits_and_counts_them_all) {
    virtual_clock clock;
    for (std::size_t i = 0; i < virtual_clock::most_recorded + 10; ++i)
        (void)clock.wait(duration{1}, {});
    EXPECT_EQ(clock.waits().size(), virtual_clock::most_recorded);
    EXPECT_EQ(clock.wait_count(), virtual_clock::most_recorded + 10);
}

TEST(virtual_clock_, stops_at_the_end_of_time) {
    virtual_clock clock;
    EXPECT_TRUE(clock.wait(duration::max(), {}));
    EXPECT_TRUE(clock.wait(duration::max(), {}));
    EXPECT_EQ(clock.now(), time_point::max());
    clock.at(duration::max(), [] {});
    clock.advance(1s);
    EXPECT_EQ(clock.now(), time_point::max());
}

TEST(virtual_clock_, may_be_moved_by_many_threads) {
    virtual_clock clock;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&clock] {
                for (int round = 0; round < 100; ++round) (void)clock.wait(1ms, {});
            });
        }
    }
    EXPECT_EQ(clock.elapsed(), 400ms);
}

// mocks

TEST(mocks, do_what_is_harmless_unless_told_otherwise) {
    ::testing::NiceMock<mock_clock> clock;
    EXPECT_TRUE(clock.wait(1s, {}));
    EXPECT_EQ(clock.now(), time_point{});
    ::testing::NiceMock<mock_random> random;
    auto stream = random.stream();
    EXPECT_EQ(stream(), 0U);
}

TEST(mocks, say_exactly_what_a_run_does) {
    StrictMock<mock_clock> clock;
    StrictMock<mock_logger> logger;
    StrictMock<mock_random> random;
    StrictMock<mock_processor<std::string(int)>> processor;
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{100ms}, reprise::full_jitter{},
        reprise::retry_on<reset>{}, std::ref(clock), std::ref(logger), std::ref(random));

    ::testing::InSequence const in_this_order;
    EXPECT_CALL(logger, on(event<reprise::attempt_started>(of_attempt(1))));
    EXPECT_CALL(processor, invoke(7)).WillOnce(Throw(reset{}));
    EXPECT_CALL(
        logger, on(event<reprise::attempt_failed>(
                    of_attempt(1), has_message("reset"), has_verdict(verdict::transient()))));
    EXPECT_CALL(random, draw()).WillOnce(Return(std::uint64_t{1} << 62U));  // one quarter
    EXPECT_CALL(logger, on(event<reprise::retry_scheduled>(of_attempt(1), has_delay(25ms))));
    EXPECT_CALL(clock, wait(duration{25ms}, std::stop_token{})).WillOnce(Return(true));
    EXPECT_CALL(logger, on(event<reprise::attempt_started>(of_attempt(2))));
    EXPECT_CALL(processor, invoke(7)).WillOnce(Return("body"));
    EXPECT_CALL(logger, on(event<reprise::attempt_succeeded>(of_attempt(2))));
    EXPECT_CALL(logger, on(event<reprise::recovered>(has_attempts(2), has_waited(25ms))));

    EXPECT_EQ(reprise::retry(policy, processor, 7), "body");
}

TEST(mocks, a_processor_can_be_told_the_attempt_and_be_handed_on) {
    mock_processor<int(reprise::attempt const&, int)> processor;
    EXPECT_CALL(processor, invoke).WillOnce([](reprise::attempt const& attempt, int number) {
        return static_cast<int>(attempt.number()) + number;
    });
    EXPECT_EQ(reprise::retry(reprise::compose(), std::ref(processor), 10), 11);

    mock_processor<std::unique_ptr<int>(std::unique_ptr<int>)> moving;
    EXPECT_CALL(moving, invoke).WillOnce([](std::unique_ptr<int> given) { return given; });
    EXPECT_EQ(*moving.invoke(std::make_unique<int>(3)), 3);
    mock_processor<void()> silent;
    EXPECT_CALL(silent, invoke());
    silent();
}

TEST(mocks, a_logger_can_ask_for_the_time) {
    virtual_clock clock;
    StrictMock<timed_logger> logger;
    auto const policy = reprise::compose(
        reprise::attempts{1}, reprise::retry_all{}, std::ref(clock), std::ref(logger));
    EXPECT_CALL(logger, on(event<reprise::attempt_started>(has_elapsed(0ms))));
    EXPECT_CALL(logger, on(event<reprise::attempt_failed>(has_elapsed(40ms))));
    EXPECT_CALL(logger, on(event<reprise::gave_up>(has_elapsed(40ms))));
    EXPECT_THROW(
        reprise::retry(
            policy,
            [&clock] {
                clock.advance(40ms);
                throw reset{};
            }),
        reset);
}

// scripts

TEST(scripts, do_one_line_after_the_other) {
    auto operation = script<int>{}
                         .fail_with(reset{}, 2)
                         .fail_with(std::system_error{make_error_code(std::errc::timed_out)})
                         .return_value(7, 2)
                         .succeed_with(8);
    EXPECT_EQ(operation.calls_left(), 6U);
    EXPECT_THROW((void)operation(), reset);
    EXPECT_THROW((void)operation(), reset);
    EXPECT_THROW((void)operation(), std::system_error);
    EXPECT_EQ(operation(), 7);
    EXPECT_EQ(operation(), 7);
    EXPECT_EQ(operation.calls_left(), 1U);
    EXPECT_EQ(operation(), 8);
    EXPECT_EQ(operation.calls(), 6U);
    EXPECT_EQ(operation.calls_left(), 0U);
}

TEST(scripts, end_with_an_error_that_nobody_retries) {
    auto operation = script<int>{}.fail_with(reset{});
    auto const policy =
        reprise::compose(reprise::attempts{10}, reprise::no_backoff{}, reprise::retry_all{});
    EXPECT_THAT(
        [&] { (void)reprise::retry(policy, operation); },
        ::testing::ThrowsMessage<std::logic_error>(
            "script: call 2 came, but the script ends after call 1"));
    EXPECT_EQ(operation.calls(), 2U);
    EXPECT_EQ(operation.calls_left(), 0U);
}

TEST(scripts, throw_the_very_exception_that_a_pointer_holds) {
    auto const kept = std::make_exception_ptr(reset{});
    auto operation = script<void>{}.fail_with(kept, 2).succeed();
    std::exception_ptr caught;
    try {
        operation();
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_EQ(caught, kept);
    EXPECT_THROW(operation(), reset);
    operation();
}

TEST(scripts, return_references_and_what_can_only_be_moved) {
    int value = 3;
    auto by_reference = script<int&>{}.fail_with(reset{}).succeed_with(value);
    EXPECT_THROW((void)by_reference(), reset);
    EXPECT_EQ(&by_reference(), &value);

    auto moving = script<std::unique_ptr<int>>{}.succeed_with(std::make_unique<int>(4));
    EXPECT_EQ(*moving(), 4);
    EXPECT_THAT(
        [] { (void)script<std::unique_ptr<int>>{}.return_value(nullptr, 2); },
        ::testing::ThrowsMessage<std::invalid_argument>(
            "script: a value that cannot be copied is returned once"));
}

TEST(scripts, take_as_long_as_they_are_told_to) {
    virtual_clock clock;
    auto operation = script<int>{}.fail_with(reset{}).succeed_with(1).taking(30ms, clock);
    auto const policy = reprise::compose(
        reprise::constant{100ms}, reprise::no_jitter{}, reprise::retry_all{}, std::ref(clock));
    EXPECT_THAT(reprise::try_retry(policy, operation), has_elapsed(160ms));
}

TEST(scripts, skip_what_is_to_happen_zero_times) {
    auto operation = script<int>{}.fail_with(reset{}, 0).succeed_with(1);
    EXPECT_EQ(operation(), 1);
    auto moved = std::move(operation);
    EXPECT_EQ(moved.calls(), 1U);
}

// matchers and what they say

TEST(matchers, look_at_the_parts_of_reports_and_of_what_has_one) {
    virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{2}, reprise::constant{100ms}, reprise::no_jitter{}, reprise::retry_all{},
        std::ref(clock));
    auto const result = reprise::try_retry(policy, [] { throw reset{}; });
    auto const all = AllOf(
        has_attempts(2), stopped_because(stop_reason::attempts_exhausted), has_waited(100ms),
        has_elapsed(100ms));
    EXPECT_THAT(result, all);
    EXPECT_THAT(result.report(), all);
    EXPECT_THAT(result, Not(has_attempts(3)));
    EXPECT_THAT(result, has_attempts(Gt(1U)));
    EXPECT_THAT(result, has_waited(is_between(99ms, 101ms)));
    EXPECT_THAT(result, Not(has_waited(is_between(101ms, 1s))));
    EXPECT_THAT(
        result.report().failures, ElementsAre(AllOf(
                                      of_attempt(2), has_delay(0ms), has_message(HasSubstr("res")),
                                      has_verdict(verdict::transient()))));
    EXPECT_THAT(result.report().failures[0].failure, has_message("reset"));
    EXPECT_THAT(result.report().failures[0].failure.view(), has_message("reset"));
    EXPECT_THAT(reprise::step::stop(stop_reason::refused), stopped_because(stop_reason::refused));
    EXPECT_THAT(clock, waited_exactly({100ms}));
    EXPECT_THAT(clock, Not(waited_exactly({100ms, 100ms})));
}

TEST(matchers, say_what_they_wanted_and_what_they_got) {
    reprise::report written;
    written.attempts = 3;
    written.reason = stop_reason::deadline;
    written.waited = 1500ms;
    EXPECT_EQ(explained(written, has_attempts(4)), "does not match, whose number of attempts is 3");
    EXPECT_EQ(
        explained(written, stopped_because(stop_reason::refused)),
        "does not match, whose stop reason is deadline");
    EXPECT_EQ(explained(written, has_waited(1500ms)), "matches, whose time waited is 1.5s");
    EXPECT_EQ(described<reprise::report>(has_waited(2s)), "whose time waited is equal to 2s");
    EXPECT_EQ(
        described<reprise::report>(Not(has_attempts(2))),
        "whose number of attempts isn't equal to 2");

    virtual_clock clock;
    (void)clock.wait(100ms, {});
    EXPECT_EQ(
        explained(clock, waited_exactly({200ms})),
        "does not match, whose list of waits is { 100ms }");
    EXPECT_NONFATAL_FAILURE(
        EXPECT_THAT(clock, waited_exactly({200ms})), "virtual clock at start + 100ms");
}

TEST(matchers, know_the_axis_of_a_policy_that_failed) {
    reset const thrown;
    reprise::policy_failed const told{
        1, reprise::policy_axis::clock, reprise::failure_view::of_exception(thrown, nullptr)};
    EXPECT_THAT(told, of_axis(reprise::policy_axis::clock));
    EXPECT_EQ(
        explained(told, of_axis(reprise::policy_axis::schedule)),
        "does not match, whose axis is clock");
    ::testing::Matcher<reprise::policy_failed const&> const any = event<reprise::policy_failed>();
    EXPECT_TRUE(any.Matches(told));
}

// printers

TEST(printers, print_what_a_reader_of_a_failed_test_needs) {
    EXPECT_EQ(PrintToString(duration{1500ms}), "1.5s");
    EXPECT_EQ(PrintToString(time_point{2s}), "epoch + 2s");
    EXPECT_EQ(PrintToString(stop_reason::attempts_exhausted), "attempts exhausted");
    EXPECT_EQ(PrintToString(reprise::failure_kind::throttled), "throttled");
    EXPECT_EQ(PrintToString(reprise::policy_axis::schedule), "schedule");
    EXPECT_EQ(PrintToString(verdict::transient()), "transient");
    EXPECT_EQ(
        PrintToString(verdict::throttled().after(2s)),
        "throttled, asked to wait 2s, at most 5s longer");
    EXPECT_EQ(PrintToString(reprise::limit<std::uint64_t>{5U}), "5");
    EXPECT_EQ(PrintToString(reprise::limit<duration>{5s}), "5s");
    EXPECT_EQ(PrintToString(reprise::limit<duration>{reprise::unbounded}), "unbounded");
    EXPECT_EQ(PrintToString(reprise::step::wait(100ms)), "wait 100ms");
    EXPECT_EQ(PrintToString(reprise::step::stop(stop_reason::deadline)), "stop: deadline");
}

TEST(printers, print_failures_and_events_as_log_lines) {
    std::runtime_error const error{"reset by peer"};
    auto const seen = reprise::failure_view::of_exception(error, nullptr);
    EXPECT_EQ(PrintToString(seen), "std::runtime_error: reset by peer");
    EXPECT_EQ(
        PrintToString(reprise::failure::of_exception(seen)), "std::runtime_error: reset by peer");
    EXPECT_EQ(PrintToString(reprise::attempt_started{2}), "attempt 2 started");
    EXPECT_EQ(PrintToString(reprise::attempt_succeeded{2}), "attempt 2 succeeded");
    EXPECT_EQ(
        PrintToString(reprise::attempt_failed{1, seen, verdict::transient()}),
        "attempt 1 failed (transient): std::runtime_error: reset by peer");
    EXPECT_EQ(
        PrintToString(reprise::retry_scheduled{1, 100ms, seen, verdict::transient()}),
        "retrying in 100ms after attempt 1: std::runtime_error: reset by peer");
    EXPECT_EQ(
        PrintToString(reprise::recovered{3, 300ms}), "recovered after 3 attempts, waited 300ms");
    EXPECT_EQ(
        PrintToString(reprise::gave_up{1, stop_reason::deadline, seen, 0s}),
        "gave up after 1 attempt (deadline), waited 0s: std::runtime_error: reset by peer");
    EXPECT_EQ(
        PrintToString(reprise::policy_failed{2, reprise::policy_axis::clock, seen}),
        "the clock itself failed after attempt 2: std::runtime_error: reset by peer");
}

TEST(printers, print_reports_and_results) {
    std::runtime_error const error{"reset"};
    reprise::failed_attempt const failed{
        1, reprise::failure::of_exception(reprise::failure_view::of_exception(error, nullptr)),
        verdict::transient(), 100ms};
    EXPECT_EQ(
        PrintToString(failed),
        "attempt 1 failed (transient), then 100ms: std::runtime_error: reset");

    virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{150ms}, reprise::no_jitter{}, reprise::retry_all{},
        std::ref(clock));
    auto const result = reprise::try_retry(policy, [&] {
        clock.advance(100ms);
        throw reset{};
    });
    EXPECT_EQ(
        PrintToString(result.report()), "3 attempts (attempts exhausted), waited 300ms of 600ms");
    EXPECT_EQ(PrintToString(result), "3 attempts (attempts exhausted), waited 300ms of 600ms");
    EXPECT_EQ(PrintToString(clock), "virtual clock at start + 600ms");
}

}  // namespace
