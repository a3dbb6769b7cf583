// SPDX-License-Identifier: Apache-2.0

#include "async_parity.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <exception>
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

// Yields an item every 100 ms.
struct slow_items {
    async_run* run;
    int left = 3;
    asio::awaitable<std::optional<int>> next() {
        co_await run->sleep_for(100ms);
        if (left == 0) co_return std::nullopt;
        co_return left--;
    }
};
struct streams_slowly {
    async_run* run;
    slow_items async_stream(int const& /*input*/, context& node) {
        node.write({"value", 1});
        node.emit(1);
        node.call([] {});
        return {run};
    }
};

// What observers are told of a stream: under which limit, and in which semantics.
std::vector<std::string> progress_of_a_stream(
    graph::timeout_policy const& limit, graph::semantics how) {
    async_run run;
    std::vector<std::string> lines;
    graph::executable_task<streams_slowly, int> task{
        .name = "aslow", .input = 40, .processor = {&run}, .id = "task-1"};
    task.timeout = limit;
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .observer =
            [&](graph::node_attempt_progressed const& event) { seen{&run.clock, &lines}(event); },
        .mode = graph::streaming{},
        .how = how};
    asio::co_spawn(
        run.io, graph::async_run_with_retry(task, graph::no_retry, options),
        [](std::exception_ptr const& error, auto const&) { EXPECT_EQ(error, nullptr); });
    run.clock.run(run.io);
    return lines;
}

TEST(parity_observer, emits_progress_on_yielded_chunks_and_not_on_writes) {
    EXPECT_THAT(
        progress_of_a_stream(idle(200ms), graph::semantics::langgraph),
        ElementsAre("100ms progress 1", "200ms progress 1", "300ms progress 1"));
    EXPECT_THAT(
        progress_of_a_stream(idle(800ms), graph::semantics::langgraph),
        ElementsAre("200ms progress 1"))
        << "one per quarter of the idle timeout at most";
    EXPECT_THAT(progress_of_a_stream(1s, graph::semantics::langgraph), ElementsAre())
        << "there is no idle timeout to be refreshed";
    EXPECT_THAT(
        progress_of_a_stream(
            graph::timeout_policy{{.idle_timeout = 1s, .refresh = graph::refresh_on::heartbeat}},
            {}),
        ElementsAre())
        << "nothing that it does is a sign of life";
}

TEST(parity_observer, emits_no_progress_on_a_write_however_late) {
    observed_run run;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            co_await run.sleep_for(400ms);
            node.write({"value", 1});
            co_await run.sleep_for(400ms);
            node.heartbeat();
            co_return 1;
        },
        idle(1s));
    EXPECT_EQ(run.observe(task, graph::no_retry), 1);
    EXPECT_THAT(run.lines, ElementsAre("0s start 1", "800ms progress 1", "800ms success 1"));
}

TEST(better, 16_observers_are_told_of_progress_whatever_the_timeout) {
    EXPECT_THAT(
        progress_of_a_stream(1s, {}),
        ElementsAre(
            "0s progress 1", "0s progress 1", "0s progress 1", "100ms progress 1",
            "200ms progress 1", "300ms progress 1"));
}

TEST(parity_observer, events_say_which_attempt_of_what) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            co_await run.sleep_for(1h);
            co_return 1;
        },
        graph::timeout_policy{
            {.run_timeout = 2s, .idle_timeout = 3s, .refresh = graph::refresh_on::heartbeat}});
    task.config.run_id = "run";
    task.config.thread_id = "thread";
    std::vector<std::chrono::system_clock::time_point> at;
    auto const same = [](graph::attempt_identity const& of) {
        EXPECT_EQ(of.task_id, "task-1");
        EXPECT_EQ(of.task_name, "aslow");
        EXPECT_EQ(of.attempt, 1);
        EXPECT_EQ(of.run_id, "run");
        EXPECT_EQ(of.thread_id, "thread");
        EXPECT_EQ(of.checkpoint_namespace, "aslow:1");
        EXPECT_EQ(of.run_timeout, 2s);
        EXPECT_EQ(of.idle_timeout, 3s);
        EXPECT_EQ(of.refresh, graph::refresh_on::heartbeat);
    };
    std::chrono::system_clock::time_point const epoch{};
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .observer =
            [&]<class Event>(Event const& event) {
                same(event.of);
                at.push_back(event.of.started_at);
                if constexpr (std::is_same_v<Event, graph::node_attempt_finished>)
                    at.push_back(event.finished_at);
            },
        .wall_clock =
            [&] {
                using wall_duration = std::chrono::system_clock::duration;
                return epoch + std::chrono::duration_cast<wall_duration>(run.clock.elapsed());
            },
        .how = graph::semantics::langgraph};
    EXPECT_THROW(run(task, graph::no_retry, options), graph::node_timeout_error);
    EXPECT_THAT(at, ElementsAre(epoch, epoch, epoch + 2s)) << "started, and again, and finished";
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
