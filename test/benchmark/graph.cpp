// SPDX-License-Identifier: Apache-2.0

// What running a task costs over calling its processor, where that succeeds.

#include <reprise/graph/run_with_retry.hpp>
#include <reprise/retry.hpp>

#include <benchmark/benchmark.h>

#include <any>

namespace {

namespace graph = reprise::graph;

struct plain {
    [[gnu::noinline]] int invoke(int const& input) {
        benchmark::DoNotOptimize(input);
        return input + 1;
    }
};

struct told {
    [[gnu::noinline]] int invoke(
        int const& input, graph::node_context<graph::channel_write, std::any>& node) {
        benchmark::DoNotOptimize(node.info().node_attempt);
        return input + 1;
    }
};

template <class Processor>
graph::executable_task<Processor, int> make_task() {
    return {.name = "node", .input = 1, .processor = {}, .id = "1"};
}

void by_hand(benchmark::State& state) {
    auto task = make_task<plain>();
    for (auto _ : state) benchmark::DoNotOptimize(task.processor.invoke(task.input));
}
BENCHMARK(by_hand);

void composed_policy(benchmark::State& state) {
    auto task = make_task<plain>();
    constexpr auto policy = reprise::compose();
    for (auto _ : state) benchmark::DoNotOptimize(graph::run_with_retry(task, policy));
}
BENCHMARK(composed_policy);

void composed_policy_with_context(benchmark::State& state) {
    auto task = make_task<told>();
    constexpr auto policy = reprise::compose();
    for (auto _ : state) benchmark::DoNotOptimize(graph::run_with_retry(task, policy));
}
BENCHMARK(composed_policy_with_context);

void policy_of_the_task(benchmark::State& state) {
    auto task = make_task<plain>();
    task.retry_policies = graph::retry_policy{};
    for (auto _ : state) benchmark::DoNotOptimize(graph::run_with_retry(task));
}
BENCHMARK(policy_of_the_task);

}  // namespace
