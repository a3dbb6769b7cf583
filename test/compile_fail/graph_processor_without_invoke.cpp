// SPDX-License-Identifier: Apache-2.0
// expect: run_with_retry: the task's processor has no invoke(input)
#include <reprise/graph/run_with_retry.hpp>

namespace graph = reprise::graph;
struct works {
    int invoke(int const& input) { return input; }
};
struct has_no_call {};
template <class Processor>
int run(auto const& policies) {
    graph::executable_task<Processor, int> task{.name = "node", .input = 1, .processor = {}};
    return *graph::run_with_retry(task, policies);
}

#ifdef PERMITTED
int const result = run<works>(graph::no_retry);
#else
int const result = run<has_no_call>(graph::no_retry);
#endif
