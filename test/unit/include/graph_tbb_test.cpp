// SPDX-License-Identifier: Apache-2.0

#include <reprise/graph/tbb.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <oneapi/tbb/flow_graph.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>  // std::function, std::ref
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace flow = oneapi::tbb::flow;
namespace graph = reprise::graph;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using context = graph::node_context<graph::channel_write, std::any>;

struct lost_connection : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct calling {
    std::function<int(int, context&)> call;
    int invoke(int const& input, context& node) { return call(input, node); }
};
using task = graph::executable_task<calling, int>;

task task_for(int message, std::function<int(int, context&)> call) {
    return {
        .name = "node",
        .input = message,
        .processor = {std::move(call)},
        .config = {.checkpoint_namespace = graph::checkpoint_namespace::parse("node:1")},
        .id = "task-" + std::to_string(message)};
}

// A flow graph of one retried node, and what came out of each of its ports.
struct one_node {
    using node_type = graph::retried_node<int, int>;

    reprise::testing::virtual_clock clock{};
    flow::graph in{};
    std::vector<int> results{};
    std::vector<graph::node_error> failures{};
    std::vector<graph::command> commands{};
    std::vector<graph::interrupted_task> interrupts{};

    template <class Handler = graph::no_handler>
    void run(std::function<int(int, context&)> const& call, Handler handler = {}) {
        auto node = graph::make_retried_node<int, int>(
            in, flow::serial, [&call](int message) { return task_for(message, call); },
            graph::retry_policy{.initial_interval = 10ms, .max_attempts = 3, .jitter = false},
            graph::run_options{.clock = std::ref(clock)}, std::move(handler));
        auto const collect = [](auto& where) {
            return [&where](auto const& message) {
                where.push_back(message);
                return flow::continue_msg{};
            };
        };
        flow::function_node<int> result{in, flow::serial, collect(results)};
        flow::function_node<graph::node_error> failure{in, flow::serial, collect(failures)};
        flow::function_node<graph::command> command{in, flow::serial, collect(commands)};
        flow::function_node<graph::interrupted_task> interrupt{
            in, flow::serial, collect(interrupts)};
        flow::make_edge(graph::port_of<graph::port::result>(node), result);
        flow::make_edge(graph::port_of<graph::port::failure>(node), failure);
        flow::make_edge(graph::port_of<graph::port::command>(node), command);
        flow::make_edge(graph::port_of<graph::port::interrupt>(node), interrupt);
        node.try_put(1);
        in.wait_for_all();
    }
};

TEST(graph_tbb, hands_on_a_result_after_the_waits_of_its_policy) {
    one_node graph;
    int calls = 0;
    graph.run([&](int input, context& node) {
        EXPECT_EQ(node.info().node_attempt, static_cast<unsigned>(calls + 1));
        if (++calls < 3) throw lost_connection{"reset"};
        return input + 41;
    });
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(graph.results, ElementsAre(42));
    EXPECT_THAT(graph.clock.waits(), ElementsAre(10ms, 20ms));
    EXPECT_THAT(graph.failures, IsEmpty());
}

TEST(graph_tbb, hands_on_the_last_failure_and_does_not_cancel_the_flow) {
    one_node graph;
    int calls = 0;
    graph.run([&](int /*input*/, context& /*node*/) -> int {
        throw lost_connection{"reset " + std::to_string(++calls)};
    });
    EXPECT_FALSE(graph.in.is_cancelled());
    EXPECT_FALSE(graph.in.exception_thrown());
    EXPECT_THAT(graph.results, IsEmpty());
    ASSERT_EQ(graph.failures.size(), 1U);
    EXPECT_EQ(graph.failures[0].node, "node");
    try {
        std::rethrow_exception(graph.failures[0].error);
    } catch (lost_connection const& error) {
        EXPECT_STREQ(error.what(), "reset 3");
    }
}

TEST(graph_tbb, sends_a_parent_command_by_its_own_port_at_once) {
    one_node graph;
    int calls = 0;
    graph.run([&](int /*input*/, context& /*node*/) -> int {
        ++calls;
        throw graph::parent_command{
            graph::command{.graph = graph::command::parent, .go_to = {"elsewhere"}}};
    });
    EXPECT_EQ(calls, 1);
    ASSERT_EQ(graph.commands.size(), 1U);
    EXPECT_THAT(graph.commands[0].go_to, ElementsAre("elsewhere"));
    EXPECT_THAT(graph.failures, IsEmpty());
}

TEST(graph_tbb, an_interrupt_leaves_with_the_task_that_asks) {
    one_node graph;
    graph.run([](int /*input*/, context& /*node*/) -> int { throw graph::graph_interrupt{}; });
    ASSERT_EQ(graph.interrupts.size(), 1U);
    EXPECT_EQ(graph.interrupts[0].task, "node");
    EXPECT_EQ(graph.interrupts[0].task_id, "task-1");
    EXPECT_THAT(graph.failures, IsEmpty());
    EXPECT_THAT(graph.clock.waits(), IsEmpty());
}

TEST(graph_tbb, a_drained_graph_leaves_by_the_port_of_failures_past_the_handler) {
    one_node graph;
    graph.run(
        [](int /*input*/, context& /*node*/) -> int { throw graph::graph_drained{"deploy"}; },
        graph::error_handler{[](graph::node_error const&) {
            ADD_FAILURE() << "nothing failed";
            return 7;
        }});
    EXPECT_FALSE(graph.in.is_cancelled());
    ASSERT_EQ(graph.failures.size(), 1U);
    EXPECT_THROW(std::rethrow_exception(graph.failures[0].error), graph::graph_drained);
    EXPECT_THAT(graph.results, IsEmpty());
}

TEST(graph_tbb, a_handler_turns_the_failure_into_a_result) {
    one_node graph;
    graph.run(
        [](int /*input*/, context& /*node*/) -> int { throw lost_connection{"reset"}; },
        graph::error_handler{[](graph::node_error const& error) {
            EXPECT_EQ(error.node, "node");
            return 7;
        }});
    EXPECT_THAT(graph.results, ElementsAre(7));
    EXPECT_THAT(graph.failures, IsEmpty());
}

TEST(graph_tbb, tasks_of_many_messages_run_side_by_side_and_none_is_lost) {
    constexpr int messages = 200;
    std::vector<std::atomic<int>> calls(messages);
    flow::graph in;
    auto node = graph::make_retried_node<int, int>(
        in, flow::unlimited,
        [&calls](int message) {
            return task_for(message, [&calls](int input, context& /*node*/) {
                if (++calls[static_cast<std::size_t>(input)] < 3) throw lost_connection{"reset"};
                return input;
            });
        },
        graph::retry_policy{.initial_interval = 0ms, .max_attempts = 3, .jitter = false});
    std::vector<int> results;
    flow::function_node<int> collect{in, flow::serial, [&results](int result) {
                                         results.push_back(result);
                                         return flow::continue_msg{};
                                     }};
    flow::make_edge(graph::port_of<graph::port::result>(node), collect);
    for (int message = 0; message < messages; ++message) node.try_put(message);
    in.wait_for_all();
    EXPECT_EQ(results.size(), std::size_t{messages});
    EXPECT_EQ(std::set<int>(results.begin(), results.end()).size(), std::size_t{messages});
    for (auto const& count : calls) EXPECT_EQ(count, 3);
}

}  // namespace
