// SPDX-License-Identifier: Apache-2.0

// Every concept has an archetype, which offers the least that it asks for, and near misses: each lacks just the one thing
// that it is named after.

#include <reprise/compose.hpp>
#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/policy_reference.hpp>
#include <reprise/concepts/random_policy.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/stop_policy.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/try_retry.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using reprise::backoff_policy;
using reprise::classifier_policy;
using reprise::clock_policy;
using reprise::duration;
using reprise::jitter_input;
using reprise::jitter_policy;
using reprise::limit;
using reprise::logger_policy;
using reprise::random_policy;
using reprise::stop_policy;
using reprise::stop_query;
using reprise::stop_reason;
using reprise::time_point;
using reprise::verdict;

template <class T>
using ref = std::reference_wrapper<T>;

// The parts of a policy that are no near misses of their own: each derives from its archetype's shape and adds one flaw.
struct not_copyable {
    not_copyable() = default;
    not_copyable(not_copyable const&) = delete;
    not_copyable(not_copyable&&) = default;
};

// policy_reference

struct any_policy {};

static_assert(std::is_same_v<reprise::policy_type_t<any_policy>, any_policy>);
static_assert(std::is_same_v<reprise::policy_type_t<any_policy const&>, any_policy>);
static_assert(std::is_same_v<reprise::policy_type_t<ref<any_policy>>, any_policy>);
static_assert(std::is_same_v<reprise::policy_type_t<ref<any_policy> const&>, any_policy>);
static_assert(std::is_same_v<reprise::policy_type_t<ref<any_policy const>>, any_policy const>);
static_assert(std::is_same_v<reprise::policy_reference_t<any_policy>, any_policy const&>);
static_assert(std::is_same_v<reprise::policy_reference_t<ref<any_policy>>, any_policy&>);
static_assert(
    std::is_same_v<reprise::policy_reference_t<ref<any_policy const>>, any_policy const&>);

TEST(policy_reference, is_the_policy_itself) {
    any_policy policy;
    EXPECT_EQ(&reprise::detail::unwrap(policy), &policy);
    EXPECT_EQ(&reprise::detail::unwrap(std::ref(policy)), &policy);
    EXPECT_EQ(&reprise::detail::unwrap(std::cref(policy)), &policy);
}

// backoff_policy

namespace backoffs {

struct archetype {
    duration delay(std::uint64_t) const { return std::chrono::milliseconds{5}; }
};
struct delay_returns_milliseconds {
    std::chrono::milliseconds delay(std::uint64_t) const;
};
struct delay_not_const {
    duration delay(std::uint64_t) { return {}; }
};
struct delay_missing {};
struct delay_private {
  private:
    duration delay(std::uint64_t) const;
};
struct delay_returns_number {
    int delay(std::uint64_t) const;
};
struct delay_returns_nothing {
    void delay(std::uint64_t) const;
};
struct delay_returns_floating_seconds {
    std::chrono::duration<double> delay(std::uint64_t) const;
};
struct delay_takes_nothing {
    duration delay() const;
};
struct delay_takes_duration {
    duration delay(duration) const;
};
struct delay_takes_two {
    duration delay(std::uint64_t, duration) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(backoff_policy<archetype>);
static_assert(backoff_policy<delay_returns_milliseconds>, "a coarser unit is no loss");
static_assert(!backoff_policy<delay_not_const>);
static_assert(!backoff_policy<delay_missing>);
static_assert(!backoff_policy<delay_private>);
static_assert(!backoff_policy<delay_returns_number>);
static_assert(!backoff_policy<delay_returns_nothing>);
static_assert(!backoff_policy<delay_returns_floating_seconds>);
static_assert(!backoff_policy<delay_takes_nothing>);
static_assert(!backoff_policy<delay_takes_duration>);
static_assert(!backoff_policy<delay_takes_two>);
static_assert(!backoff_policy<copy_missing>);
static_assert(!backoff_policy<archetype&>);
static_assert(!backoff_policy<int&>);
static_assert(!backoff_policy<archetype()>);
static_assert(!backoff_policy<void>);
static_assert(!backoff_policy<archetype*>);
static_assert(!backoff_policy<int>);

// what std::ref hands over may change, and need not be copied
static_assert(backoff_policy<ref<archetype>>);
static_assert(backoff_policy<ref<archetype const>>);
static_assert(backoff_policy<ref<delay_not_const>>);
static_assert(!backoff_policy<ref<delay_not_const const>>);
static_assert(backoff_policy<ref<copy_missing>>);
static_assert(!backoff_policy<ref<delay_returns_number>>);

struct answers : archetype {
    reprise::delay_answer answer(std::uint64_t) const;
};
struct answer_not_const : archetype {
    reprise::delay_answer answer(std::uint64_t);
};
struct answer_returns_duration : archetype {
    duration answer(std::uint64_t) const;
};
struct answer_without_delay {
    reprise::delay_answer answer(std::uint64_t) const;
};

static_assert(reprise::detail::answers<answers>);
static_assert(reprise::detail::answers<ref<answers>>);
static_assert(reprise::detail::answers<ref<answer_not_const>>);
static_assert(!reprise::detail::answers<archetype>);
static_assert(!reprise::detail::answers<answer_not_const>);
static_assert(!reprise::detail::answers<answer_returns_duration>);
static_assert(!backoff_policy<answer_without_delay>);

}  // namespace backoffs

// jitter_policy

namespace jitters {

struct archetype {
    duration apply(duration delay, jitter_input const&) const { return delay; }
};
struct apply_not_const {
    duration apply(duration, jitter_input const&) { return {}; }
};
struct apply_missing {};
struct apply_takes_delay_alone {
    duration apply(duration) const;
};
struct apply_takes_word_alone {
    duration apply(duration, std::uint64_t) const;
};
struct apply_changes_input {
    duration apply(duration, jitter_input&) const;
};
struct apply_returns_number {
    std::int64_t apply(duration, jitter_input const&) const;
};
struct apply_returns_nothing {
    void apply(duration, jitter_input const&) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(jitter_policy<archetype>);
static_assert(!jitter_policy<apply_not_const>);
static_assert(!jitter_policy<apply_missing>);
static_assert(!jitter_policy<apply_takes_delay_alone>);
static_assert(!jitter_policy<apply_takes_word_alone>);
static_assert(!jitter_policy<apply_changes_input>);
static_assert(!jitter_policy<apply_returns_number>);
static_assert(!jitter_policy<apply_returns_nothing>);
static_assert(!jitter_policy<copy_missing>);
static_assert(jitter_policy<ref<archetype>>);
static_assert(jitter_policy<ref<apply_not_const>>);
static_assert(jitter_policy<ref<copy_missing>>);
static_assert(!jitter_policy<ref<apply_takes_delay_alone>>);

struct says_all : archetype {
    static constexpr bool needs_random = false;
    static constexpr bool may_exceed_delay = true;
};
struct says_nothing_new : archetype {
    static constexpr bool needs_random = true;
    static constexpr bool may_exceed_delay = false;
};

static_assert(reprise::jitter_needs_random<archetype>);
static_assert(reprise::jitter_needs_random<ref<archetype>>);
static_assert(!reprise::jitter_needs_random<says_all>);
static_assert(!reprise::jitter_needs_random<ref<says_all>>);
static_assert(!reprise::jitter_needs_random<ref<says_all const>>);
static_assert(reprise::jitter_needs_random<ref<says_nothing_new>>);
static_assert(!reprise::jitter_may_exceed_delay<archetype>);
static_assert(!reprise::jitter_may_exceed_delay<ref<archetype>>);
static_assert(reprise::jitter_may_exceed_delay<says_all>);
static_assert(reprise::jitter_may_exceed_delay<ref<says_all>>);
static_assert(reprise::jitter_may_exceed_delay<ref<says_all const>>);
static_assert(!reprise::jitter_may_exceed_delay<ref<says_nothing_new>>);

struct remembers : archetype {
    reprise::jitter_draw draw(duration, jitter_input const&) const;
};
struct draw_not_const : archetype {
    reprise::jitter_draw draw(duration, jitter_input const&);
};
struct draw_returns_duration : archetype {
    duration draw(duration, jitter_input const&) const;
};
struct draw_without_apply {
    reprise::jitter_draw draw(duration, jitter_input const&) const;
};

static_assert(!reprise::jitter_remembers<archetype>);
static_assert(reprise::jitter_remembers<remembers>);
static_assert(reprise::jitter_remembers<ref<remembers>>);
static_assert(reprise::jitter_remembers<ref<draw_not_const>>);
static_assert(!reprise::jitter_remembers<draw_not_const>);
static_assert(!reprise::jitter_remembers<draw_returns_duration>);
static_assert(!jitter_policy<draw_without_apply>);

}  // namespace jitters

// classifier_policy

namespace classifiers {

struct listing_none {
    using exceptions = reprise::exception_types<>;
};
struct listing_one {
    using exceptions = reprise::exception_types<std::runtime_error>;
    verdict classify(std::runtime_error const&) const;
};
struct archetype : listing_none {
    verdict classify(reprise::other_exception const&) const { return verdict::transient(); }
};
struct lists_one : listing_one {
    using listing_one::classify;
    verdict classify(reprise::other_exception const&) const;
};
struct exceptions_missing {
    verdict classify(reprise::other_exception const&) const;
};
struct exceptions_no_list {
    using exceptions = std::runtime_error;
    verdict classify(std::runtime_error const&) const;
    verdict classify(reprise::other_exception const&) const;
};
struct listed_type_not_classified {
    using exceptions = reprise::exception_types<std::runtime_error, std::logic_error>;
    verdict classify(std::runtime_error const&) const;
    verdict classify(reprise::other_exception const&) const;
};
struct other_exceptions_not_classified : listing_one {};
struct classify_not_const : listing_none {
    verdict classify(reprise::other_exception const&) { return verdict::transient(); }
};
struct classify_changes_failure : listing_none {
    verdict classify(reprise::other_exception&) const;
};
struct classify_returns_bool : listing_none {
    bool classify(reprise::other_exception const&) const;
};
struct classify_returns_kind : listing_none {
    reprise::failure_kind classify(reprise::other_exception const&) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(classifier_policy<archetype>);
static_assert(classifier_policy<lists_one>);
static_assert(!classifier_policy<exceptions_missing>);
static_assert(!classifier_policy<exceptions_no_list>);
static_assert(!classifier_policy<listed_type_not_classified>);
static_assert(!classifier_policy<other_exceptions_not_classified>);
static_assert(!classifier_policy<classify_not_const>);
static_assert(!classifier_policy<classify_changes_failure>);
static_assert(!classifier_policy<classify_returns_bool>);
static_assert(!classifier_policy<classify_returns_kind>);
static_assert(!classifier_policy<copy_missing>);
static_assert(classifier_policy<ref<archetype>>);
static_assert(classifier_policy<ref<lists_one const>>);
static_assert(classifier_policy<ref<classify_not_const>>);
static_assert(classifier_policy<ref<copy_missing>>);
static_assert(!classifier_policy<ref<listed_type_not_classified>>);

struct judges_numbers : archetype {
    std::optional<verdict> judge(int) const;
};
struct judge_not_const : archetype {
    std::optional<verdict> judge(int);
};
struct judge_returns_verdict : archetype {
    verdict judge(int) const;
};
struct judges_without_classifying {
    std::optional<verdict> judge(int) const;
};

static_assert(reprise::judges<judges_numbers, int>);
static_assert(!reprise::judges<judges_numbers, std::string>);
static_assert(!reprise::judges<archetype, int>);
static_assert(!reprise::judges<judge_not_const, int>);
static_assert(!reprise::judges<judge_returns_verdict, int>);
static_assert(!reprise::judges<judges_without_classifying, int>);
static_assert(reprise::judges<ref<judges_numbers>, int>);
static_assert(reprise::judges<ref<judge_not_const>, int>);

}  // namespace classifiers

// stop_policy

namespace stops {

struct archetype {
    std::optional<stop_reason> stops(stop_query const& query) const {
        return query.attempts >= 3 ? std::optional{stop_reason::refused} : std::nullopt;
    }
};
struct stops_returns_reason {
    stop_reason stops(stop_query const&) const;
};
struct stops_not_const {
    std::optional<stop_reason> stops(stop_query const&) { return {}; }
};
struct stops_missing {};
struct stops_returns_bool {
    bool stops(stop_query const&) const;
};
struct stops_returns_number {
    int stops(stop_query const&) const;
};
struct stops_returns_optional_bool {
    std::optional<bool> stops(stop_query const&) const;
};
struct stops_returns_nothing {
    void stops(stop_query const&) const;
};
struct stops_takes_number {
    std::optional<stop_reason> stops(std::uint64_t) const;
};
struct stops_changes_query {
    std::optional<stop_reason> stops(stop_query&) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(stop_policy<archetype>);
static_assert(stop_policy<stops_returns_reason>, "one that always stops");
static_assert(!stop_policy<stops_not_const>);
static_assert(!stop_policy<stops_missing>);
static_assert(!stop_policy<stops_returns_bool>);
static_assert(!stop_policy<stops_returns_number>);
static_assert(!stop_policy<stops_returns_optional_bool>);
static_assert(!stop_policy<stops_returns_nothing>);
static_assert(!stop_policy<stops_takes_number>);
static_assert(!stop_policy<stops_changes_query>);
static_assert(!stop_policy<copy_missing>);
static_assert(stop_policy<ref<archetype>>);
static_assert(stop_policy<ref<archetype const>>);
static_assert(stop_policy<ref<stops_not_const>>);
static_assert(stop_policy<ref<copy_missing>>);
static_assert(!stop_policy<ref<stops_returns_bool>>);

struct says_all : archetype {
    static constexpr bool needs_time = true;
    static constexpr bool limits = true;

    std::stop_source source;

    limit<std::uint64_t> max_attempts() const { return 3U; }
    limit<duration> max_elapsed() const { return std::chrono::seconds{4}; }
    duration longest_wait(stop_query const& query) const noexcept { return query.delay / 2; }
    std::stop_token token() const { return source.get_token(); }
};
struct says_all_but_not_const : archetype {
    limit<std::uint64_t> max_attempts() { return 3U; }
    limit<duration> max_elapsed() { return std::chrono::seconds{4}; }
    duration longest_wait(stop_query const& query) { return query.delay / 2; }
    std::stop_token token() { return {}; }
};
struct token_is_no_token : archetype {
    int token() const;
};

static_assert(!reprise::stop_needs_time<archetype>);
static_assert(!reprise::stop_needs_time<ref<archetype>>);
static_assert(reprise::stop_needs_time<says_all>);
static_assert(reprise::stop_needs_time<ref<says_all>>);
static_assert(reprise::stop_needs_time<ref<says_all const>>);
static_assert(!reprise::stop_limits<archetype>);
static_assert(!reprise::stop_limits<ref<archetype>>);
static_assert(reprise::stop_limits<says_all>);
static_assert(reprise::stop_limits<ref<says_all>>);
static_assert(reprise::stop_limits<ref<says_all const>>);
static_assert(!reprise::stop_has_token<archetype>);
static_assert(!reprise::stop_has_token<ref<archetype>>);
static_assert(reprise::stop_has_token<says_all>);
static_assert(reprise::stop_has_token<ref<says_all>>);
static_assert(!reprise::stop_has_token<token_is_no_token>);
static_assert(!reprise::stop_has_token<says_all_but_not_const>);
static_assert(reprise::stop_has_token<ref<says_all_but_not_const>>);
static_assert(reprise::detail::limits_wait_quietly<archetype>);
static_assert(reprise::detail::limits_wait_quietly<says_all>);
static_assert(reprise::detail::limits_wait_quietly<ref<says_all>>);
static_assert(!reprise::detail::limits_wait_quietly<ref<says_all_but_not_const>>);

TEST(stop_policy, limits_nothing_that_it_does_not_speak_of) {
    constexpr archetype policy;
    EXPECT_EQ(reprise::detail::max_attempts_of(policy), reprise::unbounded);
    EXPECT_EQ(reprise::detail::max_elapsed_of(policy), reprise::unbounded);
    EXPECT_EQ(reprise::detail::longest_wait_of(policy, {}), duration::max());
    EXPECT_FALSE(reprise::detail::token_of(policy).stop_possible());
}

template <class Policy>
void expect_all(Policy const& policy) {
    EXPECT_EQ(reprise::detail::max_attempts_of(policy), 3U);
    EXPECT_EQ(reprise::detail::max_elapsed_of(policy), std::chrono::seconds{4});
    EXPECT_EQ(reprise::detail::longest_wait_of(policy, {.delay = duration{8}}), duration{4});
}

TEST(stop_policy, is_taken_at_its_word_through_std_ref_too) {
    says_all policy;
    expect_all(policy);
    expect_all(std::ref(policy));
    expect_all(std::cref(policy));
    EXPECT_EQ(reprise::detail::token_of(std::ref(policy)), policy.source.get_token());
    says_all_but_not_const mutable_policy;
    expect_all(std::ref(mutable_policy));
    EXPECT_EQ(reprise::detail::max_attempts_of(mutable_policy), reprise::unbounded);
}

}  // namespace stops

// logger_policy

namespace loggers {

struct archetype {
    void on(reprise::gave_up const&) const {}
};
struct on_not_const {
    void on(reprise::gave_up const&) {}
};
struct on_missing {};
struct on_changes_event {
    void on(reprise::gave_up&) const;
};
struct on_takes_no_event {
    void on(int) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(logger_policy<archetype>);
static_assert(!logger_policy<on_not_const>);
static_assert(!logger_policy<on_missing>);
static_assert(!logger_policy<on_changes_event>);
static_assert(!logger_policy<on_takes_no_event>);
static_assert(!logger_policy<copy_missing>);
static_assert(logger_policy<ref<archetype>>);
static_assert(logger_policy<ref<on_not_const>>);
static_assert(logger_policy<ref<copy_missing>>);
static_assert(!logger_policy<ref<on_changes_event>>);

template <class Event>
struct takes {
    void on(Event const&) const;
};

// each event alone makes a logger
static_assert(logger_policy<takes<reprise::attempt_started>>);
static_assert(logger_policy<takes<reprise::attempt_failed>>);
static_assert(logger_policy<takes<reprise::retry_scheduled>>);
static_assert(logger_policy<takes<reprise::attempt_succeeded>>);
static_assert(logger_policy<takes<reprise::recovered>>);
static_assert(logger_policy<takes<reprise::gave_up>>);
static_assert(logger_policy<takes<reprise::policy_failed>>);
static_assert(reprise::takes_event<archetype, reprise::gave_up>);
static_assert(!reprise::takes_event<archetype, reprise::recovered>);
static_assert(reprise::takes_event<ref<on_not_const>, reprise::gave_up>);

struct says_all : archetype {
    static constexpr bool needs_time = true;
};

static_assert(!reprise::logger_needs_time<archetype>);
static_assert(!reprise::logger_needs_time<ref<archetype>>);
static_assert(reprise::logger_needs_time<says_all>);
static_assert(reprise::logger_needs_time<ref<says_all>>);
static_assert(reprise::logger_needs_time<ref<says_all const>>);

}  // namespace loggers

// clock_policy

namespace clocks {

struct with_now {
    time_point now() const;
};
struct with_wait {
    bool wait(duration, std::stop_token const&) const;
};
struct archetype {
    time_point now() const { return {}; }
    bool wait(duration, std::stop_token const&) const { return true; }
};
struct wait_takes_token_by_value : with_now {
    bool wait(duration, std::stop_token) const;
};
struct now_missing : with_wait {};
struct now_not_const : with_wait {
    time_point now() { return {}; }
};
struct now_returns_system_time : with_wait {
    std::chrono::system_clock::time_point now() const;
};
struct now_returns_duration : with_wait {
    duration now() const;
};
struct wait_missing : with_now {};
struct wait_not_const : with_now {
    bool wait(duration, std::stop_token const&) { return true; }
};
struct wait_without_token : with_now {
    bool wait(duration) const;
};
struct wait_changes_token : with_now {
    bool wait(duration, std::stop_token&) const;
};
struct wait_returns_nothing : with_now {
    void wait(duration, std::stop_token const&) const;
};
struct wait_returns_number : with_now {
    int wait(duration, std::stop_token const&) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(clock_policy<archetype>);
static_assert(clock_policy<wait_takes_token_by_value>);
static_assert(!clock_policy<now_missing>);
static_assert(!clock_policy<now_not_const>);
static_assert(!clock_policy<now_returns_system_time>);
static_assert(!clock_policy<now_returns_duration>);
static_assert(!clock_policy<wait_missing>);
static_assert(!clock_policy<wait_not_const>);
static_assert(!clock_policy<wait_without_token>);
static_assert(!clock_policy<wait_changes_token>);
static_assert(!clock_policy<wait_returns_nothing>);
static_assert(!clock_policy<wait_returns_number>);
static_assert(!clock_policy<copy_missing>);
static_assert(clock_policy<ref<archetype>>);
static_assert(clock_policy<ref<now_not_const>>);
static_assert(clock_policy<ref<wait_not_const>>);
static_assert(clock_policy<ref<copy_missing>>);
static_assert(!clock_policy<ref<wait_without_token>>);

struct says_virtual : archetype {
    static constexpr bool waits_virtually = true;
};

static_assert(!reprise::clock_waits_virtually<archetype>);
static_assert(!reprise::clock_waits_virtually<ref<archetype>>);
static_assert(reprise::clock_waits_virtually<says_virtual>);
static_assert(reprise::clock_waits_virtually<ref<says_virtual>>);
static_assert(reprise::clock_waits_virtually<ref<says_virtual const>>);

}  // namespace clocks

// async_clock_policy

namespace async_clocks {

using clocks::with_now;
using reprise::async_clock_policy;

struct awaiter {
    bool await_ready() const;
    template <class Handle>
    void await_suspend(Handle) const;
    bool await_resume() const;
};
struct archetype : with_now {
    awaiter async_wait(duration, std::stop_token const&) const;
};
struct now_missing {
    awaiter async_wait(duration, std::stop_token const&) const;
};
struct async_wait_missing : with_now {};
struct async_wait_not_const : with_now {
    awaiter async_wait(duration, std::stop_token const&);
};
struct async_wait_without_token : with_now {
    awaiter async_wait(duration) const;
};
struct async_wait_returns_nothing : with_now {
    void async_wait(duration, std::stop_token const&) const;
};
struct async_wait_blocks : with_now {
    bool async_wait(duration, std::stop_token const&) const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(async_clock_policy<archetype>);
static_assert(!async_clock_policy<now_missing>);
static_assert(!async_clock_policy<async_wait_missing>);
static_assert(!async_clock_policy<async_wait_not_const>);
static_assert(!async_clock_policy<async_wait_without_token>);
static_assert(!async_clock_policy<async_wait_returns_nothing>);
static_assert(!async_clock_policy<async_wait_blocks>);
static_assert(!async_clock_policy<copy_missing>);
static_assert(async_clock_policy<ref<archetype>>);
static_assert(async_clock_policy<ref<async_wait_not_const>>);
static_assert(!async_clock_policy<clocks::archetype> && !clock_policy<archetype>);
static_assert(reprise::any_clock_policy<archetype>);
static_assert(reprise::any_clock_policy<clocks::archetype>);
static_assert(!reprise::any_clock_policy<async_wait_missing>);

struct await_ready_missing {
    bool await_resume() const;
};
struct await_resume_missing {
    bool await_ready() const;
};
struct awaited_by_member {
    awaiter operator co_await() const;
};
struct awaited_by_function {
    [[maybe_unused]] friend awaiter operator co_await(awaited_by_function) { return {}; }
};
struct co_await_returns_no_awaiter {
    int operator co_await() const;
};

static_assert(reprise::awaitable<awaiter>);
static_assert(reprise::awaitable<awaited_by_member>);
static_assert(reprise::awaitable<awaited_by_function>);
static_assert(!reprise::awaitable<await_ready_missing>);
static_assert(!reprise::awaitable<await_resume_missing>);
static_assert(!reprise::awaitable<co_await_returns_no_awaiter>);
static_assert(!reprise::awaitable<int>);
static_assert(std::is_same_v<reprise::awaitable_traits<awaited_by_member>::result, bool>);
static_assert(std::is_same_v<reprise::awaitable_traits<awaited_by_function>::result, bool>);

}  // namespace async_clocks

// random_policy

namespace randoms {

struct words {
    std::uint64_t operator()() { return 7; }
};
struct archetype {
    words stream() const { return {}; }
};
struct stream_missing {};
struct stream_not_const {
    words stream() { return {}; }
};
struct stream_is_shared {
    words& stream() const;
};
struct stream_is_a_shared_number {
    std::uint64_t& stream() const;
};
struct stream_returns_nothing {
    void stream() const;
};
struct generator_itself {
    std::uint64_t operator()();
};
struct stream_of_doubles {
    struct stream_type {
        double operator()();
    };
    stream_type stream() const;
};
struct stream_of_halves {
    std::mt19937 stream() const;
};
struct stream_of_the_standard {
    std::mt19937_64 stream() const;
};
struct stream_only_an_rvalue {
    struct stream_type {
        std::uint64_t operator()() &&;
    };
    stream_type stream() const;
};
struct stream_not_movable {
    struct stream_type {
        stream_type() = default;
        stream_type(stream_type const&) = delete;
        std::uint64_t operator()();
    };
    stream_type stream() const;
};
struct copy_missing : archetype, not_copyable {};

static_assert(random_policy<archetype>);
static_assert(!random_policy<stream_missing>);
static_assert(!random_policy<stream_not_const>);
static_assert(!random_policy<stream_is_shared>);
static_assert(!random_policy<stream_is_a_shared_number>);
static_assert(!random_policy<stream_returns_nothing>);
static_assert(!random_policy<generator_itself>);
static_assert(!random_policy<std::mt19937_64>);
static_assert(!random_policy<stream_of_doubles>);
static_assert(!random_policy<stream_of_halves>, "its words are 32 bits, in a 64-bit type");
static_assert(random_policy<stream_of_the_standard>);
static_assert(!random_policy<stream_only_an_rvalue>);
static_assert(!random_policy<stream_not_movable>);
static_assert(!random_policy<copy_missing>);
static_assert(random_policy<ref<archetype>>);
static_assert(random_policy<ref<stream_not_const>>);
static_assert(random_policy<ref<copy_missing>>);
static_assert(!random_policy<ref<stream_is_shared>>);

}  // namespace randoms

// operation

namespace operations {

using reprise::attempt;
using reprise::nothrow_operation;
using reprise::operation;
using reprise::operation_result_t;

struct archetype {
    void operator()() {}
};
struct takes_attempt {
    int operator()(attempt const&) noexcept;
};
struct takes_either {
    int operator()();
    long operator()(attempt const&);
};
struct member {
    int get();
};
struct only_as_rvalue {
    void operator()() &&;
};
struct only_as_const {
    void operator()() const;
};
struct wants_a_number {
    void operator()(int);
};
struct changes_attempt {
    void operator()(attempt&);
};
struct consumes_argument {
    void operator()(std::unique_ptr<int>);
};
struct takes_argument_as_rvalue {
    void operator()(std::string&&);
};
struct takes_attempt_and_text {
    int operator()(attempt const&, std::string&);
};

static_assert(operation<archetype>);
static_assert(operation<takes_attempt>);
static_assert(operation<only_as_const>);
static_assert(operation<void (*)()>);
static_assert(operation<int (member::*)(), member>);
static_assert(operation<wants_a_number, int>);
static_assert(operation<takes_attempt_and_text, std::string>);
static_assert(operation<ref<archetype>>);
static_assert(!operation<only_as_rvalue>);
static_assert(!operation<wants_a_number>);
static_assert(!operation<wants_a_number, std::string>);
static_assert(!operation<changes_attempt>);
static_assert(!operation<consumes_argument, std::unique_ptr<int>>);
static_assert(!operation<takes_argument_as_rvalue, std::string>);
static_assert(!operation<takes_attempt_and_text>);
static_assert(!operation<int>);

static_assert(reprise::attempt_operation<takes_attempt>);
static_assert(!reprise::attempt_operation<archetype>);
static_assert(std::is_same_v<operation_result_t<archetype>, void>);
static_assert(std::is_same_v<operation_result_t<takes_attempt>, int>);
static_assert(
    std::is_same_v<operation_result_t<takes_either>, long>,
    "where both are possible, it is told of the attempt");
static_assert(std::is_same_v<operation_result_t<takes_attempt_and_text, std::string>, int>);
static_assert(nothrow_operation<takes_attempt>);
static_assert(!nothrow_operation<archetype>);
static_assert(nothrow_operation<void (*)() noexcept>);

}  // namespace operations

// repetition_stating

namespace repetitions {

using reprise::repetition;
using reprise::repetition_stating;

struct archetype {
    reprise::repetition repetition() const { return reprise::repetition::unsafe; }
};
struct constant {
    constexpr reprise::repetition_constant<reprise::repetition::safe> repetition() const {
        return {};
    }
};
struct repetition_not_const {
    reprise::repetition repetition();
};
struct repetition_wants_argument {
    reprise::repetition repetition(int) const;
};
struct repetition_returns_bool {
    bool repetition() const;
};

static_assert(repetition_stating<archetype>);
static_assert(repetition_stating<constant>);
static_assert(!repetition_stating<operations::archetype>);
static_assert(!repetition_stating<repetition_not_const>);
static_assert(!repetition_stating<repetition_wants_argument>);
static_assert(!repetition_stating<repetition_returns_bool>);
static_assert(reprise::detail::may_be_unsafe<reprise::repetition>);
static_assert(!reprise::detail::may_be_unsafe<reprise::repetition_constant<repetition::safe>>);
static_assert(reprise::detail::may_be_unsafe<reprise::repetition_constant<repetition::unsafe>>);

TEST(repetition, is_unstated_unless_the_operation_says_so) {
    EXPECT_EQ(reprise::detail::repetition_of(archetype{}), repetition::unsafe);
    static_assert(reprise::detail::repetition_of(constant{}) == repetition::safe);
    static_assert(
        reprise::detail::repetition_of_t<operations::archetype>::value == repetition::unstated);
}

}  // namespace repetitions

template <class Policy>
void expect_three_calls(Policy const& policy, duration waited) {
    int calls = 0;
    auto const result = reprise::try_retry(policy, [&calls]() -> int {
        ++calls;
        throw std::runtime_error{"down"};
    });
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(result.report().reason, stop_reason::refused);
    EXPECT_EQ(result.report().waited, waited);
}

// The least that each concept asks for is all that the library uses.
TEST(archetypes, are_enough_for_a_whole_run) {
    expect_three_calls(
        reprise::compose(
            backoffs::archetype{}, jitters::archetype{}, classifiers::archetype{},
            reprise::forever{} || stops::archetype{}, loggers::archetype{}, clocks::archetype{},
            randoms::archetype{}),
        std::chrono::milliseconds{10});
}

TEST(archetypes, are_enough_through_std_ref_and_need_not_be_const) {
    backoffs::delay_not_const backoff;
    jitters::apply_not_const jitter;
    classifiers::classify_not_const classifier;
    stops::archetype stop;
    loggers::on_not_const logger;
    clocks::copy_missing clock;
    randoms::stream_not_const random;
    expect_three_calls(
        reprise::compose(
            std::ref(backoff), std::ref(jitter), std::ref(classifier),
            reprise::forever{} || std::ref(stop), std::ref(logger), std::ref(clock),
            std::ref(random)),
        duration::zero());
}

}  // namespace
