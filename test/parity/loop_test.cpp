// SPDX-License-Identifier: Apache-2.0

#include "parity.hpp"

#include <reprise/graph/log_lines.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace parity;
using ::testing::_;
using ::testing::AtLeast;
using ::testing::ElementsAre;
using ::testing::InSequence;
using ::testing::IsEmpty;
using ::testing::Return;

// Runs a task that always fails, and says after how many attempts that came out.
struct always_fails {
    original run;
    plain_processor called;
    std::uint64_t calls = 0;

    template <class RetryOn>
    void under(graph::retry_policy<RetryOn> policy) {
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([this](int const&) -> int {
            ++calls;
            throw value_error{};
        });
        auto task = task_for(called);
        EXPECT_THROW(graph::run_with_retry(task, policy, run.options()), value_error);
    }
};

template <class Number>
auto quick(Number attempts) {
    return graph::retry_policy{
        .initial_interval = 10ms,
        .max_attempts = attempts,
        .jitter = false,
        .retry_on = everything};
}

// the table of cases, row by row

TEST(parity_loop, max_attempts_of_minus_one_zero_or_one_make_one_attempt) {
    for (std::int64_t const attempts : {-1, 0, 1}) {
        always_fails row;
        row.under(quick(attempts));
        EXPECT_EQ(row.calls, 1);
        EXPECT_THAT(row.run.sleeps(), IsEmpty());
    }
}

TEST(parity_loop, one_attempt_leaves_one_note) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    try {
        graph::run_with_retry(task, quick(1), run.options());
        FAIL();
    } catch (value_error const& error) {
        EXPECT_THAT(error.notes(), ElementsAre("During task with name 'node' and id 'task-1'"));
    }
}

TEST(parity_loop, two_attempts) {
    always_fails row;
    row.under(quick(2));
    EXPECT_EQ(row.calls, 2);
    EXPECT_THAT(row.run.sleeps(), ElementsAre(10ms));
}

TEST(parity_loop, three_attempts) {
    always_fails row;
    row.under(quick(3));
    EXPECT_EQ(row.calls, 3);
    EXPECT_THAT(row.run.sleeps(), ElementsAre(10ms, 20ms));
}

TEST(parity_loop, unlimited_attempts_run_until_success) {
    original run;
    plain_processor called;
    int calls = 0;
    EXPECT_CALL(called, invoke(40)).WillRepeatedly([&calls](int const&) {
        if (++calls < 50) throw value_error{};
        return 7;
    });
    auto task = task_for(called);
    auto const policy = quick(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(graph::run_with_retry(task, policy, run.options()), 7);
    EXPECT_EQ(calls, 50);
    EXPECT_EQ(run.sleeps().size(), 49);
}

TEST(parity_loop, default_policy_without_jitter) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(3).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    EXPECT_THROW(
        graph::run_with_retry(task, graph::retry_policy{.jitter = false}, run.options()),
        custom_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(500ms, 1s));
}

TEST(parity_loop, default_policy_with_ten_attempts) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(10).WillRepeatedly(fails_with<custom_error>());
    auto task = task_for(called);
    EXPECT_THROW(
        graph::run_with_retry(
            task, graph::retry_policy{.max_attempts = 10, .jitter = false}, run.options()),
        custom_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(500ms, 1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s));
}

TEST(parity_loop, the_cap_holds_for_the_first_retry_too) {
    always_fails row;
    row.under(graph::retry_policy{
        .initial_interval = 5s, .max_interval = 1s, .jitter = false, .retry_on = everything});
    EXPECT_EQ(row.calls, 3);
    EXPECT_THAT(row.run.sleeps(), ElementsAre(1s, 1s));
}

TEST(parity_loop, jitter_exceeds_the_cap) {
    original run;
    ::testing::StrictMock<reprise::testing::mock_random> random;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(3).WillRepeatedly(fails_with<value_error>());
    EXPECT_CALL(random, draw)
        .Times(2)
        .WillRepeatedly(Return(std::numeric_limits<std::uint64_t>::max()));
    auto task = task_for(called);
    EXPECT_THROW(
        graph::run_with_retry(
            task,
            graph::retry_policy{
                .initial_interval = 500ms, .max_interval = 500ms, .retry_on = everything},
            graph::run_options{
                .clock = std::ref(run.clock), .random = std::ref(random), .how = original::how()}),
        value_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(1500ms, 1500ms));
}

void expect_backoff(double factor, std::vector<reprise::duration> const& delays) {
    always_fails row;
    row.under(graph::retry_policy{
        .backoff_factor = factor, .max_attempts = 5, .jitter = false, .retry_on = everything});
    EXPECT_EQ(row.calls, 5);
    EXPECT_EQ(row.run.sleeps(), delays);
}

TEST(parity_loop, backoff_of_zero) { expect_backoff(0.0, {500ms, 0s, 0s, 0s}); }

TEST(parity_loop, backoff_of_one_half) { expect_backoff(0.5, {500ms, 250ms, 125ms, 62'500us}); }

TEST(parity_loop, backoff_of_one) { expect_backoff(1.0, {500ms, 500ms, 500ms, 500ms}); }

// -1 s and -4 s: asyncio.sleep returns at once, and so does this
TEST(parity_loop, a_negative_backoff_does_not_wait) { expect_backoff(-2.0, {500ms, 0s, 2s, 0s}); }

TEST(parity_loop, backoff_of_nan_or_infinity_is_the_cap) {
    expect_backoff(std::nan(""), {500ms, 128s, 128s, 128s});
    expect_backoff(std::numeric_limits<double>::infinity(), {500ms, 128s, 128s, 128s});
}

TEST(parity_loop, a_backoff_that_overflows_ends_the_run_and_the_users_error_comes_out) {
    for (auto const& [factor, attempts] : {std::pair{2.0, 1025}, std::pair{10.0, 310}}) {
        always_fails row;
        row.under(graph::retry_policy{
            .backoff_factor = factor,
            .max_attempts = 2000,
            .jitter = false,
            .retry_on = everything});
        EXPECT_EQ(row.calls, attempts);
    }
}

TEST(parity_loop, policies_share_a_counter_so_that_the_second_gets_no_retry) {
    original run;
    plain_processor called;
    InSequence order;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<key_error>());
    auto task = task_for(
        called, listed(
                    graph::retry_policy{
                        .initial_interval = 10ms,
                        .jitter = false,
                        .retry_on = reprise::retry_on<value_error>{}},
                    graph::retry_policy{
                        .initial_interval = 10ms,
                        .jitter = false,
                        .retry_on = reprise::retry_on<key_error>{}}));
    EXPECT_THROW(graph::run_with_retry(task, {}, run.options()), key_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(10ms, 20ms));
}

TEST(parity_loop, policies_share_a_counter_so_that_the_seconds_backoff_is_inflated) {
    original run;
    plain_processor called;
    InSequence order;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<key_error>());
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(7));
    auto task = task_for(
        called, listed(
                    graph::retry_policy{
                        .initial_interval = 10ms,
                        .max_attempts = 5,
                        .jitter = false,
                        .retry_on = reprise::retry_on<value_error>{}},
                    graph::retry_policy{
                        .initial_interval = 1s,
                        .max_attempts = 5,
                        .jitter = false,
                        .retry_on = reprise::retry_on<key_error>{}}));
    EXPECT_EQ(graph::run_with_retry(task, {}, run.options()), 7);
    EXPECT_THAT(run.sleeps(), ElementsAre(10ms, 20ms, 4s));
}

TEST(parity_loop, the_first_policy_that_matches_decides_not_the_best) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
    auto task = task_for(
        called,
        listed(
            graph::retry_policy{.max_attempts = 2, .jitter = false, .retry_on = everything},
            graph::retry_policy{
                .max_attempts = 9, .jitter = false, .retry_on = reprise::retry_on<value_error>{}}));
    EXPECT_THROW(graph::run_with_retry(task, {}, run.options()), value_error);
    EXPECT_THAT(run.sleeps(), ElementsAre(500ms));
}

TEST(parity_loop, the_tasks_policies_override_the_graphs) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
    auto task = task_for(called, listed(quick(2)));
    EXPECT_THROW(graph::run_with_retry(task, quick(4), run.options()), value_error);
}

TEST(parity_loop, a_task_with_an_empty_list_falls_back_to_the_graphs_policies) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(4).WillRepeatedly(fails_with<value_error>());
    auto task = task_for(called, graph::retry_policies{});
    EXPECT_THROW(graph::run_with_retry(task, quick(4), run.options()), value_error);
}

TEST(parity_loop, without_a_policy_there_is_one_attempt) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    auto task = task_for(called);
    try {
        graph::run_with_retry(task, {}, run.options());
        FAIL();
    } catch (value_error const& error) {
        EXPECT_EQ(error.notes().size(), 1);
    }
    EXPECT_THAT(run.sleeps(), IsEmpty());
}

TEST(parity_loop, only_the_last_attempts_writes_remain_after_success) {
    original run;
    processor called;
    InSequence order;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) -> int {
        node.write({"value", 1});
        throw value_error{};
    });
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        node.write({"value", 2});
        return 7;
    });
    auto task = task_for(called);
    graph::run_with_retry(task, quick(2), run.options());
    ASSERT_EQ(task.writes.size(), 1);
    EXPECT_EQ(std::any_cast<int>(task.writes[0].value), 2);
}

TEST(parity_loop, the_last_attempts_writes_remain_after_failure_too) {
    original run;
    processor called;
    int attempt = 0;
    EXPECT_CALL(called, invoke(40, _))
        .Times(2)
        .WillRepeatedly([&attempt](int const&, context& node) -> int {
            node.write({"value", ++attempt});
            throw value_error{};
        });
    auto task = task_for(called);
    EXPECT_THROW(graph::run_with_retry(task, quick(2), run.options()), value_error);
    ASSERT_EQ(task.writes.size(), 1);
    EXPECT_EQ(std::any_cast<int>(task.writes[0].value), 2);
}

TEST(parity_loop, what_attempts_see_of_the_config) {
    original run;
    processor called;
    std::vector<std::optional<bool>> resuming;
    std::vector<std::uint64_t> attempts;
    std::vector<std::chrono::system_clock::time_point> first;
    EXPECT_CALL(called, invoke(40, _))
        .Times(3)
        .WillRepeatedly([&](int const&, context& node) -> int {
            resuming.push_back(node.config().resuming);
            attempts.push_back(node.info().node_attempt);
            first.push_back(node.info().node_first_attempt_time.value());
            throw value_error{};
        });
    auto task = task_for(called);
    EXPECT_THROW(graph::run_with_retry(task, quick(3), run.options()), value_error);
    EXPECT_THAT(resuming, ElementsAre(std::nullopt, true, true));
    EXPECT_THAT(attempts, ElementsAre(1, 2, 3));
    EXPECT_THAT(first, ElementsAre(first[0], first[0], first[0]));
    EXPECT_FALSE(task.config.resuming.has_value()) << "the task's own config is not touched";
}

// what is said beside the table

TEST(parity_loop, a_success_returns_what_the_node_returned) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(7));
    auto task = task_for(called);
    EXPECT_EQ(graph::run_with_retry(task, quick(3), run.options()), 7);
}

TEST(parity_loop, a_failure_that_no_policy_matches_is_rethrown_at_once) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<key_error>());
    auto task =
        task_for(called, listed(graph::retry_policy{.retry_on = reprise::retry_on<value_error>{}}));
    EXPECT_THROW(graph::run_with_retry(task, {}, run.options()), key_error);
    EXPECT_THAT(run.sleeps(), IsEmpty());
}

TEST(parity_loop, the_last_attempts_exception_comes_out_the_same_object) {
    original run;
    plain_processor called;
    std::vector<std::exception_ptr> thrown;
    EXPECT_CALL(called, invoke(40)).Times(3).WillRepeatedly([&thrown](int const&) -> int {
        thrown.push_back(std::make_exception_ptr(value_error{std::to_string(thrown.size() + 1)}));
        std::rethrow_exception(thrown.back());
    });
    auto task = task_for(called);
    try {
        graph::run_with_retry(task, quick(3), run.options());
        FAIL();
    } catch (value_error const& error) {
        EXPECT_STREQ(error.what(), "3");
        EXPECT_EQ(std::current_exception(), thrown.back());
    }
}

TEST(parity_loop, one_object_that_is_thrown_again_gets_a_note_each_time) {
    original run;
    plain_processor called;
    auto const same = std::make_exception_ptr(value_error{});
    EXPECT_CALL(called, invoke(40)).Times(3).WillRepeatedly([&same](int const&) -> int {
        std::rethrow_exception(same);
    });
    auto task = task_for(called);
    try {
        graph::run_with_retry(task, quick(3), run.options());
        FAIL();
    } catch (value_error const& error) {
        auto const* const note = "During task with name 'node' and id 'task-1'";
        EXPECT_THAT(error.notes(), ElementsAre(note, note, note));
    }
}

TEST(parity_loop, nested_tasks_add_a_note_each) {
    original run;
    plain_processor inner;
    EXPECT_CALL(inner, invoke(40)).WillOnce(fails_with<value_error>());
    auto inner_task = task_for(inner);
    inner_task.name = "inner";
    inner_task.id = "i";
    plain_processor outer;
    EXPECT_CALL(outer, invoke(40)).WillOnce([&](int const&) -> int {
        return *graph::run_with_retry(inner_task, {}, run.options());
    });
    auto task = task_for(outer);
    try {
        graph::run_with_retry(task, {}, run.options());
        FAIL();
    } catch (value_error const& error) {
        EXPECT_THAT(
            error.notes(), ElementsAre(
                               "During task with name 'inner' and id 'i'",
                               "During task with name 'node' and id 'task-1'"));
    }
}

// Collects lines, and when they came.
struct recording_log {
    reprise::testing::virtual_clock* clock;
    std::vector<std::string>* lines;
    std::vector<reprise::duration>* moments;

    void on(graph::task_retrying const& event) const {
        lines->push_back(graph::to_line(event));
        moments->push_back(clock->elapsed());
    }
    void on(reprise::gave_up const& /*event*/) const { lines->emplace_back("gave up"); }
    void on(graph::task_gave_up const& /*event*/) const { lines->emplace_back("gave up"); }
};

TEST(parity_loop, the_log_line_is_written_after_the_wait_and_nothing_on_giving_up) {
    original run;
    std::vector<std::string> lines;
    std::vector<reprise::duration> moments;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(3).WillRepeatedly(fails_with(value_error{"bad brace"}));
    auto task = task_for(called);
    EXPECT_THROW(
        graph::run_with_retry(
            task, graph::retry_policy{.jitter = false, .retry_on = everything},
            graph::run_options{
                .clock = std::ref(run.clock),
                .logger = recording_log{&run.clock, &lines, &moments},
                .how = original::how()}),
        value_error);
    EXPECT_THAT(
        lines,
        ElementsAre(
            "Retrying task node after 0.50 seconds (attempt 1) after value_error bad brace",
            "Retrying task node after 1.00 seconds (attempt 2) after value_error bad brace"));
    EXPECT_THAT(moments, ElementsAre(500ms, 1500ms));
}

TEST(parity_loop, the_log_lines_seconds_have_two_digits_as_python_rounds_them) {
    auto const line = [](reprise::duration delay) {
        return graph::to_line(
            graph::task_retrying{"parse", "7", 12, delay, "parse_error", "bad {brace} %s"});
    };
    auto const seconds = [&](reprise::duration delay) {
        auto const whole = line(delay);
        auto const start = std::string{"Retrying task parse after "}.size();
        return whole.substr(start, whole.find(' ', start) - start);
    };
    EXPECT_EQ(
        line(500ms),
        "Retrying task parse after 0.50 seconds (attempt 12) after parse_error bad {brace} %s");
    EXPECT_EQ(seconds(0ns), "0.00");
    EXPECT_EQ(seconds(1ns), "0.00");
    EXPECT_EQ(seconds(5ms), "0.01");
    EXPECT_EQ(seconds(15ms), "0.01") << "0.015 is a little less than that";
    EXPECT_EQ(seconds(125ms), "0.12") << "a half goes to the even one";
    EXPECT_EQ(seconds(375ms), "0.38");
    EXPECT_EQ(seconds(995ms), "0.99");
    EXPECT_EQ(seconds(128s), "128.00");
    EXPECT_EQ(seconds(24h), "86400.00");
    EXPECT_EQ(seconds(reprise::duration::max()), "9223372036.85");
}

TEST(parity_loop, bubble_ups_are_neither_retried_nor_noted) {
    for (int kind = 0; kind != 3; ++kind) {
        original run;
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillOnce([kind](int const&) -> int {
            if (kind == 0) throw graph::graph_interrupt{std::string{"ask"}};
            if (kind == 1) throw graph::graph_drained{};
            throw graph::graph_bubble_up{};
        });
        auto task = task_for(called);
        EXPECT_THROW(graph::run_with_retry(task, quick(5), run.options()), graph::graph_bubble_up);
        EXPECT_THAT(run.sleeps(), IsEmpty());
    }
}

TEST(parity_loop, a_drained_graph_says_why) {
    EXPECT_STREQ(graph::graph_drained{}.what(), "Graph drained: shutdown");
    EXPECT_STREQ(graph::graph_drained{"deploy"}.what(), "Graph drained: deploy");
    EXPECT_EQ(graph::graph_drained{"deploy"}.reason(), "deploy");
}

TEST(parity_loop, a_node_that_cancels_itself_is_not_retried_whatever_the_policy) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<graph::cancelled>());
    auto task = task_for(called);
    try {
        graph::run_with_retry(
            task, reprise::compose(reprise::retry_all{}, reprise::attempts{5}), run.options());
        FAIL();
    } catch (graph::node_cancelled_error const& error) {
        EXPECT_EQ(error.node(), "node");
        EXPECT_THROW(std::rethrow_if_nested(error), graph::cancelled);
    }
}

TEST(parity_loop, what_is_no_exception_for_langgraph_is_an_unknown_one_here) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly([](int const&) -> int { throw 7; });
    auto task = task_for(called);
    EXPECT_THROW(
        graph::run_with_retry(
            task, graph::retry_policy{.max_attempts = 2, .jitter = false}, run.options()),
        int);
}

// the tests of the loop

TEST(parity_test_retry, graph_with_single_retry_policy) {
    original run;
    processor called;
    InSequence order;
    std::vector<std::uint64_t> attempts;
    std::vector<std::chrono::system_clock::time_point> first;
    auto const see = [&](context& node) {
        attempts.push_back(node.info().node_attempt);
        first.push_back(node.info().node_first_attempt_time.value());
    };
    EXPECT_CALL(called, invoke(40, _)).Times(2).WillRepeatedly([&](int const&, context& n) -> int {
        see(n);
        throw value_error{};
    });
    EXPECT_CALL(called, invoke(40, _)).WillOnce([&](int const&, context& n) {
        see(n);
        return 1;
    });
    plain_processor second;
    EXPECT_CALL(second, invoke(1)).WillOnce(Return(2));
    auto task = task_for(
        called, listed(graph::retry_policy{
                    .initial_interval = 10ms,
                    .jitter = false,
                    .retry_on = reprise::retry_on<value_error>{}}));
    auto const result = graph::run_with_retry(task, {}, run.options());
    auto next = task_for(second);
    next.input = *result;
    EXPECT_EQ(graph::run_with_retry(next, {}, run.options()), 2);
    EXPECT_THAT(attempts, ElementsAre(1, 2, 3));
    EXPECT_THAT(first, ElementsAre(first[0], first[0], first[0]));
    EXPECT_THAT(run.sleeps(), ElementsAre(10ms, 20ms));
}

TEST(parity_test_retry, runtime_execution_info_defaults_without_retry) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        EXPECT_EQ(node.info().node_attempt, 1);
        EXPECT_TRUE(node.info().node_first_attempt_time.has_value());
        return 1;
    });
    auto task = task_for(called);
    graph::run_with_retry(task, {}, run.options());
}

TEST(parity_test_retry, graph_with_jitter_retry_policy) {
    original run;
    ::testing::StrictMock<reprise::testing::mock_random> random;
    EXPECT_CALL(random, draw).WillOnce(Return(word_for(50ms)));
    plain_processor called;
    InSequence order;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(1));
    auto task = task_for(called);
    graph::run_with_retry(
        task, graph::retry_policy{.initial_interval = 10ms, .retry_on = everything},
        graph::run_options{
            .clock = std::ref(run.clock), .random = std::ref(random), .how = original::how()});
    EXPECT_THAT(run.sleeps(), ElementsAre(60ms));
}

TEST(parity_test_retry, graph_with_multiple_retry_policies) {
    auto const policies = listed(
        graph::retry_policy{
            .initial_interval = 10ms,
            .max_attempts = 2,
            .jitter = false,
            .retry_on = reprise::retry_on<value_error>{}},
        graph::retry_policy{
            .initial_interval = 20ms, .jitter = false, .retry_on = reprise::retry_on<key_error>{}});
    {
        original run;
        plain_processor called;
        InSequence order;
        EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
        EXPECT_CALL(called, invoke(40)).WillOnce(Return(1));
        auto task = task_for(called, policies);
        EXPECT_EQ(graph::run_with_retry(task, {}, run.options()), 1);
        EXPECT_THAT(run.sleeps(), ElementsAre(10ms));
    }
    {
        original run;
        plain_processor called;
        InSequence order;
        EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<key_error>());
        EXPECT_CALL(called, invoke(40)).WillOnce(Return(1));
        auto task = task_for(called, policies);
        EXPECT_EQ(graph::run_with_retry(task, {}, run.options()), 1);
        EXPECT_THAT(run.sleeps(), ElementsAre(20ms, 40ms));
    }
}

TEST(parity_test_retry, graph_with_max_attempts_exceeded) {
    always_fails row;
    row.under(graph::retry_policy{
        .initial_interval = 10ms,
        .max_attempts = 2,
        .jitter = false,
        .retry_on = reprise::retry_on<value_error>{}});
    EXPECT_EQ(row.calls, 2);
    EXPECT_EQ(row.run.sleeps().back(), 10ms);
}

TEST(parity_test_retry, execution_info_identity_fields_populated_on_retry) {
    original run;
    processor called;
    InSequence order;
    std::vector<std::string> threads;
    std::vector<std::uint64_t> attempts;
    std::vector<std::chrono::system_clock::time_point> first;
    auto const see = [&](context& node) {
        threads.emplace_back(node.info().thread_id.value());
        attempts.push_back(node.info().node_attempt);
        first.push_back(node.info().node_first_attempt_time.value());
    };
    EXPECT_CALL(called, invoke(40, _)).WillOnce([&](int const&, context& node) -> int {
        see(node);
        throw value_error{};
    });
    EXPECT_CALL(called, invoke(40, _)).WillOnce([&](int const&, context& node) {
        see(node);
        return 1;
    });
    auto task = task_for(called);
    task.config.thread_id = "retry-thread";
    graph::run_with_retry(task, quick(2), run.options());
    EXPECT_THAT(threads, ElementsAre("retry-thread", "retry-thread"));
    EXPECT_THAT(attempts, ElementsAre(1, 2));
    EXPECT_EQ(first[0], first[1]);
}

TEST(parity_test_retry, ensure_execution_info_creates_from_config) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        auto const& info = node.info();
        EXPECT_EQ(info.checkpoint_id, "cp-42");
        EXPECT_EQ(info.checkpoint_namespace, "ns-42");
        EXPECT_EQ(info.task_id, "task-42");
        EXPECT_EQ(info.thread_id, "thread-42");
        EXPECT_EQ(info.run_id, "run-123");
        return 1;
    });
    auto task = task_for(called);
    task.config = {
        .checkpoint_namespace = graph::checkpoint_namespace::parse("ns-42"),
        .checkpoint_id = "cp-42",
        .thread_id = "thread-42",
        .run_id = "run-123",
        .task_id = "task-42"};
    graph::run_with_retry(task, {}, run.options());
}

TEST(parity_test_retry, ensure_execution_info_falls_back_to_task_id) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        EXPECT_EQ(node.info().task_id, "task-1");
        EXPECT_EQ(node.info().checkpoint_id, "");
        EXPECT_EQ(node.info().checkpoint_namespace, "");
        EXPECT_FALSE(node.info().thread_id.has_value());
        return 1;
    });
    auto task = task_for(called);
    task.config = {};
    graph::run_with_retry(task, {}, run.options());
}

TEST(parity_test_retry, run_with_retry_creates_execution_info_when_missing) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        EXPECT_EQ(node.info().checkpoint_id, "cp");
        EXPECT_EQ(node.info().thread_id, "t");
        EXPECT_EQ(node.info().node_attempt, 1);
        EXPECT_TRUE(node.info().node_first_attempt_time.has_value());
        return 1;
    });
    auto task = task_for(called);
    task.config.checkpoint_id = "cp";
    task.config.thread_id = "t";
    EXPECT_EQ(graph::run_with_retry(task, quick(1), run.options()), 1);
}

TEST(parity_test_retry, an_overlay_is_put_over_a_copy_of_the_config) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        EXPECT_EQ(node.info().thread_id, "over");
        EXPECT_EQ(node.info().run_id, "kept");
        EXPECT_EQ(std::any_cast<int>(node.config().configurable.at("depth")), 2);
        return 1;
    });
    auto task = task_for(called);
    task.config.thread_id = "under";
    task.config.run_id = "kept";
    graph::run_with_retry(
        task, {},
        graph::run_options{
            .how = original::how(),
            .overlay = graph::config{.thread_id = "over", .configurable = {{"depth", 2}}}});
    EXPECT_EQ(task.config.thread_id, "under");
}

TEST(parity_test_retry, run_with_retry_rejects_sync_timeout_without_starting_proc) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke).Times(0);
    auto task = task_for(called);
    task.timeout = 50ms;
    try {
        graph::run_with_retry(task, {}, run.options());
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("only supported for async nodes"));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("Node 'node' is sync."));
    }
}

TEST(parity_test_retry, run_with_retry_without_timeout_runs_sync_directly) {
    original run;
    reprise::testing::mock_processor<std::string(int const&)> called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return("ok"));
    graph::executable_task<std::reference_wrapper<decltype(called)>, int> task{
        .name = "node", .input = 40, .processor = std::ref(called)};
    EXPECT_EQ(graph::run_with_retry(task, {}, run.options()), "ok");
}

TEST(parity_test_retry, dynamic_interrupt_is_not_retried) {
    original run;
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<graph::graph_interrupt>());
    auto task = task_for(called, listed(graph::retry_policy{}));
    EXPECT_THROW(graph::run_with_retry(task, {}, run.options()), graph::graph_interrupt);
}

TEST(parity_cached_writes, a_task_whose_writes_were_found_does_not_run) {
    plain_processor called;
    EXPECT_CALL(called, invoke).Times(0);
    auto task = task_for(called);
    task.cache_key = graph::cache_key{{"ns"}, "key"};
    int asked = 0;
    auto const match = [&](auto& of) {
        ++asked;
        return std::vector{&of};
    };
    EXPECT_EQ(
        graph::run_with_retry(task, {}, graph::run_options{.match_cached_writes = match}),
        std::nullopt);
    EXPECT_EQ(asked, 1);
}

TEST(parity_cached_writes, a_task_that_only_looks_the_same_runs) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(7));
    auto task = task_for(called);
    task.cache_key = graph::cache_key{{"ns"}, "key"};
    auto twin = task;
    auto const match = [&](auto&) { return std::vector{&twin}; };
    EXPECT_EQ(graph::run_with_retry(task, {}, graph::run_options{.match_cached_writes = match}), 7);
}

TEST(parity_cached_writes, a_task_without_a_key_is_not_looked_up) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(Return(7));
    auto task = task_for(called);
    auto const match = [](auto& of) {
        ADD_FAILURE() << "nobody asked for the cache";
        return std::vector{&of};
    };
    EXPECT_EQ(graph::run_with_retry(task, {}, graph::run_options{.match_cached_writes = match}), 7);
}

}  // namespace
