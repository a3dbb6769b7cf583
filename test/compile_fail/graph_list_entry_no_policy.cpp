// SPDX-License-Identifier: Apache-2.0
// expect: retry_policies: an entry is a policy
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
graph::retry_policies const list{graph::retry_policy{}, reprise::compose()};
#else
graph::retry_policies const list{graph::retry_policy{}, 0.5};
#endif
