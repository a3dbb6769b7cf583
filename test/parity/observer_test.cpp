// SPDX-License-Identifier: Apache-2.0

#include "async_parity.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace parity;
using ::testing::ElementsAre;

// What an observer was told, one line an event.
struct seen {
    stepping_clock* clock;
    std::vector<std::string>* lines;

    template <class Event>
    void operator()(Event const& event) const {
        auto line = reprise::to_text(clock->elapsed()) + " ";
        if constexpr (std::is_same_v<Event, graph::node_attempt_started>) line += "start";
        if constexpr (std::is_same_v<Event, graph::node_attempt_progressed>) line += "progress";
        if constexpr (std::is_same_v<Event, graph::node_attempt_discarded>) line += "discarded";
        if constexpr (std::is_same_v<Event, graph::node_attempt_finished>) {
            line += event.succeeded ? "success" + event.error_type + event.error_message
                                    : "error " + event.error_type + ": " + event.error_message;
        }
        lines->push_back(line + " " + std::to_string(event.of.attempt));
    }
};

struct observed_run : async_run {
    std::vector<std::string> lines;

    template <class Result, class Policies>
    auto observe(async_task_of<Result>& task, Policies const& policies) {
        graph::run_options const options{
            .clock = std::ref(clock),
            .observer = seen{&clock, &lines},
            .how = graph::semantics::langgraph};
        return (*this)(task, policies, options);
    }
};

graph::retry_policy<> two_attempts(reprise::any_duration interval) {
    return {.initial_interval = interval, .max_attempts = 2, .jitter = false};
}

constexpr auto timed_out =
    "error node_timeout_error: Node 'aslow' exceeded its idle timeout of 0.050s without making "
    "progress (elapsed: 0.050s). ";

TEST(parity_observer, tracks_attempts) {
    observed_run run;
    int calls = 0;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            if (++calls == 1) co_await run.sleep_for(1h);
            co_return 1;
        },
        idle(50ms));
    EXPECT_EQ(run.observe(task, two_attempts(0s)), 1);
    EXPECT_THAT(
        run.lines, ElementsAre(
                       "0s start 1", "50ms " + std::string{timed_out} + "1", "50ms start 2",
                       "50ms success 2"));
}

TEST(parity_observer, emits_progress_on_heartbeat) {
    observed_run run;
    std::optional<reprise::duration> idle_seen;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            for (int beat = 0; beat != 9; ++beat) {
                node.heartbeat();
                co_await run.sleep_for(50ms);
            }
            co_return 1;
        },
        idle(1s));
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .observer =
            [&](auto const& event) {
                idle_seen = event.of.idle_timeout;
                seen{&run.clock, &run.lines}(event);
            },
        .how = graph::semantics::langgraph};
    EXPECT_EQ(run(task, graph::no_retry, options), 1);
    EXPECT_THAT(run.lines, ElementsAre("0s start 1", "250ms progress 1", "450ms success 1"))
        << "one per quarter of the idle timeout at most";
    EXPECT_EQ(idle_seen, 1s);
}

TEST(parity_observer, treats_parent_command_as_non_error) {
    observed_run run;
    auto task = async_task<int>(
        [](int const&, context&) -> asio::awaitable<int> {
            throw graph::parent_command{{.graph = graph::command::parent}};
            co_return 1;
        },
        idle(50ms));
    EXPECT_THROW(run.observe(task, graph::no_retry), graph::parent_command);
    EXPECT_THAT(run.lines, ElementsAre("0s start 1", "0s success 1"));
}

TEST(parity_observer, treats_bubble_up_as_non_error) {
    observed_run run;
    auto task = async_task<int>(
        [](int const&, context&) -> asio::awaitable<int> {
            throw graph::graph_interrupt{};
            co_return 1;
        },
        idle(50ms));
    EXPECT_THROW(run.observe(task, graph::no_retry), graph::graph_interrupt);
    EXPECT_THAT(run.lines, ElementsAre("0s start 1", "0s success 1"));
}

TEST(parity_observer, finishes_when_parent_writer_errors) {
    observed_run run;
    auto task = async_task<int>(
        [](int const&, context&) -> asio::awaitable<int> {
            throw graph::parent_command{{.graph = "aslow"}};
            co_return 1;
        },
        idle(50ms));
    task.writers.emplace_back(
        [](graph::command const&, graph::config const&) { throw value_error{"writer failed"}; });
    EXPECT_THROW(run.observe(task, graph::no_retry), value_error);
    EXPECT_THAT(run.lines, ElementsAre("0s start 1", "0s error value_error: writer failed 1"));
}

TEST(parity_observer, emits_finish_before_retry_backoff) {
    observed_run run;
    int calls = 0;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            if (++calls == 1) co_await run.sleep_for(1h);
            co_return 1;
        },
        idle(50ms));
    EXPECT_EQ(run.observe(task, two_attempts(250ms)), 1);
    EXPECT_THAT(
        run.lines, ElementsAre(
                       "0s start 1", "50ms " + std::string{timed_out} + "1", "300ms start 2",
                       "300ms success 2"));
}

TEST(parity_observer, emits_finish_before_final_raise_on_exhaustion) {
    observed_run run;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            co_await run.sleep_for(1h);
            co_return 1;
        },
        idle(50ms));
    EXPECT_THROW(run.observe(task, two_attempts(0s)), graph::node_timeout_error);
    EXPECT_THAT(
        run.lines, ElementsAre(
                       "0s start 1", "50ms " + std::string{timed_out} + "1", "50ms start 2",
                       "100ms " + std::string{timed_out} + "2"));
}

TEST(parity_observer, that_throws_is_logged_and_the_run_goes_on) {
    observed_run run;
    auto task = async_task<int>(
        [](int const&, context&) -> asio::awaitable<int> { co_return 1; }, idle(50ms));
    std::vector<std::string> lines;
    struct log {
        std::vector<std::string>* lines;
        void on(graph::observer_failed const& event) const {
            lines->push_back(graph::to_line(event));
        }
    };
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .logger = log{&lines},
        .observer = [](auto const&) { throw std::runtime_error{"broken"}; },
        .how = graph::semantics::langgraph};
    EXPECT_EQ(run(task, graph::no_retry, options), 1);
    EXPECT_THAT(
        lines,
        ElementsAre(
            "Timed attempt observer failed: broken", "Timed attempt observer failed: broken"));
}

}  // namespace
