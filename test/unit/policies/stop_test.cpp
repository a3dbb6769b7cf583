// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/deadline.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/policies/stop/stop_on.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <type_traits>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::deadline;
using reprise::duration;
using reprise::elapsed;
using reprise::forever;
using reprise::limit;
using reprise::retries;
using reprise::stop_on;
using reprise::stop_policy;
using reprise::stop_query;
using reprise::stop_reason;
using reprise::time_point;
using reprise::unbounded;

constexpr auto goes_on = std::optional<stop_reason>{};
constexpr auto exhausted = std::optional{stop_reason::attempts_exhausted};
constexpr auto too_late = std::optional{stop_reason::deadline};
constexpr auto cancelled = std::optional{stop_reason::cancelled};
constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
constexpr auto longest = duration::max();

constexpr stop_query after(std::uint64_t count) { return {.attempts = count}; }
constexpr stop_query at(duration spent, duration delay = 0ns) {
    return {.elapsed = spent, .delay = delay};
}

static_assert(std::is_empty_v<forever>);
static_assert(sizeof(attempts) == sizeof(std::uint64_t));
static_assert(sizeof(retries) == sizeof(std::uint64_t));
static_assert(sizeof(attempts{1} || forever{}) == sizeof(attempts));

// attempts, retries

TEST(attempts, counts_the_first_call_too) {
    constexpr attempts three{3};
    static_assert(three.stops(after(1)) == goes_on);
    static_assert(three.stops(after(2)) == goes_on);
    static_assert(three.stops(after(3)) == exhausted);
    static_assert(three.stops(after(4)) == exhausted);
    static_assert(three.max_attempts() == 3U);
    static_assert(attempts{1}.stops(after(1)) == exhausted);
    static_assert(attempts{largest}.stops(after(largest - 1)) == goes_on);
    static_assert(attempts{largest}.stops(after(largest)) == exhausted);
    static_assert(reprise::stop_limits<attempts> && !reprise::stop_needs_time<attempts>);
}

TEST(retries, counts_the_calls_after_the_first) {
    constexpr retries two{2};
    static_assert(two.stops(after(2)) == goes_on);
    static_assert(two.stops(after(3)) == exhausted);
    static_assert(two.max_attempts() == 3U);
    static_assert(retries{0}.stops(after(1)) == exhausted);
    static_assert(retries{largest - 1}.max_attempts() == largest);
    static_assert(retries{largest}.max_attempts() == largest, "there are no more numbers");
    static_assert(reprise::stop_limits<retries>);
}

TEST(attempts, refuses_none_at_all) {
    try {
        attempts const policy{std::uint64_t{0}};
        FAIL() << "accepted";
    } catch (std::invalid_argument const& refused) {
        EXPECT_STREQ(
            refused.what(),
            "attempts: the first call counts too, so there must be at least 1, got 0");
    }
}

TEST(attempts, and_retries_are_equal_where_their_count_is) {
    static_assert(attempts{3} == attempts{3});
    static_assert(attempts{3} != attempts{4});
    static_assert(retries{2} == retries{2});
    static_assert(retries{2} != retries{3});
    static_assert(!std::is_convertible_v<attempts, retries>);
    static_assert(!std::is_convertible_v<int, attempts>, "a bare number says nothing");
}

// elapsed

TEST(elapsed, counts_the_coming_wait) {
    constexpr elapsed ten{10s};
    static_assert(ten.stops(at(0s)) == goes_on);
    static_assert(ten.stops(at(10s - 1ns)) == goes_on);
    static_assert(ten.stops(at(10s)) == too_late);
    static_assert(ten.stops(at(4s, 6s)) == goes_on, "a wait that ends exactly at the limit");
    static_assert(ten.stops(at(4s, 6s + 1ns)) == too_late);
    static_assert(ten.stops(at(4s, longest)) == too_late);
    static_assert(ten.stops(at(longest, longest)) == too_late);
    static_assert(elapsed{longest}.stops(at(longest - 1ns, 1ns)) == goes_on);
    static_assert(elapsed{longest}.stops(at(longest)) == too_late);
    static_assert(ten.max_elapsed() == 10s);
    static_assert(reprise::stop_limits<elapsed> && reprise::stop_needs_time<elapsed>);
}

TEST(elapsed, shortens_a_wait_only_where_it_clips) {
    constexpr elapsed ten{10s};
    static_assert(ten.longest_wait(at(4s, 60s)) == longest);
    constexpr auto clipping = ten.clip();
    static_assert(clipping.longest_wait(at(4s, 60s)) == 6s);
    static_assert(clipping.longest_wait(at(10s, 60s)) == 0s);
    static_assert(clipping.longest_wait(at(11s, 60s)) == 0s);
    static_assert(clipping.stops(at(4s, 6s)) == goes_on);
    static_assert(clipping.stops(at(10s)) == too_late);
    static_assert(clipping.max_elapsed() == 10s);
}

TEST(elapsed, refuses_a_time_that_is_none) {
    auto const refusal = [](duration most) -> std::string {
        try {
            elapsed const policy{most};
        } catch (std::invalid_argument const& refused) {
            return refused.what();
        }
        return "accepted";
    };
    EXPECT_EQ(refusal(0s), "elapsed: the time must be above zero, got 0s");
    EXPECT_EQ(refusal(-1500ms), "elapsed: the time must be above zero, got -1.5s");
    EXPECT_EQ(refusal(1ns), "accepted");
}

TEST(elapsed, is_equal_where_limit_and_clipping_are) {
    static_assert(elapsed{1s} == elapsed{1000ms});
    static_assert(elapsed{1s} != elapsed{2s});
    static_assert(elapsed{1s} != elapsed{1s}.clip());
    static_assert(elapsed{1s}.clip() == elapsed{1s}.clip().clip());
}

// deadline

constexpr time_point moment{100s};

constexpr stop_query now(time_point present, duration delay = 0ns) {
    return {.now = present, .delay = delay};
}

TEST(deadline, counts_the_coming_wait) {
    constexpr deadline policy{moment};
    static_assert(policy.stops(now(moment - 1ns)) == goes_on);
    static_assert(policy.stops(now(moment)) == too_late);
    static_assert(policy.stops(now(moment + 1h)) == too_late);
    static_assert(policy.stops(now(moment - 5s, 5s)) == goes_on);
    static_assert(policy.stops(now(moment - 5s, 5s + 1ns)) == too_late);
    static_assert(policy.stops(now(time_point::min(), longest)) == goes_on, "as far as it goes");
    static_assert(deadline{time_point::max()}.stops(now(moment, longest)) == too_late);
    static_assert(deadline{time_point::min()}.stops(now(time_point::min())) == too_late);
    static_assert(reprise::stop_limits<deadline> && reprise::stop_needs_time<deadline>);
    constexpr stop_query query;
    static_assert(noexcept(policy.stops(query)));
}

TEST(deadline, shortens_a_wait_only_where_it_clips) {
    constexpr deadline policy{moment};
    static_assert(policy.longest_wait(now(moment - 5s)) == longest);
    static_assert(policy.clip().longest_wait(now(moment - 5s)) == 5s);
    static_assert(policy.clip().longest_wait(now(moment)) == 0s);
    static_assert(policy.clip().longest_wait(now(moment + 1s)) == 0s);
    static_assert(policy.clip().longest_wait(now(time_point::min())) == longest);
    static_assert(policy.clip().stops(now(moment)) == too_late);
}

TEST(deadline, knows_no_time_span) {
    static_assert(reprise::detail::max_elapsed_of(deadline{moment}) == unbounded);
    static_assert(deadline{moment} == deadline{moment});
    static_assert(deadline{moment} != deadline{moment + 1ns});
    static_assert(deadline{moment} != deadline{moment}.clip());
}

// forever

TEST(forever, never_stops) {
    static_assert(forever{}.stops({largest, longest, time_point::max(), longest}) == goes_on);
    static_assert(forever{} == forever{});
    static_assert(reprise::stop_limits<forever>);
    static_assert(reprise::detail::max_attempts_of(forever{}) == unbounded);
}

// stop_on

static_assert(!reprise::stop_limits<stop_on> && !reprise::stop_needs_time<stop_on>);
static_assert(reprise::stop_has_token<stop_on>);

TEST(stop_on, stops_when_a_stop_is_requested) {
    std::stop_source source;
    stop_on const policy{source.get_token()};
    EXPECT_EQ(policy.stops({}), goes_on);
    EXPECT_EQ(policy.token(), source.get_token());
    source.request_stop();
    EXPECT_EQ(policy.stops({}), cancelled);
}

TEST(stop_on, never_stops_by_a_token_without_a_source) {
    stop_on const policy{std::stop_token{}};
    EXPECT_EQ(policy.stops(after(largest)), goes_on);
    EXPECT_FALSE(policy.token().stop_possible());
}

TEST(stop_on, heeds_either_of_two_tokens) {
    for (bool const first : {true, false}) {
        std::stop_source request;
        std::stop_source program;
        stop_on const policy{request.get_token(), program.get_token()};
        auto const copy = policy;
        auto const token = copy.token();
        EXPECT_EQ(copy.stops({}), goes_on);
        EXPECT_TRUE(token.stop_possible());
        (first ? request : program).request_stop();
        EXPECT_EQ(copy.stops({}), cancelled) << first;
        EXPECT_TRUE(token.stop_requested()) << first;
        (first ? program : request).request_stop();
        EXPECT_EQ(policy.stops({}), cancelled) << "both may be requested";
    }
}

TEST(stop_on, heeds_one_of_two_tokens_that_was_requested_before) {
    std::stop_source requested;
    requested.request_stop();
    std::stop_source other;
    EXPECT_EQ((stop_on{requested.get_token(), other.get_token()}).stops({}), cancelled);
    EXPECT_EQ((stop_on{other.get_token(), requested.get_token()}).stops({}), cancelled);
    EXPECT_FALSE(other.stop_requested()) << "it must not be passed on to the other side";
}

TEST(stop_on, lets_go_of_both_tokens_when_its_last_copy_is_gone) {
    std::stop_source request;
    std::stop_source program;
    std::stop_token linked;
    {
        stop_on const policy{request.get_token(), program.get_token()};
        linked = policy.token();
    }
    request.request_stop();
    EXPECT_FALSE(linked.stop_requested());
}

TEST(stop_on, can_be_requested_to_stop_by_another_thread) {
    std::stop_source request;
    std::stop_source program;
    stop_on const policy{request.get_token(), program.get_token()};
    std::jthread const other{[&program] { program.request_stop(); }};
    while (!policy.stops({})) std::this_thread::yield();
    EXPECT_EQ(policy.stops({}), cancelled);
}

// || and &&

TEST(either, stops_as_soon_as_one_does_with_its_reason) {
    constexpr auto policy = attempts{3} || elapsed{10s};
    static_assert(policy.stops({.attempts = 2, .elapsed = 9s}) == goes_on);
    static_assert(policy.stops({.attempts = 3, .elapsed = 9s}) == exhausted);
    static_assert(policy.stops({.attempts = 2, .elapsed = 10s}) == too_late);
    static_assert(policy.stops({.attempts = 3, .elapsed = 10s}) == exhausted, "the first one's");
    static_assert((elapsed{10s} || attempts{3}).stops({.attempts = 3, .elapsed = 10s}) == too_late);
}

TEST(either, has_the_smaller_limits) {
    constexpr auto policy = attempts{3} || elapsed{10s};
    static_assert(policy.max_attempts() == 3U);
    static_assert(policy.max_elapsed() == 10s);
    constexpr auto two = (attempts{5} || attempts{4}) || (elapsed{3s} || elapsed{2s});
    static_assert(two.max_attempts() == 4U);
    static_assert(two.max_elapsed() == 2s);
    static_assert((forever{} || forever{}).max_attempts() == unbounded);
    static_assert(policy.longest_wait({.elapsed = 4s}) == longest);
    static_assert((attempts{3} || elapsed{10s}.clip()).longest_wait({.elapsed = 4s}) == 6s);
    static_assert((elapsed{9s}.clip() || elapsed{10s}.clip()).longest_wait({.elapsed = 4s}) == 5s);
}

TEST(both, stop_only_together_with_the_seconds_reason) {
    constexpr auto policy = attempts{3} && elapsed{10s};
    static_assert(policy.stops({.attempts = 9, .elapsed = 9s}) == goes_on);
    static_assert(policy.stops({.attempts = 2, .elapsed = 99s}) == goes_on);
    static_assert(policy.stops({.attempts = 3, .elapsed = 10s}) == too_late);
    static_assert(
        (elapsed{10s} && attempts{3}).stops({.attempts = 3, .elapsed = 10s}) == exhausted);
}

TEST(both, have_the_larger_limits) {
    static_assert((attempts{3} && attempts{5}).max_attempts() == 5U);
    static_assert((attempts{3} && elapsed{10s}).max_attempts() == unbounded);
    static_assert((attempts{3} && elapsed{10s}).max_elapsed() == unbounded);
    static_assert((elapsed{2s} && elapsed{3s}).max_elapsed() == 3s);
    static_assert((elapsed{9s}.clip() && elapsed{10s}.clip()).longest_wait({.elapsed = 4s}) == 6s);
    static_assert((attempts{3} && elapsed{10s}.clip()).longest_wait({.elapsed = 4s}) == longest);
}

TEST(combinations, need_the_time_if_one_does_and_limit_as_their_parts_do) {
    using timed = decltype(attempts{3} || elapsed{1s});
    using untimed = decltype(attempts{3} || attempts{4});
    static_assert(reprise::stop_needs_time<timed> && !reprise::stop_needs_time<untimed>);
    static_assert(reprise::stop_needs_time<decltype(elapsed{1s} && attempts{3})>);
    static_assert(!reprise::stop_needs_time<decltype(forever{} && attempts{3})>);
    using token = stop_on;
    static_assert(reprise::stop_limits<reprise::stop_either<attempts, token>>);
    static_assert(reprise::stop_limits<reprise::stop_either<token, attempts>>);
    static_assert(!reprise::stop_limits<reprise::stop_both<attempts, token>>);
    static_assert(!reprise::stop_limits<reprise::stop_both<token, attempts>>);
    static_assert(reprise::stop_limits<reprise::stop_both<attempts, elapsed>>);
}

TEST(combinations, are_equal_where_their_parts_are) {
    static_assert((attempts{3} || elapsed{1s}) == (attempts{3} || elapsed{1s}));
    static_assert((attempts{3} || elapsed{1s}) != (attempts{3} || elapsed{2s}));
    static_assert((attempts{3} && elapsed{1s}) == (attempts{3} && elapsed{1s}));
    static_assert((attempts{3} && elapsed{1s}) != (attempts{4} && elapsed{1s}));
}

struct may_throw {
    std::optional<stop_reason> stops(stop_query const&) const { return std::nullopt; }
    duration longest_wait(stop_query const&) const { return 7s; }
};

TEST(combinations, are_noexcept_where_both_parts_are) {
    constexpr stop_query query;
    constexpr auto quiet = attempts{3} || elapsed{1s};
    constexpr auto quiet_both = attempts{3} && elapsed{1s};
    static_assert(noexcept(quiet.stops(query)) && noexcept(quiet.longest_wait(query)));
    static_assert(noexcept(quiet_both.stops(query)) && noexcept(quiet_both.longest_wait(query)));
    constexpr auto loud = attempts{3} || may_throw{};
    constexpr auto loud_both = may_throw{} && attempts{3};
    static_assert(!noexcept(loud.stops(query)) && !noexcept(loud.longest_wait(query)));
    static_assert(!noexcept(loud_both.stops(query)) && !noexcept(loud_both.longest_wait(query)));
    EXPECT_EQ(loud.longest_wait(query), 7s);
    EXPECT_EQ(loud_both.longest_wait(query), longest);
}

TEST(either, brings_the_token_of_the_one_that_has_one) {
    std::stop_source source;
    auto const token = source.get_token();
    auto const first = stop_on{token} || attempts{3};
    auto const second = attempts{3} || stop_on{token};
    static_assert(reprise::stop_has_token<decltype(first)>);
    static_assert(!reprise::stop_has_token<decltype(attempts{3} || elapsed{1s})>);
    EXPECT_EQ(first.token(), token);
    EXPECT_EQ(second.token(), token);
    EXPECT_EQ(((attempts{9} || attempts{3}) || stop_on{token}).token(), token);
    source.request_stop();
    EXPECT_EQ(first.stops(after(1)), cancelled);
    EXPECT_EQ(second.stops(after(1)), cancelled);
    EXPECT_EQ(second.stops(after(3)), exhausted);
}

TEST(both, bring_no_token_because_it_is_not_enough_to_stop) {
    std::stop_source source;
    auto const policy = attempts{3} && stop_on{source.get_token()};
    static_assert(!reprise::stop_has_token<decltype(policy)>);
    source.request_stop();
    EXPECT_EQ(policy.stops(after(2)), goes_on);
    EXPECT_EQ(policy.stops(after(3)), cancelled);
}

// One that changes: only std::ref can hand it over.
struct counting {
    static constexpr bool limits = true;
    static constexpr bool needs_time = true;
    int asked = 0;

    std::optional<stop_reason> stops(stop_query const& /*query*/) {
        return ++asked >= 2 ? std::optional{stop_reason::refused} : std::nullopt;
    }
    limit<std::uint64_t> max_attempts() { return 7U; }
};

TEST(combinations, take_conditions_by_std_ref) {
    counting condition;
    auto const policy = attempts{9} || std::ref(condition);
    using policy_type = std::remove_const_t<decltype(policy)>;
    static_assert(stop_policy<policy_type>);
    static_assert(reprise::stop_needs_time<policy_type>, "its constants are seen through std::ref");
    static_assert(reprise::stop_limits<decltype(std::ref(condition) && attempts{9})>);
    EXPECT_EQ(policy.max_attempts(), 7U);
    EXPECT_EQ(policy.stops(after(1)), goes_on);
    EXPECT_EQ(policy.stops(after(1)), std::optional{stop_reason::refused});
    EXPECT_EQ(condition.asked, 2);
    auto const both = attempts{1} && std::ref(condition);
    EXPECT_EQ(both.max_attempts(), 7U);
    EXPECT_EQ(both.stops(after(1)), std::optional{stop_reason::refused});
}

}  // namespace
