// SPDX-License-Identifier: Apache-2.0

#include "parity.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace parity;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A task that sends a command; what becomes of it.
struct sends {
    original run{};
    processor called{};
    std::vector<std::string> applied{};
    std::vector<reprise::duration> sleeps{};

    task_of<processor> task_at(std::string const& place, std::string const& name) {
        auto task = task_for(called, listed(graph::retry_policy{.retry_on = everything}));
        task.name = name;
        task.config.checkpoint_namespace = graph::checkpoint_namespace::parse(place);
        task.writers.emplace_back([this](graph::command const& command, graph::config const&) {
            applied.push_back(std::any_cast<std::string>(command.update));
        });
        return task;
    }

    // The address with which the command came out, or nothing where the task took it.
    std::optional<std::string> at(
        graph::graph_address const& address, std::string const& place,
        std::string const& name = "n") {
        EXPECT_CALL(called, invoke(40, _)).WillOnce([address](int const&, context&) -> int {
            throw graph::parent_command{{.graph = address, .update = std::string{"update"}}};
        });
        auto task = task_at(place, name);
        try {
            EXPECT_EQ(graph::run_with_retry(task, {}, run.options()), std::nullopt);
        } catch (graph::parent_command const& sent) {
            EXPECT_THAT(run.sleeps(), IsEmpty());
            EXPECT_THAT(applied, IsEmpty());
            EXPECT_EQ(std::any_cast<std::string>(sent.sent().update), "update");
            return sent.sent().graph.text();
        }
        EXPECT_THAT(applied, ElementsAre("update"));
        return std::nullopt;
    }
};

auto const parent = graph::command::parent;

// the table, row by row

TEST(parity_parent_command, for_the_parent_from_a_node_of_the_root) {
    EXPECT_EQ(sends{}.at(parent, "n:1"), "");
}

TEST(parity_parent_command, for_the_parent_from_a_subgraph) {
    EXPECT_EQ(sends{}.at(parent, "a:1|n:2"), "a:1");
    EXPECT_EQ(sends{}.at(parent, "a:1|1|n:2"), "a:1");
    EXPECT_EQ(sends{}.at(parent, "a:1|1|n:2|1"), "a:1");
}

TEST(parity_parent_command, for_the_parent_from_nowhere) { EXPECT_EQ(sends{}.at(parent, ""), ""); }

TEST(parity_parent_command, for_the_hosts_namespace) {
    EXPECT_EQ(sends{}.at("a:1", "a:1", "x"), std::nullopt);
}

TEST(parity_parent_command, for_the_hosts_namespace_without_ids) {
    EXPECT_EQ(sends{}.at("a", "a:1", "x"), std::nullopt);
    EXPECT_EQ(sends{}.at("a|n", "a:1|n:2", "x"), std::nullopt);
}

TEST(parity_parent_command, for_the_hosts_name) {
    EXPECT_EQ(sends{}.at("n", "a:1|n:2", "n"), std::nullopt);
}

TEST(parity_parent_command, for_somebody_else) {
    EXPECT_EQ(sends{}.at("other", "n:1"), "other");
    EXPECT_EQ(sends{}.at(graph::graph_address{}, "n:1"), "");
    EXPECT_EQ(sends{}.at("", "n:1"), "");
}

TEST(parity_parent_command, for_the_root_at_the_root) {
    EXPECT_EQ(sends{}.at("", ""), std::nullopt);
}

// what is said beside the table

TEST(parity_parent_command, comes_out_the_same_object_with_its_address_rewritten) {
    sends row;
    std::exception_ptr sent;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([&sent](int const&, context&) -> int {
        sent = std::make_exception_ptr(graph::parent_command{{.graph = parent}});
        std::rethrow_exception(sent);
    });
    auto task = row.task_at("a:1|n:2", "n");
    try {
        graph::run_with_retry(task, {}, row.run.options());
        FAIL();
    } catch (graph::parent_command const& error) {
        EXPECT_EQ(std::current_exception(), sent);
        EXPECT_EQ(error.sent().graph.text(), "a:1");
    }
}

TEST(parity_parent_command, writes_made_before_it_survive) {
    sends row;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([](int const&, context& node) -> int {
        node.write({"value", 1});
        throw graph::parent_command{{.graph = "n", .update = std::string{"update"}}};
    });
    auto task = row.task_at("n:1", "n");
    graph::run_with_retry(task, {}, row.run.options());
    EXPECT_EQ(task.writes.size(), 1);
}

TEST(parity_parent_command, all_writers_get_it_in_order_with_the_config) {
    sends row;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([](int const&, context&) -> int {
        throw graph::parent_command{{.graph = "n", .update = std::string{"update"}}};
    });
    auto task = row.task_at("n:1", "n");
    task.config.thread_id = "t";
    task.writers.emplace_back([&row](graph::command const&, graph::config const& config) {
        row.applied.push_back(config.thread_id.value());
    });
    graph::run_with_retry(task, {}, row.run.options());
    EXPECT_THAT(row.applied, ElementsAre("update", "t"));
}

TEST(parity_parent_command, a_writer_that_throws_is_not_retried) {
    sends row;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([](int const&, context&) -> int {
        throw graph::parent_command{{.graph = "n"}};
    });
    auto task = row.task_at("n:1", "n");
    task.writers.assign(
        1, [](graph::command const&, graph::config const&) { throw value_error{"writer failed"}; });
    try {
        graph::run_with_retry(task, {}, row.run.options());
        FAIL();
    } catch (value_error const& error) {
        EXPECT_STREQ(error.what(), "writer failed");
        EXPECT_THAT(error.notes(), IsEmpty());
    }
}

TEST(parity_parent_command, without_a_namespace_there_is_an_error_that_keeps_the_command) {
    sends row;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([](int const&, context&) -> int {
        throw graph::parent_command{{.graph = parent}};
    });
    auto task = row.task_at("n:1", "n");
    task.config.checkpoint_namespace.reset();
    try {
        graph::run_with_retry(task, {}, row.run.options());
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("task 'n' has no checkpoint namespace"));
        EXPECT_THROW(std::rethrow_if_nested(error), graph::parent_command);
    }
}

TEST(parity_parent_command, is_handled_after_a_retry_too) {
    sends row;
    ::testing::InSequence order;
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce(fails_with<value_error>());
    EXPECT_CALL(row.called, invoke(40, _)).WillOnce([](int const&, context&) -> int {
        throw graph::parent_command{{.graph = "n", .update = std::string{"update"}}};
    });
    auto task = row.task_at("n:1", "n");
    EXPECT_EQ(graph::run_with_retry(task, {}, row.run.options()), std::nullopt);
    EXPECT_THAT(row.applied, ElementsAre("update"));
}

TEST(parity_parent_command, of_a_later_attempt_is_applied_with_the_resuming_flag) {
    original run;
    plain_processor called;  // which is not told of its attempt
    int calls = 0;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly([&calls](int const&) -> int {
        if (++calls == 1) throw value_error{};
        throw graph::parent_command{{.graph = "node"}};
    });
    auto task = task_for(called);
    std::vector<std::optional<bool>> resuming;
    task.writers.emplace_back([&resuming](graph::command const&, graph::config const& config) {
        resuming.push_back(config.resuming);
    });
    graph::run_with_retry(
        task, graph::retry_policy{.jitter = false, .retry_on = everything}, run.options());
    EXPECT_THAT(resuming, ElementsAre(true));
    EXPECT_FALSE(task.config.resuming.has_value()) << "the task's own config is not touched";
}

// Graphs in graphs: a host's processor runs a task of the graph that it hosts.
struct nested_graphs {
    original run{};
    std::vector<std::string> visited{};

    template <class Work>
    struct worker {
        Work work;
        int invoke(int const& input, context& node) { return work(input, node); }
    };

    template <class Work>
    auto host(
        std::string const& name, graph::checkpoint_namespace const& place, Work work,
        std::vector<std::string>& went) {
        graph::executable_task<worker<Work>, int> task{
            .name = name,
            .input = 0,
            .processor = {std::move(work)},
            .config = {.checkpoint_namespace = place}};
        task.writers.emplace_back(
            [&went, name](graph::command const& command, graph::config const&) {
                for (auto const& node : command.go_to) went.push_back(name + " goes to " + node);
            });
        return task;
    }

    template <class Task>
    void start(Task& task) {
        graph::run_with_retry(task, {}, run.options());
    }
};

TEST(parity_test_parent_command, parent_command) {
    nested_graphs graphs;
    auto const root = graph::checkpoint_namespace{}.child("subgraph", "1");
    auto child = graphs.host(
        "tool", root.child("tool", "2"),
        [](int const&, context&) -> int {
            throw graph::parent_command{{.graph = parent, .go_to = {"robert"}}};
        },
        graphs.visited);
    auto hosting = graphs.host(
        "subgraph", root,
        [&](int const&, context&) {
            graphs.start(child);
            return 0;
        },
        graphs.visited);
    graphs.start(hosting);
    EXPECT_THAT(graphs.visited, ElementsAre("subgraph goes to robert"));
}

TEST(parity_test_parent_command, parent_command_goto) {
    nested_graphs graphs;
    std::vector<std::string> state{"init_state"};
    auto const place = graph::checkpoint_namespace{}.child("node_a", "1");
    auto child = graphs.host(
        "node_b", place.child("node_b", "2"),
        [&state](int const&, context&) -> int {
            state.emplace_back("b_child_state");
            throw graph::parent_command{{.graph = parent, .go_to = {"node_b_parent"}}};
        },
        graphs.visited);
    auto hosting = graphs.host(
        "node_a", place,
        [&](int const&, context&) {
            graphs.start(child);
            return 0;
        },
        graphs.visited);
    hosting.writers.emplace_back([&state](graph::command const& command, graph::config const&) {
        state.push_back(command.go_to.front());
    });
    graphs.start(hosting);
    EXPECT_THAT(state, ElementsAre("init_state", "b_child_state", "node_b_parent"));
}

TEST(parity_test_parent_command, parent_command_goto_deeply_nested) {
    nested_graphs graphs;
    auto const outer_place = graph::checkpoint_namespace{}.child("outer", "1");
    auto const middle_place = outer_place.child("middle", "2");
    auto const inner_place = middle_place.child("inner", "3");
    auto inner = graphs.host(
        "inner", inner_place,
        [](int const&, context&) -> int {
            throw graph::parent_command{{.graph = parent, .go_to = {"x"}}};
        },
        graphs.visited);
    auto middle = graphs.host(
        "middle", middle_place,
        [&](int const&, context&) {
            graphs.start(inner);
            return 0;
        },
        graphs.visited);
    auto outer = graphs.host(
        "outer", outer_place,
        [&](int const&, context&) {
            graphs.start(middle);
            return 0;
        },
        graphs.visited);
    graphs.start(outer);
    EXPECT_THAT(graphs.visited, ElementsAre("middle goes to x")) << "the immediate parent";
}

TEST(parity_test_parent_command, timeout_with_parent_command) {
    nested_graphs graphs;
    auto task = graphs.host(
        "node", graph::checkpoint_namespace{}.child("node", "1"),
        [](int const&, context&) -> int {
            throw graph::parent_command{
                {.graph = parent, .update = std::string{"kept"}, .go_to = {"test_cmd"}}};
        },
        graphs.visited);
    try {
        graphs.start(task);
        FAIL() << "a command for the parent of the root escapes";
    } catch (graph::parent_command const& error) {
        EXPECT_THAT(error.sent().go_to, ElementsAre("test_cmd"));
        EXPECT_EQ(std::any_cast<std::string>(error.sent().update), "kept");
    }
}

TEST(parity_test_parent_command, parent_command_from_nested_subgraph) {
    // two subgraphs in one node, of which the second has a numeric level: a jump from either works
    for (std::size_t const from : {0U, 1U}) {
        nested_graphs graphs;
        auto const place = graph::checkpoint_namespace{}.child("host", "1");
        auto child = graphs.host(
            "child", place.subgraph(from).child("child", "2"),
            [](int const&, context&) -> int {
                throw graph::parent_command{{.graph = parent, .go_to = {"jump"}}};
            },
            graphs.visited);
        auto hosting = graphs.host(
            "host", place,
            [&](int const&, context&) {
                graphs.start(child);
                return 0;
            },
            graphs.visited);
        graphs.start(hosting);
        EXPECT_THAT(graphs.visited, ElementsAre("host goes to jump"));
    }
}

TEST(parity_test_parent_command, a_host_without_a_retry_policy_hands_on_what_is_not_for_it) {
    nested_graphs graphs;
    auto const outer_place = graph::checkpoint_namespace{}.child("outer", "1");
    auto const inner_place = outer_place.child("inner", "2");
    auto child = graphs.host(
        "child", inner_place.child("child", "3"),
        [](int const&, context&) -> int {
            throw graph::parent_command{{.graph = "outer", .go_to = {"far"}}};
        },
        graphs.visited);
    auto inner = graphs.host(
        "inner", inner_place,
        [&](int const&, context&) {
            graphs.start(child);
            return 0;
        },
        graphs.visited);
    auto outer = graphs.host(
        "outer", outer_place,
        [&](int const&, context&) {
            graphs.start(inner);
            return 0;
        },
        graphs.visited);
    graphs.start(outer);
    EXPECT_THAT(graphs.visited, ElementsAre("outer goes to far"));
}

}  // namespace
