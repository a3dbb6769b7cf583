// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/backoff/linear.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/deadline.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/step_machine.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::step;
using reprise::step_machine;
using reprise::stop_query;
using reprise::stop_reason;
using reprise::time_point;
using reprise::verdict;

constexpr std::uint64_t largest_word = std::numeric_limits<std::uint64_t>::max();
constexpr time_point start{100h};

// Fails the test that is not prepared for a draw, at compile time too: a lambda is constexpr where it can be.
constexpr auto no_draw = []() -> std::uint64_t { throw std::logic_error{"nobody may draw here"}; };

constexpr auto draws(std::uint64_t word) {
    return [word] { return word; };
}

// What a policy was asked, in order.
struct recording_backoff {
    std::vector<std::uint64_t> asked;
    duration answer = 1s;

    duration delay(std::uint64_t retry) {
        asked.push_back(retry);
        return answer;
    }
};

struct recording_jitter {
    std::vector<std::pair<duration, reprise::jitter_input>> asked;
    std::vector<duration> answers;

    duration apply(duration delay, reprise::jitter_input const& input) {
        asked.emplace_back(delay, input);
        return asked.size() <= answers.size() ? answers[asked.size() - 1] : delay;
    }
};

struct recording_stop {
    static constexpr bool needs_time = true;

    std::vector<stop_query> asked;
    std::vector<std::optional<stop_reason>> answers;
    duration longest = duration::max();

    std::optional<stop_reason> stops(stop_query const& query) {
        asked.push_back(query);
        return asked.size() <= answers.size() ? answers[asked.size() - 1] : std::nullopt;
    }

    duration longest_wait(stop_query const& query) {
        asked.push_back(query);
        return longest;
    }
};

// Whoever is asked although nothing is left to decide makes the test fail.
struct unasked_backoff {
    static duration delay(std::uint64_t /*retry*/) {
        throw std::logic_error{"nobody may ask the backoff"};
    }
};
struct unasked_stop {
    static std::optional<stop_reason> stops(stop_query const& /*query*/) {
        throw std::logic_error{"nobody may ask the stop condition"};
    }
};

// rule 1

TEST(step_machine, a_permanent_failure_ends_the_run) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::attempts stop{3};
    constexpr auto next = [] {
        step_machine machine{backoff, jitter, stop};
        return machine.failed(verdict::permanent(), start, no_draw);
    }();
    static_assert(next == step::stop(stop_reason::permanent_failure));
    static_assert(!next.waits());
}

TEST(step_machine, asks_nobody_about_a_permanent_failure) {
    unasked_backoff const backoff;
    recording_jitter jitter;
    unasked_stop const stop;
    auto const by_reference = std::ref(jitter);
    step_machine machine{backoff, by_reference, stop};
    EXPECT_EQ(
        machine.failed(verdict::permanent().after(1s), start, no_draw),
        step::stop(stop_reason::permanent_failure));
    EXPECT_TRUE(jitter.asked.empty());
    EXPECT_EQ(machine.attempt(), 1U);
    EXPECT_EQ(machine.waited(), 0s);
}

TEST(step_machine, says_permanent_failure_of_the_last_attempt_too) {
    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    reprise::attempts const stop{1};
    step_machine machine{backoff, jitter, stop};
    EXPECT_EQ(
        machine.failed(verdict::permanent(), start, no_draw),
        step::stop(stop_reason::permanent_failure));
}

// rule 2

TEST(step_machine, a_condition_that_holds_without_a_wait_ends_the_run_before_anything_is_computed) {
    unasked_backoff const backoff;
    reprise::full_jitter const jitter;
    recording_stop stop;
    stop.answers = {stop_reason::refused};
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(
        machine.failed(verdict::throttled().after(1h), start + 3s, no_draw),
        step::stop(stop_reason::refused));
    ASSERT_EQ(stop.asked.size(), 1U);
    EXPECT_EQ(stop.asked[0].attempts, 1U);
    EXPECT_EQ(stop.asked[0].elapsed, 3s);
    EXPECT_EQ(stop.asked[0].now, start + 3s);
    EXPECT_EQ(stop.asked[0].delay, 0s);
}

TEST(step_machine, makes_exactly_the_attempts_that_are_allowed) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::attempts stop{3};
    static_assert([] {
        step_machine machine{backoff, jitter, stop};
        bool const as_expected =
            machine.attempt() == 1 &&
            machine.failed(verdict::transient(), start, no_draw) == step::wait(1s) &&
            machine.attempt() == 2 &&
            machine.failed(verdict::throttled(), start, no_draw) == step::wait(1s) &&
            machine.attempt() == 3 &&
            machine.failed(verdict::transient(), start, no_draw) ==
                step::stop(stop_reason::attempts_exhausted);
        return as_expected && machine.attempt() == 3 && machine.waited() == 2s;
    }());
}

TEST(step_machine, does_not_tell_the_time_to_a_condition_that_does_not_ask_for_it) {
    struct untimed {
        std::vector<stop_query> asked;
        std::optional<stop_reason> stops(stop_query const& query) {
            asked.push_back(query);
            return std::nullopt;
        }
    } stop;
    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(machine.failed(verdict::transient(), start + 1h, no_draw), step::wait(1s));
    ASSERT_EQ(stop.asked.size(), 1U) << "it has no say on the delay, so it is not asked again";
    EXPECT_EQ(stop.asked[0].elapsed, 0s);
    EXPECT_EQ(stop.asked[0].now, time_point{});
}

// rule 3

TEST(step_machine, waits_what_the_backoff_says_for_each_retry) {
    recording_backoff backoff;
    reprise::no_jitter const jitter;
    reprise::forever const stop;
    auto const by_reference = std::ref(backoff);
    step_machine machine{by_reference, jitter, stop};
    for (std::uint64_t retry = 1; retry <= 4; ++retry) {
        backoff.answer = retry * 10ms;
        EXPECT_EQ(machine.failed(verdict::transient(), start, no_draw), step::wait(retry * 10ms));
    }
    EXPECT_EQ(backoff.asked, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    EXPECT_EQ(machine.waited(), 100ms);
}

TEST(step_machine, a_negative_delay_of_the_backoff_is_none_before_the_jitter_sees_it) {
    recording_backoff backoff{.asked = {}, .answer = -5s};
    recording_jitter jitter;
    reprise::forever const stop;
    auto const backoff_reference = std::ref(backoff);
    auto const jitter_reference = std::ref(jitter);
    step_machine machine{backoff_reference, jitter_reference, stop};
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(7)), step::wait(0s));
    ASSERT_EQ(jitter.asked.size(), 1U);
    EXPECT_EQ(jitter.asked[0].first, 0s);
}

TEST(step_machine, a_negative_delay_of_the_jitter_is_none) {
    reprise::constant const backoff{1s};
    recording_jitter jitter;
    jitter.answers = {-1ns, duration::min()};
    reprise::forever const stop;
    auto const by_reference = std::ref(jitter);
    step_machine machine{backoff, by_reference, stop};
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(7)), step::wait(0s));
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(7)), step::wait(0s));
    EXPECT_EQ(machine.waited(), 0s);
}

TEST(step_machine, shows_the_jitter_the_retry_the_word_and_the_delay_before) {
    reprise::linear const backoff{1s, 1s, 10s};
    recording_jitter jitter;
    jitter.answers = {300ms, 50ms, 7s};
    reprise::forever const stop;
    auto const by_reference = std::ref(jitter);
    step_machine machine{backoff, by_reference, stop};
    std::uint64_t word = 40;
    auto const draw = [&word] { return word++; };
    for (int i = 0; i < 3; ++i) (void)machine.failed(verdict::transient(), start, draw);

    ASSERT_EQ(jitter.asked.size(), 3U);
    for (std::uint64_t i = 0; i < 3; ++i) {
        EXPECT_EQ(jitter.asked[i].first, (i + 1) * 1s);
        EXPECT_EQ(jitter.asked[i].second.word, 40 + i) << "one word for each retry";
        EXPECT_EQ(jitter.asked[i].second.retry, i + 1);
    }
    EXPECT_EQ(jitter.asked[0].second.previous, 0s);
    EXPECT_EQ(jitter.asked[1].second.previous, 300ms);
    EXPECT_EQ(jitter.asked[2].second.previous, 50ms);
    EXPECT_EQ(machine.waited(), 7350ms);
}

TEST(step_machine, the_delay_before_is_the_one_that_was_waited_with_hint_and_clip) {
    reprise::constant const backoff{1s};
    recording_jitter jitter;
    reprise::elapsed const stop = reprise::elapsed{10s}.clip();
    auto const by_reference = std::ref(jitter);
    step_machine machine{backoff, by_reference, stop, start};
    EXPECT_EQ(machine.failed(verdict::throttled().after(2s), start, draws(0)), step::wait(2s));
    EXPECT_EQ(machine.failed(verdict::transient(), start + 9500ms, draws(0)), step::wait(500ms));
    EXPECT_EQ(machine.failed(verdict::transient(), start + 9900ms, draws(0)), step::wait(100ms));
    ASSERT_EQ(jitter.asked.size(), 3U);
    EXPECT_EQ(jitter.asked[1].second.previous, 2s);
    EXPECT_EQ(jitter.asked[2].second.previous, 500ms);
}

TEST(step_machine, does_not_draw_for_a_jitter_that_needs_no_randomness) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::forever stop;
    static_assert([] {
        step_machine machine{backoff, jitter, stop};
        return machine.failed(verdict::transient(), start, no_draw) == step::wait(1s);
    }());
}

TEST(step_machine, draws_once_for_each_wait_and_never_for_the_end) {
    reprise::constant const backoff{1s};
    reprise::full_jitter const jitter;
    reprise::attempts const stop{3};
    step_machine machine{backoff, jitter, stop};
    int drawn = 0;
    auto const draw = [&drawn] {
        ++drawn;
        return largest_word;
    };
    EXPECT_EQ(machine.failed(verdict::transient(), start, draw), step::wait(1s));
    EXPECT_EQ(drawn, 1);
    EXPECT_EQ(machine.failed(verdict::transient(), start, draw), step::wait(1s));
    EXPECT_EQ(drawn, 2);
    EXPECT_FALSE(machine.failed(verdict::transient(), start, draw).waits());
    EXPECT_EQ(drawn, 2);
}

TEST(step_machine, ends_where_the_backoff_has_no_answer_left) {
    struct answering {
        [[nodiscard]] static duration delay(std::uint64_t retry) { return retry * 1s; }
        [[nodiscard]] static reprise::delay_answer answer(std::uint64_t retry) {
            if (retry == 1) return reprise::delay_answer::keep();
            if (retry == 2) return reprise::delay_answer::use(7s);
            return reprise::delay_answer::stop();
        }
    };
    answering const backoff;
    reprise::full_jitter const jitter;
    reprise::forever const stop;
    step_machine machine{backoff, jitter, stop};
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(largest_word)), step::wait(1s));
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(largest_word)), step::wait(7s));
    EXPECT_EQ(
        machine.failed(verdict::throttled().after(1h), start, no_draw),
        step::stop(stop_reason::attempts_exhausted))
        << "without a draw, and whatever the other side asks for";
    EXPECT_EQ(machine.attempt(), 3U);
}

TEST(step_machine, keeps_in_mind_for_the_jitter_what_it_asks_to_be_told) {
    struct remembering {
        std::vector<std::uint64_t> told;

        [[nodiscard]] static duration apply(
            duration delay, reprise::jitter_input const& /*input*/) {
            return delay;
        }
        [[nodiscard]] reprise::jitter_draw draw(
            duration /*delay*/, reprise::jitter_input const& input) {
            told.push_back(input.memory);
            return {-1s, input.word + 1};
        }
    } jitter;
    reprise::constant const backoff{1s};
    reprise::attempts const stop{4};
    auto const by_reference = std::ref(jitter);
    step_machine machine{backoff, by_reference, stop};
    for (std::uint64_t word = 10; word <= 30; word += 10) {
        EXPECT_EQ(machine.failed(verdict::transient(), start, draws(word)), step::wait(0s));
    }
    (void)machine.failed(verdict::transient(), start, no_draw);
    EXPECT_EQ(jitter.told, (std::vector<std::uint64_t>{0, 11, 21}));
}

// rule 6

TEST(step_machine, a_hint_that_is_longer_replaces_the_delay) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::forever stop;
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(1s + 1ns)) == step::wait(1s + 1ns));
    static_assert(after(verdict::transient().after(3s)) == step::wait(3s));
    static_assert(
        after(verdict::throttled().after(6s)) == step::wait(6s), "1 s and the allowance of 5 s");
}

TEST(step_machine, a_hint_that_is_not_longer_changes_nothing) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::forever stop;
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(1s)) == step::wait(1s));
    static_assert(after(verdict::throttled().after(999ms)) == step::wait(1s));
    static_assert(after(verdict::throttled().after(0s)) == step::wait(1s));
    static_assert(after(verdict::throttled().after(-1h)) == step::wait(1s));
}

TEST(step_machine, a_hint_lengthens_the_delay_by_its_allowance_at_most) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::forever stop;
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(6s + 1ns)) == step::wait(6s));
    static_assert(after(verdict::throttled().after(1h)) == step::wait(6s));
    static_assert(after(verdict::throttled().after(1h, 10min)) == step::wait(10min + 1s));
    static_assert(after(verdict::throttled().after(1h, 2h)) == step::wait(1h));
    static_assert(after(verdict::throttled().after(1h, 0s)) == step::wait(1s));
    static_assert(after(verdict::throttled().after(1h, -1s)) == step::wait(1s));
    static_assert(
        after(verdict::throttled().after(duration::max(), duration::max())) ==
        step::wait(duration::max()));
}

TEST(step_machine, a_hint_is_not_jittered) {
    reprise::constant const backoff{4s};
    reprise::full_jitter const jitter;
    reprise::forever const stop;
    step_machine machine{backoff, jitter, stop};
    // the jitter made nothing of 4 s: the hint and its allowance count from there
    EXPECT_EQ(machine.failed(verdict::throttled().after(3s), start, draws(0)), step::wait(3s));
    EXPECT_EQ(machine.failed(verdict::throttled().after(9s), start, draws(0)), step::wait(5s));
}

TEST(step_machine, a_hint_may_go_past_the_cap) {
    reprise::exponential const backoff{1s, 2.0, 2s};
    reprise::no_jitter const jitter;
    reprise::forever const stop;
    step_machine machine{backoff, jitter, stop};
    EXPECT_EQ(machine.failed(verdict::throttled().after(4s), start, no_draw), step::wait(4s));
}

// rules 3 and 6: clipping

TEST(step_machine, a_condition_that_clips_shortens_the_wait_to_the_limit) {
    static constexpr reprise::constant backoff{4s};
    static constexpr reprise::no_jitter jitter;
    static constexpr auto stop = reprise::elapsed{10s}.clip();
    constexpr auto at = [](duration elapsed) {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(verdict::transient(), start + elapsed, no_draw);
    };
    static_assert(at(6s) == step::wait(4s), "ends exactly at the limit");
    static_assert(at(6s + 1ns) == step::wait(4s - 1ns));
    static_assert(at(10s - 1ns) == step::wait(1ns));
    static_assert(at(10s) == step::stop(stop_reason::deadline));
    static_assert(at(11s) == step::stop(stop_reason::deadline));
}

TEST(step_machine, clips_after_the_jitter_and_after_the_hint) {
    reprise::constant const backoff{1s};
    reprise::additive_jitter const jitter{8s};
    auto const stop = reprise::elapsed{4s}.clip();
    step_machine machine{backoff, jitter, stop, start};
    EXPECT_EQ(machine.failed(verdict::transient(), start, draws(largest_word)), step::wait(4s));

    step_machine hinted{backoff, jitter, stop, start};
    EXPECT_EQ(hinted.failed(verdict::throttled().after(4s), start, draws(0)), step::wait(4s));
}

TEST(step_machine, shows_the_clipping_condition_the_wait_that_it_clips) {
    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    recording_stop stop;
    stop.longest = 700ms;
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(machine.failed(verdict::transient(), start + 2s, no_draw), step::wait(700ms));
    ASSERT_EQ(stop.asked.size(), 3U);
    EXPECT_EQ(stop.asked[0].delay, 0s) << "stops";
    EXPECT_EQ(stop.asked[1].delay, 1s) << "longest_wait";
    EXPECT_EQ(stop.asked[2].delay, 700ms) << "stops, with the wait as it would be";
    for (auto const& query : stop.asked) {
        EXPECT_EQ(query.attempts, 1U);
        EXPECT_EQ(query.elapsed, 2s);
        EXPECT_EQ(query.now, start + 2s);
    }
}

TEST(step_machine, a_negative_longest_wait_makes_no_wait_at_all) {
    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    recording_stop stop;
    stop.longest = -1s;
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(machine.failed(verdict::transient(), start, no_draw), step::wait(0s));
}

// rules 4 and 5

TEST(step_machine, a_wait_that_would_end_past_the_limit_is_not_begun) {
    static constexpr reprise::constant backoff{4s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::elapsed stop{10s};
    constexpr auto at = [](duration elapsed) {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(verdict::transient(), start + elapsed, no_draw);
    };
    static_assert(at(6s) == step::wait(4s), "ends exactly at the limit");
    static_assert(at(6s + 1ns) == step::stop(stop_reason::deadline));
}

TEST(step_machine, a_deadline_is_a_moment_whenever_the_run_started) {
    static constexpr reprise::constant backoff{4s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::deadline stop{start + 10s};
    constexpr auto at = [](time_point began, time_point now) {
        step_machine machine{backoff, jitter, stop, began};
        return machine.failed(verdict::transient(), now, no_draw);
    };
    static_assert(at(start, start + 6s) == step::wait(4s));
    static_assert(at(start - 1h, start + 6s) == step::wait(4s));
    static_assert(at(start, start + 6s + 1ns) == step::stop(stop_reason::deadline));
    static_assert(at(start + 20s, start + 20s) == step::stop(stop_reason::deadline));
}

TEST(step_machine, the_limit_is_measured_from_the_start_it_was_told) {
    reprise::constant const backoff{4s};
    reprise::no_jitter const jitter;
    reprise::elapsed const stop{10s};
    step_machine machine{backoff, jitter, stop, start};
    EXPECT_EQ(machine.start(), start);
    EXPECT_EQ(machine.failed(verdict::transient(), start + 1s, no_draw), step::wait(4s));
    EXPECT_EQ(machine.failed(verdict::transient(), start + 6s, no_draw), step::wait(4s));
    EXPECT_EQ(
        machine.failed(verdict::transient(), start + 10s, no_draw),
        step::stop(stop_reason::deadline));
    EXPECT_EQ(machine.waited(), 8s);
    EXPECT_EQ(machine.attempt(), 3U);
}

TEST(step_machine, a_hint_beyond_the_limit_is_refused_although_its_allowance_would_fit) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::elapsed stop{10s};
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(10s)) == step::wait(6s), "still fits");
    static_assert(after(verdict::throttled().after(10s + 1ns)) == step::stop(stop_reason::refused));
    static_assert(after(verdict::throttled().after(1h, 0s)) == step::stop(stop_reason::refused));
}

TEST(step_machine, a_hint_beyond_the_limit_is_refused_where_the_allowance_reaches_it_too) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::elapsed stop{3s};
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(3s)) == step::wait(3s));
    static_assert(after(verdict::throttled().after(4s)) == step::stop(stop_reason::refused));
}

TEST(step_machine, a_hint_beyond_the_limit_is_refused_also_by_a_condition_that_clips) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr auto stop = reprise::elapsed{3s}.clip();
    constexpr auto after = [](verdict said) {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(said, start, no_draw);
    };
    static_assert(after(verdict::throttled().after(3s)) == step::wait(3s));
    static_assert(after(verdict::throttled().after(3s + 1ns)) == step::stop(stop_reason::refused));
}

TEST(step_machine, does_not_ask_about_a_hint_that_is_not_longer) {
    reprise::constant const backoff{2s};
    reprise::no_jitter const jitter;
    recording_stop stop;
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(machine.failed(verdict::throttled().after(2s), start, no_draw), step::wait(2s));
    EXPECT_EQ(stop.asked.size(), 3U) << "without a wait, for the longest wait, with the wait";
    EXPECT_EQ(machine.failed(verdict::throttled().after(3s), start, no_draw), step::wait(3s));
    ASSERT_EQ(stop.asked.size(), 7U);
    EXPECT_EQ(stop.asked[6].delay, 3s);
}

TEST(step_machine, says_deadline_where_the_delay_would_not_have_fitted_without_the_hint_either) {
    static constexpr reprise::constant backoff{4s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::elapsed stop{3s};
    static_assert([] {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(verdict::throttled().after(1h), start, no_draw);
    }() == step::stop(stop_reason::deadline));
}

TEST(step_machine, refuses_nothing_where_no_limit_on_the_time_is_set) {
    static constexpr reprise::constant backoff{1s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::attempts stop{3};
    static_assert([] {
        step_machine machine{backoff, jitter, stop, start};
        return machine.failed(verdict::throttled().after(24h), start, no_draw);
    }() == step::wait(6s));
}

// rule 7

TEST(step_machine, an_end_leaves_the_machine_as_it_was) {
    reprise::constant const backoff{4s};
    reprise::no_jitter const jitter;
    reprise::elapsed const stop{10s};
    step_machine machine{backoff, jitter, stop, start};
    (void)machine.failed(verdict::transient(), start, no_draw);
    EXPECT_FALSE(machine.failed(verdict::transient(), start + 9s, no_draw).waits());
    EXPECT_EQ(machine.attempt(), 2U);
    EXPECT_EQ(machine.waited(), 4s);
}

TEST(step_machine, is_as_it_was_where_a_policy_throws) {
    struct throwing_jitter {
        duration apply(duration /*delay*/, reprise::jitter_input const& /*input*/) const {
            throw std::runtime_error{"no jitter today"};
        }
    };
    reprise::constant const backoff{4s};
    throwing_jitter const jitter;
    reprise::attempts const stop{3};
    step_machine machine{backoff, jitter, stop};
    EXPECT_THROW((void)machine.failed(verdict::transient(), start, draws(0)), std::runtime_error);
    EXPECT_EQ(machine.attempt(), 1U);
    EXPECT_EQ(machine.waited(), 0s);
}

TEST(step_machine, a_copy_tries_a_decision_out) {
    reprise::linear const backoff{1s, 1s, 10s};
    reprise::no_jitter const jitter;
    reprise::attempts const stop{3};
    step_machine machine{backoff, jitter, stop};
    auto copy = machine;
    EXPECT_EQ(copy.failed(verdict::transient(), start, no_draw), step::wait(1s));
    EXPECT_EQ(copy.failed(verdict::transient(), start, no_draw), step::wait(2s));
    EXPECT_EQ(machine.attempt(), 1U);
    EXPECT_EQ(machine.failed(verdict::transient(), start, no_draw), step::wait(1s));
}

// an interrupted wait

TEST(step_machine, a_wait_that_was_left_does_not_count) {
    static constexpr reprise::linear backoff{1s, 1s, 10s};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::attempts stop{5};
    static_assert([] {
        step_machine machine{backoff, jitter, stop};
        (void)machine.failed(verdict::transient(), start, no_draw);
        (void)machine.failed(verdict::transient(), start, no_draw);
        bool const before = machine.attempt() == 3 && machine.waited() == 3s;
        bool const ends = machine.interrupted() == step::stop(stop_reason::cancelled);
        return before && ends && machine.attempt() == 2 && machine.waited() == 1s;
    }());
}

TEST(step_machine, a_wait_that_was_left_is_taken_from_a_sum_that_has_saturated) {
    static constexpr reprise::constant backoff{std::chrono::years{200}};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::attempts stop{5};
    static_assert([] {
        step_machine machine{backoff, jitter, stop};
        (void)machine.failed(verdict::transient(), start, no_draw);
        (void)machine.failed(verdict::transient(), start, no_draw);
        bool const saturated = machine.waited() == duration::max();
        (void)machine.interrupted();
        return saturated && machine.waited() == std::chrono::years{200};
    }());
}

// extremes

TEST(step_machine, the_time_waited_saturates) {
    static constexpr reprise::constant backoff{duration::max()};
    static constexpr reprise::no_jitter jitter;
    static constexpr reprise::forever stop;
    static_assert([] {
        step_machine machine{backoff, jitter, stop};
        for (int i = 0; i < 3; ++i) {
            if (machine.failed(verdict::transient().after(1h), start, no_draw) !=
                step::wait(duration::max()))
                return false;
        }
        return machine.waited() == duration::max();
    }());
}

TEST(step_machine, no_time_has_passed_by_a_clock_that_stepped_backwards) {
    recording_stop stop;
    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    auto const by_reference = std::ref(stop);
    step_machine machine{backoff, jitter, by_reference, start};
    EXPECT_EQ(machine.failed(verdict::transient(), start - 1h, no_draw), step::wait(1s));
    EXPECT_EQ(stop.asked.at(0).elapsed, 0s);

    reprise::elapsed const limit{10s};
    step_machine limited{backoff, jitter, limit, start};
    EXPECT_EQ(limited.failed(verdict::transient(), start - 1h, no_draw), step::wait(1s));
    EXPECT_EQ(limited.failed(verdict::transient(), time_point::min(), no_draw), step::wait(1s));
    EXPECT_EQ(
        limited.failed(verdict::transient(), time_point::max(), no_draw),
        step::stop(stop_reason::deadline));
}

TEST(step_machine, takes_part_in_constant_expressions_with_all_that_it_decides) {
    static constexpr reprise::exponential backoff{100ms, 2.0, 10s};
    static constexpr reprise::full_jitter jitter;
    static constexpr auto stop = reprise::attempts{4} || reprise::elapsed{1min};
    static_assert([] {
        step_machine machine{backoff, jitter, stop, start};
        bool const delays =
            machine.failed(verdict::transient(), start, draws(largest_word)) == step::wait(100ms) &&
            machine.failed(verdict::transient(), start + 1s, draws(0)) == step::wait(0ms) &&
            machine.failed(verdict::transient(), start + 2s, draws(largest_word / 2)) ==
                step::wait(200ms);
        return delays && machine.waited() == 300ms &&
               machine.failed(verdict::transient(), start + 3s, draws(0)) ==
                   step::stop(stop_reason::attempts_exhausted);
    }());
}

// what it promises not to throw

template <class Stop, class Jitter>
constexpr bool decides_without_throwing(Jitter const& /*jitter*/, Stop const& /*stop*/) {
    using machine = step_machine<reprise::constant, Jitter, Stop>;
    auto draw = []() noexcept -> std::uint64_t { return 0; };
    return noexcept(std::declval<machine&>().failed(verdict::transient(), start, draw));
}

struct throwing_longest_wait {
    static constexpr bool needs_time = true;
    static constexpr std::optional<stop_reason> stops(stop_query const& /*query*/) noexcept {
        return std::nullopt;
    }
    [[nodiscard]] duration longest_wait(stop_query const& /*query*/) const {
        throw std::runtime_error{"no idea"};
    }
};

TEST(step_machine, is_noexcept_exactly_where_the_policies_are) {
    static_assert(decides_without_throwing(reprise::full_jitter{}, reprise::attempts{3}));
    static_assert(decides_without_throwing(reprise::full_jitter{}, reprise::elapsed{3s}.clip()));
    static_assert(decides_without_throwing(
        reprise::no_jitter{},
        reprise::attempts{3} || reprise::elapsed{3s}.clip() || reprise::deadline{start}));
    static_assert(decides_without_throwing(
        reprise::no_jitter{}, reprise::attempts{3} && reprise::elapsed{3s}));
    static_assert(!decides_without_throwing(reprise::full_jitter{}, throwing_longest_wait{}));
    static_assert(!decides_without_throwing(
        reprise::full_jitter{}, reprise::attempts{3} || throwing_longest_wait{}));
    static_assert(!decides_without_throwing(
        reprise::full_jitter{}, reprise::attempts{3} && throwing_longest_wait{}));

    reprise::constant const backoff{1s};
    reprise::no_jitter const jitter;
    throwing_longest_wait const stop;
    step_machine machine{backoff, jitter, stop};
    EXPECT_THROW((void)machine.failed(verdict::transient(), start, no_draw), std::runtime_error);
}

TEST(step, is_either_a_wait_or_an_end) {
    static_assert(step::wait(0s).waits());
    static_assert(step::wait(0s).delay() == 0s);
    static_assert(step::wait(duration::max()).delay() == duration::max());
    static_assert(!step::stop(stop_reason::succeeded).waits());
    static_assert(step::stop(stop_reason::refused).reason() == stop_reason::refused);
    static_assert(step::wait(0s) != step::stop(stop_reason::succeeded));
    static_assert(step::stop(stop_reason::deadline) != step::stop(stop_reason::refused));
    static_assert(step::wait(1s) != step::wait(2s));
}

}  // namespace
