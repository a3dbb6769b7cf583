// SPDX-License-Identifier: Apache-2.0
// expect: run_with_retry: the task's processor has no invoke(input)
// expect: run_with_retry: the task's processor has no stream(input)
#include <reprise/graph/run_with_retry.hpp>

#include <vector>

namespace graph = reprise::graph;
struct works {
    int invoke(int const& input) { return input; }
};
struct streams {
    std::vector<int> stream(int const& input) { return {input}; }
};
struct has_no_call {};
template <class Processor>
int run(auto const& policies) {
    graph::executable_task<Processor, int> task{.name = "node", .input = 1, .processor = {}};
    return *graph::run_with_retry(task, policies);
}
template <class Processor>
void go_through() {
    graph::executable_task<Processor, int> task{.name = "node", .input = 1, .processor = {}};
    graph::run_with_retry(task, graph::no_retry, graph::run_options{.mode = graph::streaming{}});
}

#ifdef PERMITTED
int const result = run<works>(graph::no_retry);
void streamed() { go_through<streams>(); }
#else
int const result = run<has_no_call>(graph::no_retry);
void streamed() { go_through<works>(); }
#endif
