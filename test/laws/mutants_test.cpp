// SPDX-License-Identifier: Apache-2.0

// Policies that break one law each: the checks find every one of them, and say which law it is.

#include <reprise/testing/laws/async_clock_policy.hpp>
#include <reprise/testing/laws/backoff_policy.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/clock_policy.hpp>
#include <reprise/testing/laws/jitter_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/operation.hpp>
#include <reprise/testing/laws/random_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace reprise::testing::laws;
using reprise::duration;
using reprise::jitter_input;
using reprise::limit;
using reprise::stop_query;
using reprise::stop_reason;
using reprise::time_point;
using reprise::verdict;
using testing::HasSubstr;

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

// What the user reads: the law that is broken, and a case. No other law is blamed.
void expect_broken(
    testing::AssertionResult const& result, std::string const& law, std::string const& example) {
    EXPECT_FALSE(result);
    std::string const message = result.message();
    EXPECT_THAT(message, HasSubstr("\n  law:  " + law));
    EXPECT_THAT(message, HasSubstr("\n  case: " + example));
    EXPECT_EQ(message.find("law:"), message.rfind("law:")) << message;
}

// backoff_policy

struct negative_backoff {
    duration delay(std::uint64_t retry) const { return retry == 3 ? -10ms : 10ms; }
};
struct overflowing_backoff {
    duration delay(std::uint64_t retry) const {
        auto const grown = retry * 1'000'000'000;  // wraps around
        return duration{static_cast<duration::rep>(grown)};
    }
};
struct counting_backoff {
    duration delay(std::uint64_t /*retry*/) { return ++calls * 1ms; }
    int calls = 0;
};
struct forgetful_backoff {
    forgetful_backoff() = default;
    forgetful_backoff(forgetful_backoff const& /*other*/) {}
    duration delay(std::uint64_t /*retry*/) const { return *step; }
    std::shared_ptr<duration> step = std::make_shared<duration>(next++);
    static inline int next = 1;
};
struct throwing_backoff {
    duration delay(std::uint64_t retry) const {
        if (retry > 500) throw std::out_of_range{"no such retry"};
        return 1s;
    }
};
struct moody_backoff {
    duration delay(std::uint64_t /*retry*/) const { return 1s; }
    reprise::delay_answer answer(std::uint64_t /*retry*/) {
        return (++calls % 2) == 0 ? reprise::delay_answer::keep() : reprise::delay_answer::stop();
    }
    int calls = 0;
};

TEST(backoff_laws, are_found_broken) {
    expect_broken(
        check_backoff_policy(negative_backoff{}), "policy.delay(n) >= 0ns",
        "policy.delay(3) is -10ms");
    expect_broken(
        check_backoff_policy(overflowing_backoff{}), "policy.delay(n) >= 0ns", "policy.delay(");
    counting_backoff counting;
    expect_broken(
        check_backoff_policy(std::ref(counting)), "policy.delay(n) == policy.delay(n)",
        "policy.delay(18446744073709551615) is ");
    expect_broken(
        check_backoff_policy(forgetful_backoff{}), "policy.delay(n) == policy.delay(n)",
        "policy.delay(18446744073709551615) is 1ns, and another time 2ns, and ");
    expect_broken(
        check_backoff_policy(throwing_backoff{}), "no law speaks of an exception",
        "the policy threw: no such retry");
    moody_backoff moody;
    expect_broken(
        check_backoff_policy(std::ref(moody)), "policy.answer(n) == policy.answer(n)",
        "policy.answer(18446744073709551615) is another one each time");
}

TEST(backoff_laws, are_checked_at_the_retries_that_are_named) {
    EXPECT_TRUE(check_backoff_policy(negative_backoff{}, {1, 2, 4}));
    expect_broken(
        check_backoff_policy(negative_backoff{}, {3}), "policy.delay(n) >= 0ns",
        "policy.delay(3) is -10ms");
}

// jitter_policy

struct negative_jitter {
    duration apply(duration delay, jitter_input const& input) const {
        return input.word < 2 ? -1ns : delay;
    }
};
struct longer_jitter {
    duration apply(duration delay, jitter_input const& input) const {
        return input.word == largest && delay == 1s ? delay + 1ns : delay;
    }
};
struct counting_jitter {
    duration apply(duration delay, jitter_input const& /*input*/) {
        return ++calls % 2 == 0 && delay > 0ns ? delay - 1ns : delay;
    }
    int calls = 0;
};
struct falling_jitter {
    duration apply(duration delay, jitter_input const& input) const {
        return input.word > largest / 2 ? delay / 2 : delay;
    }
};
struct secret_jitter {
    static constexpr bool needs_random = false;
    duration apply(duration delay, jitter_input const& input) const {
        return input.word > largest / 2 ? delay : delay / 2;
    }
};
struct honest_longer_jitter {
    static constexpr bool may_exceed_delay = true;
    duration apply(duration delay, jitter_input const& /*input*/) const {
        return reprise::saturating_add(delay, 1s);
    }
};
struct forgetful_draw {  // draws something else than it applies
    duration apply(duration delay, jitter_input const& /*input*/) const { return delay; }
    reprise::jitter_draw draw(duration delay, jitter_input const& /*input*/) const {
        return {delay / 2, 1};
    }
};
struct moody_memory {
    duration apply(duration delay, jitter_input const& /*input*/) { return delay; }
    reprise::jitter_draw draw(duration delay, jitter_input const& /*input*/) {
        return {delay, ++draws};
    }
    std::uint64_t draws = 0;
};
struct wrong_bounds {
    duration apply(duration delay, jitter_input const& input) const {
        return input.retry == 5 && delay == 10s ? delay / 3 : delay;
    }
    duration least(duration delay, jitter_input const& /*input*/) const { return delay / 2; }
    duration most(duration delay, jitter_input const& /*input*/) const { return delay; }
};
struct wrong_mean {
    duration apply(duration delay, jitter_input const& input) const {
        return input.word > largest / 2 ? delay : delay / 2;
    }
    duration mean(duration delay, jitter_input const& /*input*/) const { return delay * 8 / 10; }
};
struct wrong_deviation {
    duration apply(duration delay, jitter_input const& input) const {
        return input.word > largest / 2 ? delay : delay / 2;
    }
    duration mean(duration delay, jitter_input const& /*input*/) const { return delay / 4 * 3; }
    double relative_standard_deviation(duration /*delay*/, jitter_input const& /*input*/) const {
        return 0.25;
    }
};
struct throwing_jitter {
    duration apply(duration delay, jitter_input const& input) const {
        if (input.previous > delay) throw std::runtime_error{"it fell"};
        return delay;
    }
};

TEST(jitter_laws, are_found_broken) {
    expect_broken(
        check_jitter_policy(negative_jitter{}), "policy.apply(d, input) >= 0ns",
        "policy.apply(0s, {.word = 0, .previous = 0s, .retry = 1}) is -1ns, and ");
    expect_broken(
        check_jitter_policy(longer_jitter{}),
        "policy.apply(d, input) <= d unless Policy::may_exceed_delay",
        "policy.apply(1s, {.word = 18446744073709551615, .previous = 0s, .retry = 1}) is "
        "1.000000001s");
    counting_jitter counting;
    expect_broken(
        check_jitter_policy(std::ref(counting)), "the same arguments give the same result",
        "policy.apply(1ns, {.word = 0, .previous = 0s, .retry = 1}) is 1ns, and else 0s, and ");
    expect_broken(
        check_jitter_policy(falling_jitter{}), "a larger input.word never gives a shorter delay",
        "policy.apply(1ns, {.word = 9223372036854775808, .previous = 0s, .retry = 1}) is 0s, and "
        "else 1ns");
    expect_broken(
        check_jitter_policy(secret_jitter{}), "input.word is not used unless Policy::needs_random",
        "policy.apply(1ns, ");
    EXPECT_TRUE(check_jitter_policy(honest_longer_jitter{}));
    expect_broken(
        check_jitter_policy(forgetful_draw{}),
        "policy.draw(d, input).delay == policy.apply(d, input)",
        "before retry 1, of 10s after 0s: 5s, and else 10s, and ");
    moody_memory moody;
    expect_broken(
        check_jitter_policy(std::ref(moody)), "the same arguments give the same result",
        "before retry 1, of 10s after 0s: what it remembers");
    expect_broken(
        check_jitter_policy(wrong_bounds{}),
        "what is drawn in a run is never below policy.least(d, input) nor above "
        "policy.most(d, input)",
        "before retry 5, of 10s after 0s: 3.333333333s is not between 5s and 10s, and ");
    expect_broken(
        check_jitter_policy(wrong_mean{}), "policy.mean(d, input) is the mean of what is drawn",
        "before retry 1, of 10s after 0s: it is 74");
    expect_broken(
        check_jitter_policy(wrong_deviation{}),
        "policy.relative_standard_deviation(d, input) is that of what is drawn",
        "before retry 1, of 10s after 0s: it is 0.33");
    expect_broken(
        check_jitter_policy(throwing_jitter{}), "no law speaks of an exception",
        "the policy threw: it fell");
}

// classifier_policy

struct base_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct derived_error : base_error {
    using base_error::base_error;
};

struct listless_overload {
    using exceptions = reprise::exception_types<base_error>;
    verdict classify(base_error const&) const { return verdict::permanent(); }
    verdict classify(derived_error const&) const { return verdict::transient(); }
    verdict classify(reprise::other_exception const&) const { return verdict::permanent(); }
};
struct base_listed_first {
    using exceptions = reprise::exception_types<base_error, derived_error>;
    template <class Failure>
    verdict classify(Failure const&) const {
        return verdict::permanent();
    }
};
struct counting_classifier {
    using exceptions = reprise::exception_types<>;
    verdict classify(reprise::other_exception const&) { return verdict::permanent(); }
    verdict classify(int) {
        return ++calls > 1 ? verdict::permanent() : verdict::throttled().after(1s);
    }
    int calls = 0;
};
struct forgetting_classifier {
    using exceptions = reprise::exception_types<>;
    verdict classify(reprise::other_exception const&) {
        return verdict::transient().ambiguous(++calls > 1);
    }
    int calls = 0;
};
struct counting_judge {
    using exceptions = reprise::exception_types<>;
    verdict classify(reprise::other_exception const&) const { return verdict::permanent(); }
    std::optional<verdict> judge(int) {
        return ++calls > 1 ? std::optional{verdict::permanent()} : std::nullopt;
    }
    int calls = 0;
};
struct throwing_classifier {
    using exceptions = reprise::exception_types<>;
    verdict classify(reprise::other_exception const&) const { return verdict::permanent(); }
    verdict classify(int) const { throw std::runtime_error{"no idea"}; }
};

TEST(classifier_laws, are_found_broken) {
    expect_broken(
        check_classifier_policy(listless_overload{}, derived_error{"down"}),
        "an exception that derives from a listed type is classified as that type",
        "a (anonymous namespace)::derived_error is transient, but caught as "
        "(anonymous namespace)::base_error it is permanent");
    EXPECT_TRUE(check_classifier_policy(listless_overload{}, base_error{"down"}));
    expect_broken(
        check_classifier_policy(base_listed_first{}),
        "Policy::exceptions lists derived classes before their bases, and each type once",
        "reprise::exception_types<");
    counting_classifier counting;
    expect_broken(
        check_classifier_policy(std::ref(counting), 503), "the same failure gets the same verdict",
        "a int is throttled, asked to wait 1s, and another time permanent");
    forgetting_classifier forgetting;
    expect_broken(
        check_classifier_policy(std::ref(forgetting)), "the same failure gets the same verdict",
        "a reprise::other_exception is transient, and another time transient, ambiguous");
    counting_judge judge;
    auto const judged = check_classifier_policy(std::ref(judge), 503);
    EXPECT_FALSE(judged);
    EXPECT_THAT(judged.message(), HasSubstr("the same failure gets the same verdict"));
    expect_broken(
        check_classifier_policy(throwing_classifier{}, 503), "no law speaks of an exception",
        "the policy threw: no idea");
}

// stop_policy

struct resuming_stop {
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.attempts == 3 ? std::optional{stop_reason::refused} : std::nullopt;
    }
};
struct short_waits_only {
    static constexpr bool needs_time = true;
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.delay < 1s ? std::optional{stop_reason::refused} : std::nullopt;
    }
};
struct early_hours_only {
    static constexpr bool needs_time = true;
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.elapsed < 1h ? std::optional{stop_reason::refused} : std::nullopt;
    }
};
struct counting_stop {
    std::optional<stop_reason> stops(stop_query const& /*query*/) {
        return ++calls == 1 ? std::nullopt : std::optional{stop_reason::refused};
    }
    int calls = 0;
};
struct promises_attempts {
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.attempts > 5 ? std::optional{stop_reason::attempts_exhausted} : std::nullopt;
    }
    limit<std::uint64_t> max_attempts() const { return 5U; }
};
struct promises_time {
    static constexpr bool needs_time = true;
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.elapsed > 10s ? std::optional{stop_reason::deadline} : std::nullopt;
    }
    limit<duration> max_elapsed() const { return 10s; }
};
struct secret_time {
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.elapsed > 10s ? std::optional{stop_reason::deadline} : std::nullopt;
    }
};
struct throwing_stop {
    std::optional<stop_reason> stops(stop_query const& query) const {
        if (query.attempts > 7) throw std::runtime_error{"enough"};
        return std::nullopt;
    }
};

TEST(stop_laws, are_found_broken) {
    std::string const monotone =
        "once it stops, it stops for every query with more attempts, more elapsed time, or a "
        "longer delay";
    expect_broken(
        check_stop_policy(resuming_stop{}), monotone,
        "after 3 attempts and 0s, before a wait of 0s, it stops, but after 4 attempts and 0s, "
        "before a wait of 0s, it goes on, and ");
    expect_broken(
        check_stop_policy(short_waits_only{}), monotone,
        "after 1 attempts and 0s, before a wait of 1ms, it stops, but after 1 attempts and 0s, "
        "before a wait of 1s, it goes on");
    expect_broken(
        check_stop_policy(early_hours_only{}), monotone,
        "after 1 attempts and 60s, before a wait of 0s, it stops, but after 1 attempts and 3600s");
    counting_stop counting;
    auto const counted = check_stop_policy(std::ref(counting));
    EXPECT_FALSE(counted);
    EXPECT_THAT(
        counted.message(),
        HasSubstr(
            "policy.stops(query) gives the same answer to the same query\n"
            "  case: after 1 attempts and 0s, before a wait of 0s, it goes on, and another time "
            "stops: refused"));
    expect_broken(
        check_stop_policy(promises_attempts{}),
        "policy.stops({.attempts = n}) holds where n has reached policy.max_attempts()",
        "after 5 attempts and 0s, before a wait of 0s, it goes on");
    expect_broken(
        check_stop_policy(promises_time{}),
        "policy.stops(query) holds where the wait would end past policy.max_elapsed()",
        "after 1 attempts and 0s, before a wait of 10.000000001s, it goes on");
    expect_broken(
        check_stop_policy(secret_time{}),
        "policy.stops(query) looks at nothing but query.attempts unless Policy::needs_time",
        "after 1 attempts and 60s, before a wait of 0s, it stops: deadline, and of the attempts "
        "alone goes on");
    expect_broken(
        check_stop_policy(throwing_stop{}), "no law speaks of an exception",
        "the policy threw: enough");
}

// logger_policy

struct throwing_logger {
    void on(reprise::recovered const&) const {}
    void on(reprise::gave_up const& event) const {
        if (event.failure.message().empty()) throw std::runtime_error{"nothing to write"};
    }
};
struct rude_logger {
    void on(reprise::recovered const&) const { throw 7; }
};

TEST(logger_laws, are_found_broken) {
    std::string const law =
        "policy.on(event) returns: of one that throws, the run hears nothing and the log has a "
        "hole";
    expect_broken(
        check_logger_policy(throwing_logger{}), law,
        "policy.on(reprise::gave_up) threw: nothing to write, and 9 more");
    expect_broken(
        check_logger_policy(rude_logger{}), law,
        "policy.on(reprise::recovered) threw: something that is no std::exception, and 19 more");
}

TEST(logger_laws, are_checked_with_each_event_by_one_thread_and_by_four) {
    struct counter {
        std::atomic<int> events{0};
        void on(reprise::gave_up const& /*event*/) { ++events; }
        void on(reprise::attempt_started const& /*event*/) { ++events; }
    } count;
    EXPECT_TRUE(check_logger_policy(std::ref(count)));
    EXPECT_EQ(count.events, 2 * 4 * 5);
}

// clock_policy

using std::chrono::steady_clock;

// For clocks that leave a wait early: it does not matter how long it would have been.
clock_samples const patient{.delays = {0ns, 1ms}};
// For clocks that do not, so that they are found out soon.
clock_samples const impatient{.delays = {0ns, 1ms}, .patience = 200ms};

struct good_clock {
    time_point now() const { return steady_clock::now(); }
    bool wait(duration delay, std::stop_token const& token) const {
        auto const end = steady_clock::now() + delay;
        while (!token.stop_requested()) {
            if (steady_clock::now() >= end) return true;
            std::this_thread::yield();
        }
        return false;
    }
};
struct backward_clock : good_clock {
    time_point now() const { return time_point{-steady_clock::now().time_since_epoch()}; }
};
struct hasty_clock : good_clock {
    bool wait(duration delay, std::stop_token const& token) const {
        return delay >= 1h || good_clock::wait(delay, token);
    }
};
struct deaf_clock : good_clock {
    bool wait(duration delay, std::stop_token const& /*token*/) const {
        return good_clock::wait(delay, {});
    }
};
struct slow_clock : good_clock {
    bool wait(duration delay, std::stop_token const& token) const {
        bool const whole = good_clock::wait(delay, {});
        return whole && !token.stop_requested();
    }
};
struct giving_up_clock : good_clock {
    bool wait(duration delay, std::stop_token const& token) const {
        return good_clock::wait(delay, token) && delay == 0ns;
    }
};
struct throwing_clock : good_clock {
    bool wait(duration /*delay*/, std::stop_token const& /*token*/) const {
        throw std::runtime_error{"no timer left"};
    }
};

TEST(clock_laws, are_found_broken) {
    std::string const leaves =
        "policy.wait(d, token) returns false only if token.stop_requested(), and soon after the "
        "request";
    EXPECT_TRUE(check_clock_policy(good_clock{}, patient));
    auto const backward = check_clock_policy(backward_clock{}, patient);
    EXPECT_FALSE(backward);
    EXPECT_THAT(backward.message(), HasSubstr("policy.now() never decreases\n  case: it stepped"));
    expect_broken(
        check_clock_policy(hasty_clock{}, {.delays = {1ms, 1h}}),
        "after policy.wait(d, token) returned true, policy.now() has advanced by at least d",
        "policy.wait(3600s, token) returned true, and policy.now() has advanced by ");
    expect_broken(
        check_clock_policy(deaf_clock{}, impatient), leaves,
        "policy.wait(200ms, token) returned true, and a stop had been requested before, and 1 "
        "more");
    expect_broken(
        check_clock_policy(slow_clock{}, impatient), leaves,
        "policy.wait(200ms, token) returned false, but late, and a stop had been requested "
        "before, and 1 more");
    expect_broken(
        check_clock_policy(giving_up_clock{}, patient), leaves,
        "policy.wait(1ms, token) returned false, and nobody had requested a stop, and 1 more");
    expect_broken(
        check_clock_policy(throwing_clock{}, patient), "no law speaks of an exception",
        "the policy threw: no timer left");
}

TEST(clock_laws, are_found_broken_by_a_clock_that_looks_at_the_token_only_before_it_waits) {
    struct blind_clock : good_clock {
        bool wait(duration delay, std::stop_token const& token) const {
            if (token.stop_requested()) return false;
            return good_clock::wait(delay, {});
        }
    };
    expect_broken(
        check_clock_policy(blind_clock{}, {.delays = {}, .patience = 2s}),
        "policy.wait(d, token) returns false only if token.stop_requested(), and soon after the "
        "request",
        "policy.wait(2s, token) returned true, but only long after a stop had been requested");
}

TEST(clock_laws, hold_for_a_clock_whose_time_is_virtual) {
    reprise::testing::virtual_clock clock;
    EXPECT_TRUE(check_clock_policy(std::ref(clock)));
    EXPECT_EQ(clock.wait_count(), 14U);
}

// async_clock_policy

// time that passes in waits
struct good_async_clock {
    struct simulated_wait {
        time_point* now;
        duration passes;
        bool would_be_whole;
        std::stop_token token;
        bool heeds;

        bool finish() const {
            if (heeds && token.stop_requested()) return false;
            *now += passes;
            return would_be_whole;
        }
    };

    time_point* present;
    time_point now() const { return *present; }
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, delay, true, token, true};
    }
};
struct backward_async_clock : good_async_clock {
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, -delay, true, token, true};
    }
};
struct hasty_async_clock : good_async_clock {
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, delay / 2, true, token, true};
    }
};
struct deaf_async_clock : good_async_clock {
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, delay, true, token, false};
    }
};
// looks at the token only when the wait begins
struct blind_async_clock : good_async_clock {
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, delay, true, token, token.stop_requested()};
    }
};
struct giving_up_async_clock : good_async_clock {
    simulated_wait async_wait(duration delay, std::stop_token const& token) const {
        return {present, delay, delay == 0ns, token, true};
    }
};
struct throwing_async_clock : good_async_clock {
    simulated_wait async_wait(duration /*delay*/, std::stop_token const& /*token*/) const {
        throw std::runtime_error{"no timer left"};
    }
};

template <class Clock>
::testing::AssertionResult check_async() {
    time_point now{};
    return reprise::testing::laws::check_async_clock_policy(
        Clock{&now},
        [](auto const& wait, auto const& meanwhile) {
            meanwhile();
            return wait.finish();
        },
        {.delays = {0ns, 1ms}});
}

TEST(async_clock_laws, are_found_broken) {
    std::string const ends =
        "the wait is false only if a stop was requested of the token, and soon after the request";
    std::string const advances =
        "after the wait was true, policy.now() has advanced by at least delay";
    EXPECT_TRUE(check_async<good_async_clock>());
    auto const backward = check_async<backward_async_clock>();
    EXPECT_FALSE(backward);
    EXPECT_THAT(backward.message(), HasSubstr("policy.now() never decreases\n  case: it stepped"));
    expect_broken(
        check_async<hasty_async_clock>(), advances,
        "policy.async_wait(1ms, token) was true, and policy.now() has advanced by 500us, and 1 "
        "more");
    expect_broken(
        check_async<deaf_async_clock>(), ends,
        "policy.async_wait(10s, token) was true, and a stop had been requested before, and 1 "
        "more");
    expect_broken(
        check_async<blind_async_clock>(), ends,
        "policy.async_wait(10s, token) was true, and a stop had been requested meanwhile");
    expect_broken(
        check_async<giving_up_async_clock>(), ends,
        "policy.async_wait(1ms, token) was false, and nobody had requested a stop, and 1 more");
    expect_broken(
        check_async<throwing_async_clock>(), "no law speaks of an exception",
        "the policy threw: no timer left");
}

// random_policy

template <class Stream>
struct source {
    Stream stream() const { return Stream{}; }
};
struct constant_stream {
    std::uint64_t operator()() { return 0x5555'5555'5555'5555; }
};
struct half_stream {
    std::mt19937_64 words;
    std::uint64_t operator()() { return words() >> 32U; }
};
struct counter_stream {
    std::uint64_t next = 0;
    std::uint64_t operator()() { return next++; }
};
struct biased_stream {
    std::mt19937_64 words;
    std::uint64_t operator()() { return std::max(words(), words()); }
};
struct lumpy_stream {  // every bit is fair, but the upper eight are all equal
    std::mt19937_64 words;
    std::uint64_t operator()() {
        auto const word = words();
        return (word >> 8U) | ((word & 1U) != 0 ? 0xffULL << 56U : 0ULL);
    }
};
// Each stream is fine, but it begins with the number of its run.
struct numbered_stream {
    std::uint64_t run;
    std::mt19937_64 words{};
    bool first = true;
    std::uint64_t operator()() { return std::exchange(first, false) ? run : words(); }
};
struct numbered_runs {
    std::shared_ptr<std::atomic<std::uint64_t>> runs =
        std::make_shared<std::atomic<std::uint64_t>>(0);
    numbered_stream stream() const { return {(*runs)++}; }
};
struct throwing_source {
    std::mt19937_64 stream() const { throw std::runtime_error{"no device"}; }
};
struct one_at_a_time {
    std::thread::id owner = std::this_thread::get_id();
    std::mt19937_64 stream() const {
        if (std::this_thread::get_id() != owner) throw std::logic_error{"another thread"};
        return std::mt19937_64{};
    }
};

TEST(random_laws, are_found_broken) {
    std::string const law = "the words are uniform over all 2^64 values";
    EXPECT_TRUE(check_random_policy(source<std::mt19937_64>{}));
    expect_broken(
        check_random_policy(source<constant_stream>{}), law,
        "of 4096 words of one stream, 4096 have bit 0 set, and ");
    expect_broken(
        check_random_policy(source<half_stream>{}), law,
        "of 4096 words of one stream, 0 have bit 32 set, and ");
    expect_broken(
        check_random_policy(source<counter_stream>{}), law,
        "of 4096 words of one stream, 0 have bit 12 set, and ");
    expect_broken(
        check_random_policy(source<biased_stream>{}), law, "of 4096 words of one stream, ");
    expect_broken(
        check_random_policy(source<lumpy_stream>{}), law,
        "the highest eight bits of the words of one stream are not equally frequent");
    expect_broken(
        check_random_policy(numbered_runs{}), law,
        "of 4096 words with which the streams of many runs begin, ");
    expect_broken(
        check_random_policy(throwing_source{}), "no law speaks of an exception",
        "the policy threw: no device");
    expect_broken(
        check_random_policy(one_at_a_time{}), "no law speaks of an exception",
        "the policy threw: another thread");
}

// operation

TEST(operation_law, is_found_broken) {
    std::string const law = "a failed attempt leaves its arguments as it found them";
    auto const consuming = [](int, std::string& body) {
        std::string const sent = std::move(body);
        throw std::runtime_error{"reset"};
    };
    expect_broken(
        check_operation(consuming, 7, std::string{"a body that is too long to be kept in place"}),
        law, "attempt 1 has changed argument 2, and 2 more");
    auto const returns_errors = [](std::string& body) {
        body.clear();
        return std::make_error_code(std::errc::timed_out);
    };
    expect_broken(
        check_operation(returns_errors, std::string{"body"}), law,
        "attempt 1 has changed argument 1");
}

TEST(operation_law, holds_where_only_an_attempt_that_succeeds_consumes) {
    std::vector<std::uint64_t> numbers;
    auto const sends = [&numbers](reprise::attempt const& attempt, std::string& body) {
        numbers.push_back(attempt.number());
        if (attempt.number() < 3) throw std::runtime_error{"reset"};
        std::string const sent = std::move(body);
    };
    EXPECT_TRUE(check_operation(sends, std::string{"a body that is too long to be kept in place"}));
    EXPECT_THAT(numbers, testing::ElementsAre(1, 2, 3));
    EXPECT_TRUE(check_operation([] { throw 7; }));
}

TEST(operation_law, cannot_be_checked_where_nothing_fails) {
    auto const result = check_operation([](int) {}, 7);
    EXPECT_FALSE(result);
    EXPECT_STREQ(
        result.message(),
        "the operation has not failed, so there was nothing to check: make it fail");
}

}  // namespace
