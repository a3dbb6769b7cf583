// SPDX-License-Identifier: Apache-2.0
#include "tasks.hpp"

#include "../loops.hpp"

#include <reprise/graph/run_with_retry.hpp>

#include <any>

namespace {

// A task of a graph that succeeds, against a call of its processor: made once, as a graph makes it before it is run.

namespace graph = reprise::graph;

struct processor {
    [[gnu::noinline]] int invoke(int const& input) {
        loops::use(input);
        return input + 1;
    }
};
struct told_processor {
    [[gnu::noinline]] int invoke(
        int const& input, graph::node_context<graph::channel_write, std::any>& node) {
        loops::use(node.info().node_attempt);
        return input + 1;
    }
};

template <class Processor>
graph::executable_task<Processor, int>& task() {
    static graph::executable_task<Processor, int> made{
        .name = "node", .input = 1, .processor = {}, .id = "1"};
    return made;
}

}  // namespace

int tasks::by_hand() { return task<processor>().processor.invoke(task<processor>().input); }

int tasks::composed() {
    constexpr auto policy = reprise::compose();
    return *graph::run_with_retry(task<processor>(), policy);
}

int tasks::told() {
    constexpr auto policy = reprise::compose();
    return *graph::run_with_retry(task<told_processor>(), policy);
}

int tasks::listed() {
    static graph::executable_task<processor, int> with_policies{
        .name = "node",
        .input = 1,
        .processor = {},
        .retry_policies = graph::retry_policy{},
        .id = "1"};
    return *graph::run_with_retry(with_policies);
}
