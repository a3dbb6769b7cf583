// SPDX-License-Identifier: Apache-2.0

// The small types that pass between policies and drivers.

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/delay_answer.hpp>
#include <reprise/concepts/event.hpp>
#include <reprise/concepts/heartbeat.hpp>
#include <reprise/concepts/limit.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace {

using namespace std::chrono_literals;
using reprise::attempt;
using reprise::duration;
using reprise::failure_kind;
using reprise::failure_view;
using reprise::limit;
using reprise::outcome_traits;
using reprise::policy_axis;
using reprise::stop_reason;
using reprise::unbounded;
using reprise::verdict;

// limit

TEST(limit, is_a_value_or_nothing) {
    constexpr limit<std::uint64_t> five = 5U;
    static_assert(five.is_bounded());
    static_assert(five.value_or(7) == 5);
    constexpr limit<std::uint64_t> none = unbounded;
    static_assert(!none.is_bounded());
    static_assert(none.value_or(7) == 7);
    static_assert(reprise::unbounded_t{} == unbounded);
}

TEST(limit, takes_other_units_of_time) {
    constexpr limit<duration> two_seconds = 2s;
    EXPECT_EQ(two_seconds.value_or(0ns), 2'000'000'000ns);
    EXPECT_LE(two_seconds, 2s);
    EXPECT_GT(two_seconds, 1999ms);
}

TEST(limit, is_above_every_value_where_there_is_none) {
    constexpr limit<std::uint64_t> none = unbounded;
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    static_assert(none > largest);
    static_assert(!(none <= largest));
    static_assert(limit<std::uint64_t>{largest} < none);
    static_assert((none <=> none) == std::strong_ordering::equal);
    EXPECT_EQ(none, unbounded);
    EXPECT_NE(none, limit<std::uint64_t>{0U});
    EXPECT_NE(limit<std::uint64_t>{0U}, unbounded);
}

TEST(limit, orders_by_the_value) {
    constexpr limit<int> three = 3;
    static_assert(three < 4);
    static_assert(three > 2);
    static_assert(three == 3);
    static_assert((three <=> 3) == std::strong_ordering::equal);
    EXPECT_EQ(std::min(limit<int>{3}, limit<int>{unbounded}), 3);
    EXPECT_EQ(std::max(limit<int>{3}, limit<int>{unbounded}), unbounded);
}

// verdict

TEST(verdict, says_what_kind_of_failure_it_was) {
    static_assert(verdict::transient().kind() == failure_kind::transient);
    static_assert(verdict::throttled().kind() == failure_kind::throttled);
    static_assert(verdict::permanent().kind() == failure_kind::permanent);
    static_assert(verdict::transient().retryable());
    static_assert(verdict::throttled().retryable());
    static_assert(!verdict::permanent().retryable());
}

TEST(verdict, has_no_hint_unless_given_one) {
    static_assert(!verdict::throttled().hint());
    static_assert(!verdict::throttled().has_hint());
    static_assert(verdict::throttled().hint_or(3s) == 3s);
    static_assert(verdict::throttled().allowance() == 5s);
    constexpr auto hinted = verdict::throttled().after(2s);
    static_assert(hinted.hint() == duration{2s});
    static_assert(hinted.has_hint());
    static_assert(hinted.hint_or(3s) == 2s);
    static_assert(hinted.allowance() == 5s);
    static_assert(hinted.kind() == failure_kind::throttled);
    static_assert(verdict::transient().after(1min, 1h).allowance() == 1h);
}

TEST(verdict, has_a_hint_that_matchers_can_look_at) {
    EXPECT_THAT(
        verdict::throttled().after(2s),
        ::testing::Property(&verdict::hint<>, ::testing::Optional(duration{2s})));
}

TEST(verdict, takes_a_hint_of_zero_for_one) {
    static_assert(verdict::transient().after(0s).hint() == 0ns);
    static_assert(verdict::transient().after(0s).hint_or(3s) == 0ns);
    EXPECT_NE(verdict::transient().after(0s), verdict::transient());
}

TEST(verdict, takes_absurd_hints_for_zero_or_the_longest) {
    EXPECT_EQ(verdict::transient().after(-1s).hint(), 0ns);
    EXPECT_EQ(verdict::transient().after(duration::min()).hint(), 0ns);
    EXPECT_EQ(verdict::transient().after(std::chrono::hours::max()).hint(), duration::max());
    constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(verdict::transient().after(std::chrono::duration<double>{no_number}).hint(), 0ns);
    EXPECT_EQ(verdict::transient().after(1s, -1s).allowance(), 0ns);
}

TEST(verdict, is_equal_where_kind_hint_and_allowance_are) {
    EXPECT_EQ(verdict::transient(), verdict::transient());
    EXPECT_NE(verdict::transient(), verdict::throttled());
    EXPECT_EQ(verdict::transient().after(1s), verdict::transient().after(1000ms));
    EXPECT_NE(verdict::transient().after(1s), verdict::transient().after(2s));
    EXPECT_NE(verdict::transient().after(1s), verdict::transient().after(1s, 1s));
}

TEST(verdict, may_say_that_the_attempt_may_have_taken_effect) {
    static_assert(!verdict::transient().is_ambiguous());
    constexpr auto perhaps = verdict::transient().ambiguous();
    static_assert(perhaps.is_ambiguous());
    static_assert(perhaps.kind() == failure_kind::transient);
    static_assert(perhaps != verdict::transient());
    static_assert(perhaps.ambiguous(false) == verdict::transient());
    static_assert(verdict::throttled().after(1s).ambiguous().hint() == duration{1s});
}

TEST(verdict, can_be_made_permanent_without_losing_anything) {
    constexpr auto said = verdict::throttled().after(1s, 2s).ambiguous().by_rule(3).as_permanent();
    static_assert(said.kind() == failure_kind::permanent);
    static_assert(said.hint() == duration{1s});
    static_assert(said.allowance() == 2s);
    static_assert(said.is_ambiguous());
    static_assert(said.rule() == 3);
}

TEST(verdict, knows_which_of_several_policies_gave_it) {
    static_assert(verdict::transient().rule() == 0);
    static_assert(verdict::transient().by_rule(2).rule() == 2);
    static_assert(verdict::transient().by_rule(2) != verdict::transient());
}

// delay_answer

TEST(delay_answer, uses_a_delay_keeps_the_computed_one_or_stops) {
    using reprise::delay_answer;
    static_assert(delay_answer::use(2s).delay() == 2s);
    static_assert(!delay_answer::use(2s).keeps() && !delay_answer::use(2s).stops());
    static_assert(delay_answer::use(-2s) == delay_answer::use(0s), "never a secret signal");
    static_assert(delay_answer::use(std::chrono::hours::max()).delay() == duration::max());
    static_assert(!delay_answer::use(duration::max()).stops());
    static_assert(delay_answer::keep().keeps() && !delay_answer::keep().stops());
    static_assert(delay_answer::keep().delay() == 0s);
    static_assert(delay_answer::stop().stops() && !delay_answer::stop().keeps());
    static_assert(delay_answer::stop().delay() == duration::max());
    static_assert(delay_answer::stop() != delay_answer::use(duration::max()));
    static_assert(delay_answer::keep() != delay_answer::use(0s));
}

// names

TEST(to_string, names_every_kind_reason_and_axis) {
    EXPECT_EQ(to_string(failure_kind::transient), "transient");
    EXPECT_EQ(to_string(failure_kind::throttled), "throttled");
    EXPECT_EQ(to_string(failure_kind::permanent), "permanent");
    EXPECT_EQ(to_string(stop_reason::succeeded), "succeeded");
    EXPECT_EQ(to_string(stop_reason::permanent_failure), "permanent failure");
    EXPECT_EQ(to_string(stop_reason::ambiguous_failure), "ambiguous failure");
    EXPECT_EQ(to_string(stop_reason::attempts_exhausted), "attempts exhausted");
    EXPECT_EQ(to_string(stop_reason::deadline), "deadline");
    EXPECT_EQ(to_string(stop_reason::cancelled), "cancelled");
    EXPECT_EQ(to_string(stop_reason::refused), "refused");
    EXPECT_EQ(to_string(policy_axis::classifier), "classifier");
    EXPECT_EQ(to_string(policy_axis::schedule), "schedule");
    EXPECT_EQ(to_string(policy_axis::clock), "clock");
}

TEST(to_string, has_a_word_for_a_value_that_no_enumerator_has) {
    constexpr int no_enumerator = 200;
    EXPECT_EQ(to_string(static_cast<failure_kind>(no_enumerator)), "unknown kind");
    EXPECT_EQ(to_string(static_cast<stop_reason>(no_enumerator)), "unknown stop reason");
    EXPECT_EQ(to_string(static_cast<policy_axis>(no_enumerator)), "unknown axis");
}

// events: what nobody sets is zero

TEST(events, say_that_no_time_has_passed_unless_told) {
    auto const seen = failure_view::of_value(1);
    EXPECT_EQ((reprise::attempt_started{.attempt = 1}).elapsed, 0ns);
    EXPECT_EQ((reprise::attempt_failed{1, seen, verdict::transient()}).elapsed, 0ns);
    EXPECT_EQ((reprise::retry_scheduled{1, 1s, seen, verdict::transient()}).elapsed, 0ns);
    EXPECT_EQ((reprise::attempt_succeeded{.attempt = 2}).elapsed, 0ns);
    EXPECT_EQ((reprise::recovered{.attempts = 2, .waited = 1s}).elapsed, 0ns);
    EXPECT_EQ((reprise::gave_up{3, stop_reason::deadline, seen, 1s}).elapsed, 0ns);
}

// attempt

TEST(attempt, tells_what_it_was_told) {
    std::stop_source source;
    int const error = 7;
    auto const previous = failure_view::of_value(error);
    attempt const second{2, limit<std::uint64_t>{5U}, 3s, &previous, source.get_token()};
    EXPECT_EQ(second.number(), 2);
    EXPECT_EQ(second.elapsed(), 3s);
    ASSERT_NE(second.previous_failure(), nullptr);
    EXPECT_EQ(second.previous_failure()->get_if<int>(), &error);
    EXPECT_FALSE(second.stop_token().stop_requested());
    source.request_stop();
    EXPECT_TRUE(second.stop_token().stop_requested());
}

TEST(attempt, has_no_failure_before_the_first_one_and_no_token_unless_given) {
    attempt const first{1, unbounded, 0ns, nullptr, {}};
    EXPECT_EQ(first.previous_failure(), nullptr);
    EXPECT_FALSE(first.stop_token().stop_possible());
}

TEST(attempt, counts_the_attempts_that_are_left) {
    auto const left = [](std::uint64_t number, limit<std::uint64_t> most) {
        return attempt{number, most, 0ns, nullptr, {}}.attempts_left();
    };
    EXPECT_EQ(left(1, 5U), 4U);
    EXPECT_EQ(left(4, 5U), 1U);
    EXPECT_EQ(left(5, 5U), 0U);
    EXPECT_EQ(left(6, 5U), 0U) << "a limit that was lowered meanwhile";
    EXPECT_EQ(left(1'000, unbounded), unbounded);
}

// outcome_traits

struct expected_shaped {
    std::optional<int> value;
    std::string problem;

    bool has_value() const { return value.has_value(); }
    std::string const& error() const { return problem; }
};

struct has_value_only {
    bool has_value() const;
};

struct error_only {
    int error() const;
};

struct error_returns_void {
    bool has_value() const;
    void error() const;
};

struct has_value_not_const {
    bool has_value();
    int error() const;
};

struct has_value_returns_text {
    std::string has_value() const;
    int error() const;
};

TEST(outcome_traits, knows_which_types_can_say_that_they_failed) {
    static_assert(outcome_traits<expected_shaped>::can_fail);
    static_assert(outcome_traits<std::error_code>::can_fail);
    static_assert(!outcome_traits<int>::can_fail);
    static_assert(!outcome_traits<void>::can_fail);
    static_assert(!outcome_traits<std::string>::can_fail);
    static_assert(!outcome_traits<std::unique_ptr<int>>::can_fail);
    static_assert(!outcome_traits<std::optional<int>>::can_fail, "empty need not mean failed");
    static_assert(!outcome_traits<has_value_only>::can_fail);
    static_assert(!outcome_traits<error_only>::can_fail);
    static_assert(!outcome_traits<error_returns_void>::can_fail);
    static_assert(!outcome_traits<has_value_not_const>::can_fail);
    static_assert(!outcome_traits<has_value_returns_text>::can_fail);
}

// The other shapes, and what is nearly of them.

struct status_shaped {
    int number = 0;
    bool ok() const { return number == 0; }
    int code() const { return number; }
    std::string message() const { return "down"; }
};
struct grpc_status_shaped {
    bool ok() const;
    int error_code() const;
    std::string error_message() const;
};
struct ok_returns_number : status_shaped {
    int ok() const;
};
struct ok_not_const : status_shaped {
    bool ok();
};
struct code_missing {
    bool ok() const;
    std::string message() const;
};
struct message_missing {
    bool ok() const;
    int code() const;
};
struct message_returns_number {
    bool ok() const;
    int code() const;
    int message() const;
};
struct status_or_shaped {
    status_shaped held;
    bool ok() const { return held.ok(); }
    status_shaped const& status() const { return held; }
};
struct status_returns_nothing {
    bool ok() const;
    void status() const;
};
struct status_without_ok {
    status_shaped status() const;
};

struct category_shaped {
    char const* name() const;
};
struct error_code_shaped {
    int number = 0;
    explicit operator bool() const { return number != 0; }
    int value() const { return number; }
    category_shaped category() const;
    int default_error_condition() const;
};
struct value_returns_long : error_code_shaped {
    long value() const;
};
struct category_missing {
    explicit operator bool() const;
    int value() const;
    int default_error_condition() const;
};
struct condition_missing {
    explicit operator bool() const;
    int value() const;
    category_shaped category() const;
};
struct bool_missing {
    int value() const;
    category_shaped category() const;
    int default_error_condition() const;
};

struct outcome_shaped : expected_shaped {
    bool failed_by_exception = false;
    int thrown = 7;
    bool has_error() const { return !failed_by_exception; }
    bool has_exception() const { return failed_by_exception; }
    int const& exception() const { return thrown; }
};

TEST(outcome_traits, know_statuses_error_codes_and_outcomes_by_their_shape) {
    static_assert(outcome_traits<status_shaped>::can_fail);
    static_assert(outcome_traits<grpc_status_shaped>::can_fail);
    static_assert(!outcome_traits<ok_returns_number>::can_fail);
    static_assert(!outcome_traits<ok_not_const>::can_fail);
    static_assert(!outcome_traits<code_missing>::can_fail);
    static_assert(!outcome_traits<message_missing>::can_fail);
    static_assert(!outcome_traits<message_returns_number>::can_fail);
    static_assert(outcome_traits<status_or_shaped>::can_fail);
    static_assert(!outcome_traits<status_returns_nothing>::can_fail);
    static_assert(!outcome_traits<status_without_ok>::can_fail);
    static_assert(outcome_traits<error_code_shaped>::can_fail);
    static_assert(!outcome_traits<value_returns_long>::can_fail);
    static_assert(!outcome_traits<category_missing>::can_fail);
    static_assert(!outcome_traits<condition_missing>::can_fail);
    static_assert(!outcome_traits<bool_missing>::can_fail);
    static_assert(outcome_traits<outcome_shaped>::can_fail);
}

TEST(outcome_traits, find_the_failure_in_each_shape) {
    status_shaped const status{14};
    EXPECT_TRUE(outcome_traits<status_shaped>::failed(status));
    EXPECT_FALSE(outcome_traits<status_shaped>::failed(status_shaped{}));
    EXPECT_EQ(&outcome_traits<status_shaped>::error(status), &status);
    status_or_shaped const nothing{status};
    EXPECT_TRUE(outcome_traits<status_or_shaped>::failed(nothing));
    EXPECT_FALSE(outcome_traits<status_or_shaped>::failed(status_or_shaped{}));
    EXPECT_EQ(&outcome_traits<status_or_shaped>::error(nothing), &nothing.held);
    error_code_shaped const code{5};
    EXPECT_TRUE(outcome_traits<error_code_shaped>::failed(code));
    EXPECT_FALSE(outcome_traits<error_code_shaped>::failed(error_code_shaped{}));
    EXPECT_EQ(&outcome_traits<error_code_shaped>::error(code), &code);

    using traits = outcome_traits<outcome_shaped>;
    auto const which = [](auto const& error) {
        return std::is_same_v<decltype(error), int const&> ? "exception" : "error";
    };
    outcome_shaped outcome{};
    outcome.problem = "down";
    EXPECT_TRUE(traits::failed(outcome));
    EXPECT_STREQ(traits::visit(outcome, which), "error");
    outcome.failed_by_exception = true;
    EXPECT_STREQ(traits::visit(outcome, which), "exception");
    outcome.value = 1;
    EXPECT_FALSE(traits::failed(outcome));
}

TEST(outcome_traits, see_a_failure_where_an_expected_shaped_type_holds_an_error) {
    using traits = outcome_traits<expected_shaped>;
    expected_shaped const good{7, {}};
    expected_shaped const bad{std::nullopt, "down"};
    EXPECT_FALSE(traits::failed(good));
    EXPECT_TRUE(traits::failed(bad));
    EXPECT_EQ(&traits::error(bad), &bad.problem) << "the error itself, not a copy";
}

TEST(outcome_traits, see_a_failure_in_an_error_code_that_is_not_zero) {
    using traits = outcome_traits<std::error_code>;
    EXPECT_FALSE(traits::failed(std::error_code{}));
    auto const code = std::make_error_code(std::errc::timed_out);
    EXPECT_TRUE(traits::failed(code));
    EXPECT_EQ(&traits::error(code), &code);
}

struct heard : reprise::heartbeat::listener {
    explicit heard(int& count) : beats{&count} {}
    void beat() noexcept override { ++*beats; }
    int* beats;
};

TEST(heartbeat, keeps_who_listens_and_says_nothing_where_nobody_does) {
    int beats = 0;
    auto listening = std::make_shared<heard>(beats);
    std::weak_ptr<heard> const seen = listening;
    {
        reprise::heartbeat const beat{std::move(listening)};
        auto const copy = beat;
        copy();
        EXPECT_FALSE(seen.expired());
    }
    EXPECT_TRUE(seen.expired());
    EXPECT_EQ(beats, 1);
    reprise::heartbeat{}();
    reprise::heartbeat{std::shared_ptr<heard>{}}();
}

}  // namespace
