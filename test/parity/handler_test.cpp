// SPDX-License-Identifier: Apache-2.0

#include "parity.hpp"

#include <reprise/graph/run_with_handler.hpp>
#include <reprise/idempotent.hpp>
#include <reprise/policies/classify/transient.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace parity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Return;

graph::retry_policy<> const twice{.initial_interval = 10ms, .max_attempts = 2, .jitter = false};

TEST(parity_error_handler, runs_after_retry_exhaustion) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    std::vector<std::string> applied;
    task.writers.emplace_back([&applied](graph::command const& command, graph::config const&) {
        applied = command.go_to;
    });
    int handled = 0;
    graph::error_handler const handler{[&](int const& input, graph::node_error const& error) {
        ++handled;
        EXPECT_EQ(input, 40);
        EXPECT_EQ(error.node, "node");
        EXPECT_THROW(std::rethrow_exception(error.error), custom_error);
        return graph::command{.go_to = {"handled_after"}};
    }};
    EXPECT_EQ(graph::run_with_handler(task, handler, twice, run.options()), std::nullopt);
    EXPECT_EQ(handled, 1);
    EXPECT_THAT(applied, ElementsAre("handled_after"));
    EXPECT_THAT(run.sleeps(), ElementsAre(10ms));
}

TEST(parity_error_handler, starts_after_the_observer_was_told) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    std::vector<std::string> told;
    graph::error_handler const handler{[&told](graph::node_error const& error) {
        told.push_back("handler of " + error.node);
        return 7;
    }};
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .observer = [&told](graph::node_attempt_finished const& event) {
            told.push_back(
                std::string{event.of.task_name} + (event.succeeded ? " succeeded" : " failed"));
        }};
    EXPECT_EQ(graph::run_with_handler(task, handler, graph::no_retry, options), 7);
    EXPECT_THAT(
        told, ElementsAre("node failed", "handler of node", "__error_handler__node succeeded"));
}

TEST(parity_error_handler, its_result_is_the_tasks) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const&) { return 7; }};
    EXPECT_EQ(graph::run_with_handler(task, handler, twice, run.options()), 7);
}

TEST(parity_error_handler, is_not_called_where_nothing_failed) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(3));
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const&) {
        ADD_FAILURE();
        return 7;
    }};
    EXPECT_EQ(graph::run_with_handler(task, handler, twice, run.options()), 3);
}

TEST(parity_error_handler, its_failure_comes_out_and_is_not_handled_again) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    int calls = 0;
    graph::error_handler const handler{[&calls](graph::node_error const&) -> int {
        ++calls;
        throw std::runtime_error{"handler failed"};
    }};
    try {
        graph::run_with_handler(task, handler, graph::no_retry, run.options());
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "handler failed");
    }
    EXPECT_EQ(calls, 1);
}

TEST(parity_error_handler, has_policies_of_its_own) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    int calls = 0;
    graph::error_handler const handler{
        [&calls](graph::node_error const&) -> int {
            if (++calls < 3) throw custom_error{};
            return 7;
        },
        graph::retry_policy{.jitter = false}};
    EXPECT_EQ(graph::run_with_handler(task, handler, graph::no_retry, run.options()), 7);
    EXPECT_EQ(calls, 3);
}

TEST(parity_error_handler, does_not_swallow_an_interrupt) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<graph::graph_interrupt>());
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const&) {
        ADD_FAILURE();
        return 7;
    }};
    EXPECT_THROW(
        graph::run_with_handler(task, handler, twice, run.options()), graph::graph_interrupt);
}

TEST(parity_error_handler, handles_the_internal_failure_of_a_subgraph) {
    original run;
    plain_processor inner;
    EXPECT_CALL(inner, invoke(40)).WillOnce(fails_with<value_error>());
    plain_processor outer;
    EXPECT_CALL(outer, invoke(40)).WillOnce([&](int const&) {
        auto child = task_for(inner);
        return *graph::run_with_retry(child, graph::no_retry, run.options());
    });
    auto task = task_for(outer);
    task.name = "subgraph_node";
    std::string failed;
    graph::error_handler const handler{[&failed](graph::node_error const& error) {
        failed = error.node;
        return 7;
    }};
    EXPECT_EQ(graph::run_with_handler(task, handler, graph::no_retry, run.options()), 7);
    EXPECT_EQ(failed, "subgraph_node");
}

TEST(parity_error_handler, a_task_without_one_fails) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with(value_error{"no handler"}));
    auto task = task_for(called);
    EXPECT_THROW(graph::run_with_retry(task, {}, run.options()), value_error);
}

TEST(error_handler, sends_a_command_for_the_parent_from_beside_the_failed_task) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    task.config.checkpoint_namespace = graph::checkpoint_namespace::parse("host:1|node:2");
    graph::error_handler const handler{[](graph::node_error const&) -> int {
        throw graph::parent_command{{.graph = graph::graph_address::parent()}};
    }};
    try {
        graph::run_with_handler(task, handler, graph::no_retry);
        FAIL();
    } catch (graph::parent_command const& sent) {
        EXPECT_EQ(sent.sent().graph.text(), "host:1") << "not the failed task, which hosts nothing";
    }
}

TEST(error_handler, can_answer_with_a_command_for_the_parent) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    task.writers.emplace_back(
        [](graph::command const&, graph::config const&) { FAIL() << "it is not for this graph"; });
    graph::error_handler const handler{[](graph::node_error const&) {
        return graph::command{.graph = graph::command::parent, .go_to = {"elsewhere"}};
    }};
    task.config.checkpoint_namespace = graph::checkpoint_namespace::parse("host:1|node:2");
    try {
        graph::run_with_handler(task, handler, graph::no_retry);
        FAIL();
    } catch (graph::parent_command const& sent) {
        EXPECT_EQ(sent.sent().graph.text(), "host:1")
            << "else the host would send it one further up";
        EXPECT_THAT(sent.sent().go_to, ElementsAre("elsewhere"));
    }
}

TEST(error_handler, is_not_called_where_the_run_was_asked_to_stop) {
    auto const come_out = [](auto exception, auto const& policy, auto const& stop) {
        original run;
        plain_processor called;
        std::stop_source source;
        EXPECT_CALL(called, invoke(40)).WillOnce([&](int const&) -> int {
            run.clock.at(run.clock.elapsed() + 1ms, [&source] { source.request_stop(); });
            if constexpr (std::is_same_v<decltype(exception), graph::cancelled>)
                source.request_stop();
            throw exception;
        });
        auto task = task_for(called);
        int handled = 0;
        graph::error_handler const handler{[&handled](graph::node_error const&) {
            ++handled;
            return 7;
        }};
        EXPECT_THROW(
            graph::run_with_handler(
                task, handler, policy(source.get_token()),
                graph::run_options{.clock = std::ref(run.clock), .stop = stop(source.get_token())}),
            decltype(exception));
        EXPECT_EQ(handled, 0);
    };
    auto const token = [](std::stop_token const& given) { return reprise::stop_on{given}; };
    auto const none = [](std::stop_token const&) { return reprise::attempts{9}; };
    auto const waits = [](std::stop_token const&) {
        return graph::retry_policy{.jitter = false, .retry_on = everything};
    };
    auto const waits_with_a_token = [](std::stop_token const& given) {
        return reprise::compose(
            reprise::retry_all{}, reprise::attempts{3} || reprise::stop_on{given});
    };
    come_out(graph::cancelled{}, waits, token);  // by the node
    come_out(custom_error{}, waits, token);      // during a wait
    come_out(custom_error{}, waits_with_a_token, none);
}

TEST(error_handler, is_called_for_a_node_that_cancelled_itself) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<graph::cancelled>());
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const& error) {
        EXPECT_THROW(std::rethrow_exception(error.error), graph::node_cancelled_error);
        return 7;
    }};
    std::stop_source source;  // which nobody asks
    EXPECT_EQ(
        graph::run_with_handler(
            task, handler, graph::no_retry,
            graph::run_options{.stop = reprise::stop_on{source.get_token()}}),
        7);
}

TEST(error_handler, is_invoked_where_the_task_streams_and_is_in_no_cache) {
    struct streams {
        std::vector<int> stream(int const& input) {
            if (input == 40) throw value_error{};
            return {input};
        }
    };
    graph::executable_task<streams, int, graph::channel_write, int> task{
        .name = "node", .input = 40, .processor = {}, .cache_key = graph::cache_key{{"ns"}, "key"}};
    bool handled = false;
    graph::error_handler const handler{[&handled](graph::node_error const&) { handled = true; }};
    auto const done = graph::run_with_handler(
        task, handler, graph::no_retry,
        graph::run_options{.mode = graph::streaming{}, .match_cached_writes = [](decltype(task)&) {
                               return std::vector<decltype(task)*>{};
                           }});
    EXPECT_TRUE(handled);
    EXPECT_TRUE(done.has_value());
}

TEST(error_handler, may_return_what_the_tasks_result_can_be_made_of) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const&) { return short{7}; }};
    EXPECT_EQ(graph::run_with_handler(task, handler, graph::no_retry), 7);
}

TEST(error_handler, is_not_called_for_mistakes_in_the_program) {
    plain_processor called;
    EXPECT_CALL(called, invoke).Times(0);
    auto task = task_for(called);
    graph::error_handler const handler{[](graph::node_error const&) {
        ADD_FAILURE();
        return 7;
    }};
    EXPECT_THROW(
        graph::run_with_handler(task, handler, graph::retry_policy{.max_attempts = 0}),
        std::invalid_argument);
    task.timeout = 50ms;
    EXPECT_THROW(graph::run_with_handler(task, handler), std::invalid_argument);
}

TEST(error_handler, leaves_the_report_to_the_failed_task) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    graph::task_report report;
    graph::error_handler const handler{[](graph::node_error const&) { return 7; }};
    graph::run_with_handler(
        task, handler, twice, graph::run_options{.clock = std::ref(run.clock), .report = &report});
    EXPECT_EQ(report.run.attempts, 2);
    EXPECT_EQ(report.run.reason, reprise::stop_reason::attempts_exhausted);
    EXPECT_TRUE(report.handled);
}

TEST(error_handler, is_run_with_the_config_of_the_failed_run_beside_it) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    task.path = {"a", "b", "c", "d"};
    std::vector<std::string> seen;
    task.writers.emplace_back([&seen](graph::command const&, graph::config const& config) {
        seen.push_back("writer of " + config.thread_id.value());
    });
    graph::error_handler const handler{
        [](graph::node_error const&) { return graph::command{.go_to = {"next"}}; }};
    graph::run_with_handler(
        task, handler, graph::no_retry,
        graph::run_options{
            .observer =
                [&seen](graph::node_attempt_started const& event) {
                    seen.push_back(
                        std::string{event.of.checkpoint_namespace} + " of " +
                        std::string{event.of.thread_id.value()});
                },
            .overlay = graph::config{
                .checkpoint_namespace = graph::checkpoint_namespace::parse("host:1|node:2"),
                .thread_id = "thread"}});
    EXPECT_THAT(
        seen, ElementsAre(
                  "host:1|node:2 of thread", "host:1|__error_handler__node:task-1 of thread",
                  "writer of thread"));
}

TEST(task, is_run_under_the_policies_of_the_graph_where_it_has_none) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    EXPECT_THROW(graph::run_with_retry(task, listed(twice), run.options()), custom_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(10ms));
}

// Fails in a way that leaves open whether it has done its work, and says whether it may do it twice.
struct pays {
    reprise::repetition may;
    int calls = 0;

    [[nodiscard]] reprise::repetition repetition() const { return may; }
    int invoke(int const& /*input*/) {
        ++calls;
        throw custom_error{};
    }
};

TEST(task, that_must_not_happen_twice_is_not_run_again_after_an_ambiguous_failure) {
    auto const calls_of = [](reprise::repetition may, auto const& policies) {
        original run;
        graph::task_report report;
        auto options = run.options();
        options.report = &report;
        pays processor{may};
        graph::executable_task<std::reference_wrapper<pays>, int> task{
            .name = "pay", .input = 17, .processor = std::ref(processor)};
        EXPECT_THROW(graph::run_with_retry(task, policies, options), custom_error);
        // without a report, too
        EXPECT_THROW(graph::run_with_retry(task, policies, run.options()), custom_error);
        EXPECT_EQ(
            report.run.reason, may == reprise::repetition::unsafe
                                   ? reprise::stop_reason::ambiguous_failure
                                   : reprise::stop_reason::attempts_exhausted);
        return processor.calls;
    };
    using reprise::repetition;
    auto const theirs = graph::retry_policy{.jitter = false};
    auto const composed = reprise::compose(reprise::no_jitter{}, reprise::transient{});
    EXPECT_EQ(calls_of(repetition::unstated, theirs), 6);
    EXPECT_EQ(calls_of(repetition::safe, theirs), 6);
    EXPECT_EQ(calls_of(repetition::unsafe, theirs), 2);
    EXPECT_EQ(calls_of(repetition::safe, composed), 6);
    EXPECT_EQ(calls_of(repetition::unsafe, composed), 2);
}

struct asks_to_wait {
    using exceptions = reprise::exception_types<custom_error>;
    [[nodiscard]] static reprise::verdict classify(custom_error const& /*error*/) {
        return reprise::verdict::transient().after(1s).ambiguous();
    }
    [[nodiscard]] static reprise::verdict classify(reprise::other_exception const& /*error*/) {
        return reprise::verdict::permanent();
    }
};

TEST(task, that_must_not_happen_twice_is_not_run_again_where_hints_are_not_heeded_either) {
    for (bool const heeds_hints : {true, false}) {
        original run;
        auto options = run.options();
        options.how.heeds_hints = heeds_hints;
        pays processor{reprise::repetition::unsafe};
        graph::executable_task<std::reference_wrapper<pays>, int> task{
            .name = "pay", .input = 17, .processor = std::ref(processor)};
        EXPECT_THROW(
            graph::run_with_retry(task, reprise::compose(asks_to_wait{}), options), custom_error);
        EXPECT_EQ(processor.calls, 1);
        EXPECT_THAT(run.sleeps(), IsEmpty());
    }
}

TEST(error_handler, that_must_not_happen_twice_is_not_called_again_after_an_ambiguous_failure) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    int calls = 0;
    graph::error_handler const handler{
        reprise::non_idempotent([&calls](graph::node_error const&) -> int {
            ++calls;
            throw custom_error{};
        }),
        graph::retry_policy{.jitter = false}};
    EXPECT_THROW(
        graph::run_with_handler(task, handler, graph::no_retry, run.options()), custom_error);
    EXPECT_EQ(calls, 1);
}

TEST(task, tells_an_observer_that_an_attempt_is_void_as_soon_as_another_is_to_follow) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    std::vector<std::string> lines;
    graph::run_options const options{
        .clock = std::ref(run.clock), .observer = [&](graph::node_attempt_discarded const& event) {
            lines.push_back(
                reprise::to_text(run.clock.elapsed()) + ": " + std::to_string(event.of.attempt));
        }};
    auto three_times = twice;
    three_times.max_attempts = 3;
    EXPECT_THROW(graph::run_with_retry(task, three_times, options), custom_error);
    EXPECT_THAT(lines, ElementsAre("0s: 1", "10ms: 2")) << "none follows the third";
}

TEST(task, goes_on_when_an_observer_throws_whatever_it_is) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(3));
    auto task = task_for(called);
    std::vector<std::string> lines;
    struct log {
        std::vector<std::string>* lines;
        void on(graph::observer_failed const& event) const { lines->push_back(event.message); }
    };
    graph::run_options const options{
        .logger = log{&lines}, .observer = [](graph::node_attempt_started const&) { throw 7; }};
    EXPECT_EQ(graph::run_with_retry(task, graph::no_retry, options), 3);
    EXPECT_THAT(lines, ElementsAre("int"));
}

TEST(task, hands_on_whatever_a_writer_throws) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce([](int const&) -> int {
        throw graph::parent_command{{.graph = "node"}};
    });
    auto task = task_for(called);
    task.writers.emplace_back([](graph::command const&, graph::config const&) { throw 7; });
    EXPECT_THROW(graph::run_with_retry(task), int);
}

TEST(task, tells_an_observer_that_it_cancelled_itself) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<graph::cancelled>());
    auto task = task_for(called);
    std::string message;
    graph::run_options const options{
        .observer = [&message](graph::node_attempt_finished const& event) {
            message = event.error_type + ": " + event.error_message;
        }};
    EXPECT_THROW(
        graph::run_with_retry(task, graph::no_retry, options), graph::node_cancelled_error);
    EXPECT_EQ(message, "cancelled: cancelled");
}

}  // namespace
