// SPDX-License-Identifier: Apache-2.0
// expect: async_run_with_retry: the task's processor has no async_invoke(input) and no async_invoke(input, context)
// expect: async_run_with_retry: the task's processor has no async_stream(input) and no async_stream(input, context)
// expect: async_run_with_retry: what the processor's call returns can neither be awaited, nor has it a next()
#include "../unit/include/tiny_task.hpp"

#include <reprise/graph/async_run_with_retry.hpp>

#include <optional>
#include <stop_token>

namespace graph = reprise::graph;
using reprise_test::tiny_task;
struct source {
    int left = 3;
    tiny_task<std::optional<int>> next() {
        co_return left == 0 ? std::nullopt : std::optional{left--};
    }
};
struct works {
    tiny_task<int> async_invoke(int const& input) { co_return input; }
    source async_stream(int const& input) { return {input}; }
};
struct has_no_call {};
struct blocks {
    int async_invoke(int const& input) { return input; }
};
struct timer {
    static reprise::time_point now() noexcept { return {}; }
    static tiny_task<bool> async_wait(
        reprise::duration /*delay*/, std::stop_token const& /*token*/) {
        co_return true;
    }
};
template <class Processor>
void run(auto mode) {
    graph::executable_task<Processor, int> task{.name = "node", .input = 1, .processor = {}};
    (void)graph::async_run_with_retry(
        task, graph::no_retry, graph::run_options{.clock = timer{}, .mode = mode});
}

void run_all() {
#ifdef PERMITTED
    run<works>(graph::invoking{});
    run<works>(graph::streaming{});
#else
    run<has_no_call>(graph::invoking{});
    run<has_no_call>(graph::streaming{});
    run<blocks>(graph::invoking{});
#endif
}
