// SPDX-License-Identifier: Apache-2.0
//
// Every sequence of outcomes up to eight attempts, through the step machine and through a driver, beside an oracle that
// is written from the rules alone.
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::stop_reason;
using reprise::verdict;

constexpr std::size_t longest = 8;
constexpr duration attempt_takes = 70ms;
constexpr duration initial = 100ms;
constexpr duration cap = 400ms;

constexpr verdict failures[] = {
    verdict::transient(),
    verdict::throttled().ambiguous(),
    verdict::throttled().after(250ms),      // shorter than some delays, longer than others
    verdict::throttled().after(3s, 200ms),  // longer than the allowance lets it be
    verdict::transient().after(1h, 0s),     // nothing that fits before a deadline
    verdict::permanent(),
};

// What stops the runs of a kind.
struct limits {
    std::uint64_t attempts = ~std::uint64_t{0};
    duration elapsed = duration::max();
    bool clips = false;
    reprise::repetition may = reprise::repetition::unstated;
};

std::uint64_t word_of(std::uint64_t attempt) { return reprise::random_stream{5, 0}.word(attempt); }

duration backoff_of(std::uint64_t attempt) {
    return std::min(cap, initial * (std::int64_t{1} << std::min<std::uint64_t>(attempt - 1, 10)));
}

// The rules of the documentation, one after the other.
struct decision {
    std::optional<stop_reason> stops;
    duration delay = duration::zero();
};
template <class Spread>
decision expected(
    limits const& limit, verdict const& said, std::uint64_t attempt, duration elapsed,
    Spread const& spread) {
    if (limit.may == reprise::repetition::unsafe && said.is_ambiguous())
        return {stop_reason::ambiguous_failure};
    if (!said.retryable()) return {stop_reason::permanent_failure};
    if (attempt >= limit.attempts) return {stop_reason::attempts_exhausted};
    if (elapsed >= limit.elapsed) return {stop_reason::deadline};
    auto const left = limit.elapsed - elapsed;
    auto const drawn = spread(backoff_of(attempt), word_of(attempt));
    auto delay = limit.clips ? std::min(drawn, left) : drawn;
    if (delay > left) return {stop_reason::deadline};
    if (said.hint() && *said.hint() > delay) {
        if (*said.hint() > left) return {stop_reason::refused};
        // a hint is measured by what was drawn
        if (*said.hint() > drawn) delay = std::min(*said.hint(), drawn + said.allowance());
        if (limit.clips) delay = std::min(delay, left);
    }
    return {std::nullopt, delay};
}

template <class Machine, class Spread>
class enumeration {
  public:
    enumeration(limits const& limit, Spread const& spread) : limit_{limit}, spread_{spread} {}

    // Everything that can happen from here on.
    void follow(Machine const& machine, duration elapsed, std::size_t depth, duration waited) {
        if (depth == longest) return;
        elapsed += attempt_takes;
        auto const attempt = machine.attempt();
        ASSERT_EQ(attempt, depth + 1);
        ASSERT_LE(attempt, limit_.attempts);
        for (auto const& said : failures) {
            ++count;
            auto next = machine;
            int draws = 0;
            auto const draw = [&] {
                ++draws;
                return word_of(attempt);
            };
            auto const step = next.failed(said, machine.start() + elapsed, draw, limit_.may);
            auto const wanted = expected(limit_, said, attempt, elapsed, spread_);
            ASSERT_LE(draws, 1);
            ASSERT_EQ(step.waits(), !wanted.stops.has_value()) << "attempt " << attempt;
            if (!step.waits()) {
                ASSERT_EQ(step.reason(), *wanted.stops) << "attempt " << attempt;
                ASSERT_EQ(next.attempt(), attempt) << "nothing follows";
                ASSERT_EQ(next.waited(), waited);
                continue;
            }
            ASSERT_EQ(step.delay(), wanted.delay) << "attempt " << attempt;
            ASSERT_GE(step.delay(), 0ns);
            ASSERT_LE(step.delay(), cap + said.allowance());
            ASSERT_TRUE(said.hint() || step.delay() <= cap);
            ASSERT_LE(step.delay(), limit_.elapsed - elapsed) << "past the deadline";
            ASSERT_EQ(next.waited(), waited + step.delay());
            follow(next, elapsed + step.delay(), depth + 1, waited + step.delay());
            if (testing::Test::HasFatalFailure()) return;
        }
    }

    std::size_t count = 0;

  private:
    limits limit_;
    Spread spread_;
};

template <class Jitter, class Stop, class Spread>
std::size_t enumerate(
    Jitter const& jitter, Stop const& stop, limits const& limit, Spread const& spread) {
    reprise::exponential const backoff{initial, 2.0, cap};
    using machine = reprise::step_machine<reprise::exponential, Jitter, Stop>;
    enumeration<machine, Spread> all{limit, spread};
    all.follow(machine{backoff, jitter, stop, reprise::time_point{1h}}, 0s, 0, 0s);
    return all.count;
}

constexpr auto as_it_is = [](duration delay, std::uint64_t /*word*/) { return delay; };
constexpr auto fully = [](duration delay, std::uint64_t word) {
    return reprise::full_jitter{}.apply(delay, {.word = word});
};

TEST(outcome_sequences, keep_the_rules_under_a_number_of_attempts) {
    for (std::uint64_t most = 1; most <= longest + 1; ++most) {
        EXPECT_GT(
            enumerate(reprise::no_jitter{}, reprise::attempts{most}, {.attempts = most}, as_it_is),
            most);
    }
    // five of six outcomes go on, seven times
    EXPECT_EQ(
        enumerate(reprise::full_jitter{}, reprise::attempts{8}, {.attempts = 8}, fully),
        6U * (1U + 5U + 25U + 125U + 625U + 3125U + 15625U + 78125U));
}

TEST(outcome_sequences, keep_the_rules_where_an_operation_must_not_happen_twice) {
    // four of six outcomes go on, seven times
    EXPECT_EQ(
        enumerate(
            reprise::full_jitter{}, reprise::attempts{8},
            {.attempts = 8, .may = reprise::repetition::unsafe}, fully),
        6U * (1U + 4U + 16U + 64U + 256U + 1024U + 4096U + 16384U));
}

TEST(outcome_sequences, keep_the_rules_under_a_limit_on_the_time) {
    for (auto const limit : {1ms, 70ms, 171ms, 500ms, 1000ms, 1500ms, 3000ms}) {
        (void)enumerate(
            reprise::no_jitter{}, reprise::elapsed{limit}, {.elapsed = limit}, as_it_is);
        (void)enumerate(reprise::full_jitter{}, reprise::elapsed{limit}, {.elapsed = limit}, fully);
        (void)enumerate(
            reprise::full_jitter{}, reprise::elapsed{limit}.clip(),
            {.elapsed = limit, .clips = true}, fully);
        (void)enumerate(
            reprise::no_jitter{}, reprise::attempts{4} || reprise::elapsed{limit}.clip(),
            {.attempts = 4, .elapsed = limit, .clips = true}, as_it_is);
        (void)enumerate(
            reprise::no_jitter{}, reprise::deadline{reprise::time_point{1h} + limit},
            {.elapsed = limit}, as_it_is);
    }
}

TEST(outcome_sequences, keep_the_rules_without_a_limit) {
    (void)enumerate(reprise::no_jitter{}, reprise::forever{}, {}, as_it_is);
}

// Through a driver: what an operation returns, letter by letter, and how the run has to go.
TEST(outcome_sequences, are_those_of_the_schedule_when_a_driver_runs_them) {
    constexpr std::uint64_t most = 6;
    auto const policy = reprise::compose(
        reprise::attempts{most}, reprise::exponential{initial, 2.0, cap}, reprise::full_jitter{},
        reprise::fixed_seed{8}, reprise::transient{});
    auto const schedule = reprise::schedule_table<most - 1>(policy);
    constexpr std::string_view letters = "stp";  // success, transient, permanent
    std::size_t sequences = 0;
    for (std::size_t code = 0; code < 6561; ++code) {  // 3^8
        std::string outcomes;
        for (std::size_t rest = code; outcomes.size() < longest; rest /= 3)
            outcomes += letters[rest % 3];
        reprise::testing::virtual_clock clock;
        std::size_t calls = 0;
        auto const result = reprise::try_retry(reprise::with(policy, std::ref(clock)), [&] {
            switch (outcomes[calls++]) {
                case 't': return std::make_error_code(std::errc::timed_out);
                case 'p': return std::make_error_code(std::errc::permission_denied);
                default: return std::error_code{};
            }
        });
        auto const ends = std::min<std::size_t>(outcomes.find_first_not_of('t'), most - 1);
        auto const last = outcomes[ends];
        ASSERT_EQ(calls, ends + 1) << outcomes;
        ASSERT_EQ(result.report().attempts, ends + 1) << outcomes;
        ASSERT_EQ(
            result.report().reason, last == 's'   ? stop_reason::succeeded
                                    : last == 'p' ? stop_reason::permanent_failure
                                                  : stop_reason::attempts_exhausted)
            << outcomes;
        duration waited = 0s;
        for (std::size_t i = 0; i < ends; ++i) waited += schedule[i];
        ASSERT_EQ(result.report().waited, waited) << outcomes;
        ++sequences;
    }
    EXPECT_EQ(sequences, 6561U);
}

}  // namespace
