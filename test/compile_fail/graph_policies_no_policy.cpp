// SPDX-License-Identifier: Apache-2.0
// expect: run_with_retry: the second argument holds the policies
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
int const result = run<works>(reprise::compose());
#else
int const result = run<works>(3);
#endif
