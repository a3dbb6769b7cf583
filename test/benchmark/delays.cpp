// SPDX-License-Identifier: Apache-2.0
//
// A million delays of every backoff and of every jitter: each benchmark makes so many per iteration, retries 1 to 16
// over and over, with words from the library's own stream. The bound is 20 ms.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>

namespace {

using namespace std::chrono_literals;

constexpr int delays = 1'000'000;

template <class Backoff, class Jitter>
void measure(benchmark::State& state, Backoff const& backoff, Jitter const& jitter) {
    for (auto _ : state) {
        reprise::random_stream words{1, 2};
        reprise::jitter_input input;
        std::int64_t sum = 0;
        for (int i = 0; i < delays; ++i) {
            input.word = words();
            input.retry = static_cast<std::uint64_t>(i % 16 + 1);
            auto const drawn = reprise::detail::draw_of(jitter, backoff.delay(input.retry), input);
            input.previous = drawn.delay;
            input.memory = drawn.memory;
            sum += drawn.delay.count();
        }
        benchmark::DoNotOptimize(sum);
    }
}

template <class Backoff>
void measure_backoff(char const* name, Backoff backoff) {
    benchmark::RegisterBenchmark(name, [backoff](benchmark::State& state) {
        // what is known at compile time would be computed there
        auto hidden = backoff;
        benchmark::DoNotOptimize(hidden);
        measure(state, hidden, reprise::no_jitter{});
    })->Unit(benchmark::kMillisecond);
}

template <class Jitter>
void measure_jitter(char const* name, Jitter jitter) {
    benchmark::RegisterBenchmark(name, [jitter](benchmark::State& state) {
        auto hidden = jitter;
        benchmark::DoNotOptimize(hidden);
        auto backoff = reprise::exponential{100ms, 2.0, 10s};
        benchmark::DoNotOptimize(backoff);
        measure(state, backoff, hidden);
    })->Unit(benchmark::kMillisecond);
}

[[maybe_unused]] bool const registered = [] {
    measure_backoff("backoff/constant", reprise::constant{1s});
    measure_backoff("backoff/linear", reprise::linear{100ms, 10ms, 10s});
    measure_backoff("backoff/exponential_2", reprise::exponential{100ms, 2.0, 10s});
    measure_backoff("backoff/exponential_1.5", reprise::exponential{100ms, 1.5, 1h});
    measure_backoff("backoff/fibonacci", reprise::fibonacci{100ms, 10s});
    measure_backoff("backoff/polynomial_3", reprise::polynomial{100ms, 3, 1h});
    measure_backoff("backoff/delay_table", reprise::delay_table{100ms, 200ms, 1s, 5s});
    measure_backoff("backoff/from_function", reprise::from_function([](std::uint64_t number) {
                        return reprise::delay_answer::use(std::chrono::milliseconds{number});
                    }));
    measure_backoff("backoff/first_at_once", reprise::first_at_once(reprise::exponential{}));
    measure_backoff(
        "backoff/then",
        reprise::then(reprise::constant{1ms}, reprise::retries{3}, reprise::exponential{}));
    measure_backoff(
        "backoff/capped_sum",
        reprise::capped(reprise::constant{1ms} + reprise::fibonacci{1ms, 1h}, 1s));
    measure_backoff(
        "backoff/shorter_longer",
        reprise::shorter(
            reprise::longer(reprise::constant{1s}, reprise::exponential{}),
            reprise::linear{1s, 1s, 1h}));
    measure_jitter("jitter/none", reprise::no_jitter{});
    measure_jitter("jitter/full", reprise::full_jitter{});
    measure_jitter("jitter/equal", reprise::equal_jitter{});
    measure_jitter("jitter/additive", reprise::additive_jitter{});
    measure_jitter("jitter/proportional", reprise::proportional_jitter{0.2});
    measure_jitter("jitter/multiplicative", reprise::multiplicative_jitter{0.5, 1.5});
    measure_jitter("jitter/decorrelated", reprise::decorrelated_jitter{100ms});
    measure_jitter("jitter/monotone", reprise::monotone_jitter{100ms});
    measure_jitter("jitter/smoothed", reprise::smoothed_jitter{});
    return true;
}();

}  // namespace
