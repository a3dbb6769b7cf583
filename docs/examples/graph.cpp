// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Runs graph tasks with retries.

#include <reprise/first_match.hpp>
#include <reprise/graph/log_lines.hpp>
#include <reprise/graph/run_with_handler.hpp>
#include <reprise/graph/run_with_retry.hpp>
#include <reprise/retry.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

namespace graph = reprise::graph;
using namespace std::chrono_literals;

struct rate_limited : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct parse_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

//! [processor]
struct summarize {
    using context = graph::node_context<graph::channel_write, std::any>;

    std::string invoke(std::string const& text, context& node) {
        if (node.info().node_attempt < 3) throw rate_limited{"slow down"};
        node.write({"summary", text.substr(0, 5)});
        return text.substr(0, 5);
    }
};
//! [processor]

struct parse {
    int invoke(std::string const& text) { return std::stoi(text); }
};

}  // namespace

int main() {
    //! [run]
    graph::executable_task<summarize, std::string> task{
        .name = "summarize",
        .input = "a long text",
        .processor = {},
        .config = {.checkpoint_namespace = graph::checkpoint_namespace::parse("summarize:7")},
        .id = "7"};
    auto const summary = graph::run_with_retry(
        task, graph::retry_policy{.initial_interval = 1ms, .max_interval = 10ms},
        graph::run_options{.logger = graph::log_lines{std::cout}, .stop = reprise::elapsed{10s}});
    //! [run]
    std::cout << *summary << ", " << task.writes.size() << " write\n";

    //! [list]
    // each failure goes to the first policy that accepts it; each policy counts its own
    task.retry_policies = graph::retry_policies{
        graph::retry_policy{
            .initial_interval = 1ms,
            .max_attempts = 5,
            .retry_on = reprise::retry_on<rate_limited>{}},
        graph::retry_policy{.max_attempts = 2}};
    graph::run_with_retry(task);
    //! [list]

    //! [composed]
    // the same with types: checked by the compiler, nothing erased
    constexpr auto policies = reprise::first_match(
        reprise::compose(
            reprise::retry_on<rate_limited>{}, reprise::attempts{5}, reprise::exponential{1ms}),
        reprise::compose(reprise::retry_on<parse_error>{}, reprise::attempts{2}),
        reprise::attempts{6});
    task.retry_policies = {};
    graph::run_with_retry(task, policies);
    //! [composed]

    //! [original]
    graph::run_with_retry(
        task, graph::retry_policy{.initial_interval = 1ms, .jitter = false},
        graph::run_options{.how = graph::semantics::langgraph});
    //! [original]

    //! [handler]
    graph::executable_task<parse, std::string> parsing{
        .name = "parse", .input = "no number", .processor = {}};
    graph::error_handler const zero{[](std::string const& text, graph::node_error const& error) {
        std::cout << error.node << " could not read '" << text << "'\n";
        return 0;
    }};
    auto const number = graph::run_with_handler(parsing, zero);
    //! [handler]
    return *number;
}
