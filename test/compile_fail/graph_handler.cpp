// SPDX-License-Identifier: Apache-2.0
// expect: run_with_handler: the handler must be callable, as const, with (input, node_error) or (node_error)
// expect: run_with_handler: the handler must return what the task returns, or a graph::command, or nothing
#include <reprise/graph/run_with_handler.hpp>

#include <string>

namespace graph = reprise::graph;
struct works {
    int invoke(int const& input) { return input; }
};
void run(auto handle) {
    graph::executable_task<works, int> task{.name = "node", .input = 1, .processor = {}};
    graph::run_with_handler(task, graph::error_handler{handle});
}

void run_all() {
#ifdef PERMITTED
    run([](graph::node_error const&) { return 1; });
    run([](int const&, graph::node_error const&) {});
#else
    run([](int) { return 1; });
    run([](graph::node_error const&) { return std::string{"one"}; });
#endif
}
