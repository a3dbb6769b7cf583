// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief A naive model of all that policies compute, in integers that are wide enough for everything: slow, and easy
/// to believe. The fuzzer and the property tests hold the library to it.

#ifndef REPRISE_TEST_FUZZ_ARITHMETIC_MODEL_HPP
#define REPRISE_TEST_FUZZ_ARITHMETIC_MODEL_HPP

#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ratio>
#include <string>

namespace arithmetic_model {

using reprise::duration;
__extension__ using wide = __int128;
__extension__ using unsigned_wide = unsigned __int128;

inline constexpr wide longest = duration::max().count();

// What is drawn at random: by the fuzzer, or from a fixed seed.
struct arithmetic_case {
    std::uint64_t retry;
    std::uint64_t other_retry;
    std::uint64_t first;
    std::uint64_t second;
    std::uint64_t third;
    std::uint64_t word;
    std::uint64_t other_word;
    std::uint64_t factor;
};

[[nodiscard]] inline duration saturated(wide count) {
    return duration{static_cast<duration::rep>(std::clamp<wide>(count, 0, longest))};
}

// Numbers of every magnitude, small ones as often as large ones; the largest from the largest.
[[nodiscard]] inline duration any_delay(std::uint64_t bits) {
    return duration{static_cast<duration::rep>((bits >> 1U) >> (bits % 64U % 63U))};
}
[[nodiscard]] inline std::uint64_t any_retry(std::uint64_t bits) {
    return std::max<std::uint64_t>(bits >> (bits % 64U), 1);
}

[[nodiscard]] inline wide power(wide base, std::uint64_t exponent, wide most) {
    wide result = 1;
    for (; exponent > 0 && result <= most && base > 1; --exponent) result *= base;
    return std::min(result, most + 1);
}

// initial * factor^(n - 1) by one multiplication after the other, in the widest floating-point type
[[nodiscard]] inline long double grown(duration initial, long double factor, std::uint64_t retry) {
    auto result = static_cast<long double>(initial.count());
    for (; retry > 1 && result < 1e20L && factor > 1 && result > 0 && retry < 200'000; --retry)
        result *= factor;
    if (retry >= 200'000 && factor > 1 && result > 0)
        result *= std::pow(factor, static_cast<long double>(retry - 1));
    return result;
}

class checks {
  public:
    void expect(char const* what, duration got, duration wanted) {
        if (got != wanted && text_.empty()) {
            text_ = std::string{what} + ": got " + reprise::to_text(got) + ", the model says " +
                    reprise::to_text(wanted);
        }
    }
    void require(char const* what, bool holds) {
        if (!holds && text_.empty()) text_ = what;
    }
    [[nodiscard]] std::string const& text() const { return text_; }

  private:
    std::string text_;
};

inline void check_backoffs(arithmetic_case const& c, checks& out) {
    auto const retry = any_retry(c.retry);
    auto const cap = any_delay(c.second);
    auto const initial = std::min(any_delay(c.first), cap);
    auto const step = any_delay(c.third);
    auto const n = static_cast<wide>(retry);

    out.expect("constant", reprise::constant{cap}.delay(retry), cap);
    out.expect(
        "linear", reprise::linear{initial, step, cap}.delay(retry),
        saturated(std::min<wide>(
            cap.count(), n > 2 * longest || step.count() == 0
                             ? initial.count() + (n - 1 > longest && step.count() > 0 ? longest : 0)
                             : initial.count() + (n - 1) * wide{step.count()})));

    auto const whole = static_cast<double>(1 + c.factor % 64);
    auto const whole_power = power(static_cast<wide>(whole), retry - 1, longest);
    // exact where a double holds all the numbers on the way
    if (std::min<wide>(cap.count(), whole_power * std::max<wide>(initial.count(), 1)) <
            (wide{1} << 53U) ||
        whole == 2.0 || whole == 1.0) {
        out.expect(
            "exponential with a whole factor",
            reprise::exponential{initial, whole, cap}.delay(retry),
            saturated(std::min<wide>(cap.count(), initial.count() * whole_power)));
    }
    auto const factor = 1.0 + static_cast<double>(c.factor) / 18446744073709551616.0;
    auto const delay = reprise::exponential{initial, factor, cap}.delay(retry);
    auto const exact =
        std::min<long double>(grown(initial, factor, retry), static_cast<long double>(cap.count()));
    // a squaring doubles the error of what it squares: it grows with the number of the retry
    auto const allowed = std::exp(4e-16L * (static_cast<long double>(retry) + 64));
    auto const got = static_cast<long double>(delay.count());
    out.require(
        "exponential is further from the model than its rounding allows",
        got >= exact / allowed - 1 && got <= exact * allowed + 1);
    out.require("exponential is past its cap", delay <= cap && delay >= initial);

    wide a = 1;
    wide b = 1;
    for (std::uint64_t i = 1; i < retry && a <= longest; ++i) {
        auto const next = a + b;
        a = b;
        b = next;
    }
    out.expect(
        "fibonacci", reprise::fibonacci{initial, cap}.delay(retry),
        saturated(std::min<wide>(cap.count(), initial.count() * a)));

    auto const degree = static_cast<unsigned>(1 + c.factor % 9);
    out.expect(
        "polynomial", reprise::polynomial{initial, degree, cap}.delay(retry),
        saturated(std::min<wide>(cap.count(), initial.count() * power(n, degree, longest))));

    reprise::delay_table const table{initial, step, cap};
    out.expect("delay_table", table.delay(retry), retry == 1 ? initial : retry == 2 ? step : cap);

    auto const first = reprise::linear{initial, step, cap};
    auto const second = reprise::fibonacci{initial, cap};
    auto const x = first.delay(retry);
    auto const y = second.delay(retry);
    out.expect("sum", (first + second).delay(retry), saturated(wide{x.count()} + y.count()));
    out.expect("shorter", reprise::shorter(first, second).delay(retry), std::min(x, y));
    out.expect("longer", reprise::longer(first, second).delay(retry), std::max(x, y));
    out.expect("capped", reprise::capped(first, step).delay(retry), std::min(x, step));
    out.expect("floored", reprise::floored(first, step).delay(retry), std::max(x, step));
    out.expect(
        "first_at_once", reprise::first_at_once(first).delay(retry),
        retry == 1 ? duration::zero() : first.delay(retry - 1));
    auto const count = any_retry(c.other_retry) - 1;
    out.expect(
        "then", reprise::then(first, reprise::retries{count}, second).delay(retry),
        retry <= count ? x : second.delay(retry - count));
    out.expect(
        "from_function", reprise::from_function([step](std::uint64_t) {
                             return reprise::delay_answer::use(step);
                         }).delay(retry),
        step);

    out.require(
        "a backoff decreases",
        retry == ~std::uint64_t{0} ||
            (delay <= reprise::exponential{initial, factor, cap}.delay(retry + 1) &&
             x <= first.delay(retry + 1) && y <= second.delay(retry + 1)));
}

[[nodiscard]] inline wide uniform(wide least, wide most, std::uint64_t word) {
    return least + static_cast<wide>((static_cast<unsigned_wide>(most - least + 1) * word) >> 64U);
}

// delay * ratio for a ratio of parts / 2^64, to the nearest; the library holds ratios to 2^-63
[[nodiscard]] inline wide times(duration delay, double ratio) {
    auto const whole = static_cast<std::uint64_t>(std::min(ratio, 1e19));
    auto const parts =
        static_cast<std::uint64_t>((ratio - std::floor(ratio)) * 9223372036854775808.0);
    if (whole != 0 && delay.count() > longest / static_cast<wide>(whole)) return longest;
    auto const part =
        (static_cast<unsigned_wide>(delay.count()) * parts + (unsigned_wide{1} << 62U)) >> 63U;
    return std::min(longest, delay.count() * static_cast<wide>(whole) + static_cast<wide>(part));
}

inline void check_jitters(arithmetic_case const& c, checks& out) {
    auto const delay = any_delay(c.first);
    auto const previous = any_delay(c.second);
    auto const base = std::max(any_delay(c.third), duration{1});
    auto const memory = reprise::smoothed_jitter{}
                            .draw(delay, {.word = c.other_word, .retry = any_retry(c.retry)})
                            .memory;
    reprise::jitter_input const input{
        .word = c.word, .previous = previous, .retry = any_retry(c.retry), .memory = memory};
    auto const d = wide{delay.count()};

    out.expect("no_jitter", reprise::no_jitter{}.apply(delay, input), delay);
    out.expect(
        "full_jitter", reprise::full_jitter{}.apply(delay, input),
        saturated(uniform(0, d, c.word)));
    out.expect(
        "equal_jitter", reprise::equal_jitter{}.apply(delay, input),
        saturated(uniform(d / 2, d, c.word)));
    out.expect(
        "additive_jitter", reprise::additive_jitter{previous}.apply(delay, input),
        saturated(d + uniform(0, previous.count(), c.word)));

    auto const fraction = static_cast<double>(c.factor) / 18446744073709551616.0;
    auto const part = times(delay, fraction);
    out.expect(
        "proportional_jitter", reprise::proportional_jitter{fraction}.apply(delay, input),
        saturated(uniform(d - part, std::min(longest, d + part), c.word)));

    auto const low = fraction * 3;
    auto const high = low + static_cast<double>(c.other_retry % 1000) / 7;
    out.expect(
        "multiplicative_jitter", reprise::multiplicative_jitter{low, high}.apply(delay, input),
        saturated(uniform(times(delay, low), times(delay, high), c.word)));

    auto const last = std::max<wide>(previous.count(), base.count());
    out.expect(
        "decorrelated_jitter", reprise::decorrelated_jitter{base}.apply(delay, input),
        saturated(uniform(std::min<wide>(base.count(), d), std::min(3 * last, d), c.word)));
    out.expect(
        "monotone_jitter", reprise::monotone_jitter{base}.apply(delay, input),
        saturated(uniform(std::min(last, d), std::min(3 * last, d), c.word)));

    constexpr auto curve = [](long double t) {
        return t > 0 ? std::exp2(t) * std::tanh(std::sqrt(4 * t)) : 0.0L;
    };
    reprise::smoothed_jitter const smoothed;
    auto const n = 1 + c.retry % 200;
    auto const u = static_cast<long double>(c.word) / 18446744073709551616.0L;
    auto const v = static_cast<long double>(c.other_word) / 18446744073709551616.0L;
    auto const before =
        n == 1 ? 0 : smoothed.draw(delay, {.word = c.other_word, .retry = n - 1}).memory;
    auto const waited = smoothed.apply(delay, {.word = c.word, .retry = n, .memory = before});
    auto const growth = (curve(static_cast<long double>(n - 1) + u) -
                         (n == 1 ? 0 : curve(static_cast<long double>(n - 2) + v))) /
                        std::exp2(static_cast<long double>(n - 1)) / 1.4L;
    auto const wanted = std::min<long double>(
        static_cast<long double>(d) * growth, static_cast<long double>(longest));
    // the words count to 56 bits, which the square root of next to nothing magnifies at the first two retries
    auto const cut = 1 / 72057594037927936.0L;
    auto const lost = [cut](long double x) {
        return std::sqrt(x) - std::sqrt(std::max(x - cut, 0.0L));
    };
    auto const magnified = n == 1 ? lost(u) : n == 2 ? lost(v) : 0;
    out.require(
        "smoothed_jitter is further from the model than 2^-47 of the delay",
        std::fabs(static_cast<long double>(waited.count()) - wanted) <=
            0.5L + static_cast<long double>(d) * (1 / 140737488355328.0L + 2 * magnified));
    out.require(
        "smoothed_jitter is beyond its bounds", waited >= smoothed.least(delay, {.retry = n}) &&
                                                    waited <= smoothed.most(delay, {.retry = n}));
    out.require(
        "a mean is beyond the bounds",
        smoothed.mean(delay, {.retry = n}) <= smoothed.most(delay, {.retry = n}) &&
            reprise::decorrelated_jitter{base}.mean(delay, input) <= delay &&
            std::isfinite(
                reprise::monotone_jitter{base}.relative_standard_deviation(delay, input)));
}

// What a jitter publishes of itself, beside what follows from its ends where all between them is equally likely.
template <class Jitter>
void check_moments(Jitter const& jitter, duration delay, reprise::jitter_input input, checks& out) {
    input.word = 0;
    auto const least = wide{jitter.apply(delay, input).count()};
    input.word = ~std::uint64_t{0};
    auto const most = wide{jitter.apply(delay, input).count()};
    auto const mean = wide{jitter.mean(delay, input).count()};
    out.require("a jitter's longest delay is below its shortest", least >= 0 && least <= most);
    out.require(
        "a mean is not in the middle",
        2 * mean >= least + most - 2 && 2 * mean <= least + most + 2);
    auto const spread = jitter.relative_standard_deviation(delay, input);
    out.require("a spread is not a number from zero on", std::isfinite(spread) && spread >= 0);
    if (mean == 0) return;
    auto const wanted =
        static_cast<double>(most - least) / std::sqrt(12.0) / static_cast<double>(mean);
    out.require(
        "a spread is not that of a uniform distribution",
        std::fabs(spread - wanted) <= 1e-9 + 2 / static_cast<double>(mean));
}

inline void check_published_moments(arithmetic_case const& c, checks& out) {
    auto const delay = any_delay(c.first);
    auto const base = std::max(any_delay(c.third), duration{1});
    reprise::jitter_input const input{.previous = any_delay(c.second), .retry = any_retry(c.retry)};
    auto const fraction = static_cast<double>(c.factor) / 18446744073709551616.0;
    check_moments(reprise::no_jitter{}, delay, input, out);
    check_moments(reprise::full_jitter{}, delay, input, out);
    check_moments(reprise::equal_jitter{}, delay, input, out);
    // what does not fit is cut off after the draw, and no longer uniform
    if (input.previous <= duration::max() - delay)
        check_moments(reprise::additive_jitter{input.previous}, delay, input, out);
    check_moments(reprise::proportional_jitter{fraction}, delay, input, out);
    check_moments(reprise::multiplicative_jitter{fraction, fraction * 1000 + 1}, delay, input, out);
    check_moments(reprise::decorrelated_jitter{base}, delay, input, out);
    check_moments(reprise::monotone_jitter{base}, delay, input, out);
    reprise::smoothed_jitter const smoothed;
    out.require(
        "smoothed_jitter publishes what it cannot be",
        smoothed.mean(delay, input) >= smoothed.least(delay, input) &&
            smoothed.mean(delay, input) <= delay &&
            smoothed.relative_standard_deviation(delay, input) > 0.35 &&
            smoothed.relative_standard_deviation(delay, input) < 0.46);
}

// count * Num / Den nanoseconds, to the nearest, halves away from zero
template <class Count, class Unit>
void check_conversion(char const* what, std::uint64_t bits, checks& out) {
    using span = std::chrono::duration<Count, Unit>;
    using scale = std::ratio_divide<Unit, std::nano>;
    auto const count = static_cast<Count>(bits);
    auto const twice = wide{count} * scale::num * 2;
    auto const nearest =
        (twice + (twice < 0 ? -wide{scale::den} : wide{scale::den})) / (2 * wide{scale::den});
    out.expect(
        what, reprise::any_duration{span{count}}.value(),
        duration{static_cast<duration::rep>(std::clamp(nearest, -longest - 1, longest))});
}

inline void check_durations(arithmetic_case const& c, checks& out) {
    auto const bits = c.first >> (c.third % 64);
    check_conversion<std::int64_t, std::ratio<3600>>("hours", bits, out);
    check_conversion<std::int64_t, std::ratio<3600>>("hours", ~bits, out);
    check_conversion<std::uint64_t, std::milli>("unsigned milliseconds", bits, out);
    check_conversion<std::int32_t, std::ratio<31556952>>("years", bits, out);
    check_conversion<std::int64_t, std::ratio<1001, 30000>>("frames", ~bits, out);
    check_conversion<std::int64_t, std::pico>("picoseconds", c.second, out);
    check_conversion<std::uint64_t, std::pico>("unsigned picoseconds", c.second, out);
    check_conversion<std::int64_t, std::ratio<7, 3'000'000'000>>("odd units", c.second, out);

    auto const a = any_delay(c.first);
    auto const b = any_delay(c.second);
    out.expect(
        "saturating_add", reprise::saturating_add(a, b), saturated(wide{a.count()} + b.count()));
    reprise::time_point const from{duration{static_cast<duration::rep>(c.word)}};
    reprise::time_point const to{duration{static_cast<duration::rep>(c.other_word)}};
    out.expect(
        "elapsed_between", reprise::elapsed_between(from, to),
        saturated(wide{to.time_since_epoch().count()} - from.time_since_epoch().count()));
}

// What follows a failure with a hint under a limit on the time, by the rules of the step machine's page.
struct decision {
    bool stops;
    reprise::stop_reason reason;
    wide delay;
};
[[nodiscard]] inline decision decided(
    bool is_up, wide left, bool clips, wide drawn, wide hint, wide allowance) {
    using reprise::stop_reason;
    if (is_up) return {true, stop_reason::deadline, 0};
    auto delay = clips ? std::min(drawn, left) : drawn;
    if (delay > left) return {true, stop_reason::deadline, 0};
    if (hint > delay && hint > left) return {true, stop_reason::refused, 0};
    if (hint > drawn) delay = std::min(hint, std::min(longest, drawn + allowance));
    if (clips) delay = std::min(delay, left);
    return {false, stop_reason::succeeded, delay};
}

template <class Stop>
void check_decision(
    char const* what, arithmetic_case const& c, Stop const& stop, reprise::time_point now,
    bool is_up, wide left, bool clips, checks& out) {
    reprise::constant const backoff{any_delay(c.first)};
    reprise::no_jitter const jitter;
    auto const hint = any_delay(c.second);
    auto const allowance = any_delay(c.third);
    reprise::step_machine machine{
        backoff, jitter, stop, reprise::time_point{duration{static_cast<duration::rep>(c.word)}}};
    auto const step = machine.failed(
        reprise::verdict::throttled().after(hint, allowance), now, [] { return std::uint64_t{0}; });
    auto const wanted =
        decided(is_up, left, clips, backoff.delay(1).count(), hint.count(), allowance.count());
    out.require(what, step.waits() != wanted.stops);
    if (wanted.stops) {
        out.require(what, !step.waits() && step.reason() == wanted.reason);
    } else {
        out.expect(what, step.delay(), saturated(wanted.delay));
    }
}

inline void check_decisions(arithmetic_case const& c, checks& out) {
    using reprise::time_point;
    time_point const start{duration{static_cast<duration::rep>(c.word)}};
    time_point const now{duration{static_cast<duration::rep>(c.other_word)}};
    auto const limit = std::max(any_delay(c.factor), duration{1});
    auto const passed = std::clamp<wide>(
        wide{now.time_since_epoch().count()} - start.time_since_epoch().count(), 0, longest);
    check_decision("without a limit", c, reprise::forever{}, now, false, longest, false, out);
    for (bool const clips : {false, true}) {
        auto const elapsed = clips ? reprise::elapsed{limit}.clip() : reprise::elapsed{limit};
        check_decision(
            "under elapsed", c, elapsed, now, passed >= limit.count(), limit.count() - passed,
            clips, out);
        time_point const moment{duration{static_cast<duration::rep>(c.other_retry)}};
        auto const left = std::clamp<wide>(
            wide{moment.time_since_epoch().count()} - now.time_since_epoch().count(), 0, longest);
        auto const until = clips ? reprise::deadline{moment}.clip() : reprise::deadline{moment};
        check_decision("under a deadline", c, until, now, now >= moment, left, clips, out);
    }
}

// Nothing, or the first thing that the library and the model disagree about.
[[nodiscard]] inline std::string disagreement(arithmetic_case const& drawn) {
    checks out;
    check_backoffs(drawn, out);
    check_jitters(drawn, out);
    check_published_moments(drawn, out);
    check_durations(drawn, out);
    check_decisions(drawn, out);
    return out.text();
}

}  // namespace arithmetic_model

#endif  // REPRISE_TEST_FUZZ_ARITHMETIC_MODEL_HPP
