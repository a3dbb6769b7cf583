// SPDX-License-Identifier: Apache-2.0

#include "async_parity.hpp"

#include <gtest/gtest.h>

#include <any>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace parity;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// values

TEST(parity_timeout_policy, a_bare_time_is_the_run_timeout) {
    graph::timeout_policy const policy = 250ms;
    EXPECT_EQ(policy.run_timeout(), 250ms);
    EXPECT_EQ(policy.idle_timeout(), std::nullopt);
    EXPECT_EQ(policy.refresh(), graph::refresh_on::automatic);
    EXPECT_EQ(graph::timeout_policy{std::chrono::duration<double>{1.5}}.run_timeout(), 1500ms);
}

TEST(parity_timeout_policy, keeps_an_idle_timeout) {
    EXPECT_EQ(idle(1500ms).idle_timeout(), 1500ms);
    EXPECT_EQ(idle(1500ms).run_timeout(), std::nullopt);
}

TEST(parity_timeout_policy, without_a_limit_is_nothing) {
    EXPECT_EQ(graph::timeout_policy::coerce({}), std::nullopt);
    EXPECT_EQ(graph::timeout_policy::coerce({.run_timeout = 1s}), graph::timeout_policy{1s});
}

TEST(parity_timeout_policy, refuses_a_limit_of_zero_or_less) {
    auto const message = [](auto const& make) -> std::string {
        try {
            make();
        } catch (std::invalid_argument const& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message([] { graph::timeout_policy{0ms}; }), "run_timeout must be greater than 0");
    EXPECT_EQ(message([] { graph::timeout_policy{-1s}; }), "run_timeout must be greater than 0");
    EXPECT_EQ(message([] { (void)idle(0s); }), "idle_timeout must be greater than 0");
}

TEST(parity_timeout_policy, reads_how_it_is_refreshed) {
    EXPECT_EQ(graph::parse_refresh_on("auto"), graph::refresh_on::automatic);
    EXPECT_EQ(graph::parse_refresh_on("heartbeat"), graph::refresh_on::heartbeat);
    try {
        (void)graph::parse_refresh_on("never");
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(error.what(), "refresh_on must be 'auto' or 'heartbeat', got 'never'");
    }
}

TEST(parity_timeout_policy, messages) {
    graph::node_timeout_error const run{"slow", graph::timeout_kind::run, 50ms, 500ms, 51'234us};
    EXPECT_STREQ(run.what(), "Node 'slow' exceeded its run timeout of 0.050s (elapsed: 0.051s).");
    graph::node_timeout_error const silent{
        "slow", graph::timeout_kind::idle, std::nullopt, 500ms, 2s};
    EXPECT_STREQ(
        silent.what(),
        "Node 'slow' exceeded its idle timeout of 0.500s without making progress (elapsed: 2.000s).");
    EXPECT_FALSE((std::is_base_of_v<std::system_error, graph::node_timeout_error>));
}

// behaviour

TEST(parity_timeout, ok_when_fast) {
    async_run run;
    auto task = async_task<std::string>(
        [](int const&, context&) -> asio::awaitable<std::string> { co_return "ok"; }, idle(1s));
    EXPECT_EQ(run(task, graph::no_retry, run.options()), "ok");
    EXPECT_EQ(run.clock.elapsed(), 0s);
}

// An attempt that ran out of time may have done its work.
TEST(timeout, of_a_task_that_must_not_happen_twice_ends_it) {
    struct pays {
        reprise::repetition may;
        std::function<asio::awaitable<int>()> call;

        [[nodiscard]] reprise::repetition repetition() const { return may; }
        asio::awaitable<int> async_invoke(int const& /*input*/) { return call(); }
    };
    auto const calls_of = [](reprise::repetition may) {
        async_run run;
        int calls = 0;
        graph::executable_task<pays, int> task{
            .name = "pay", .input = 17, .processor = {may, [&]() -> asio::awaitable<int> {
                                                          ++calls;
                                                          co_await run.sleep_for(500ms);
                                                          co_return 7;
                                                      }}};
        task.timeout = idle(50ms);
        graph::retry_policy const policy{
            .initial_interval = 0s,
            .jitter = false,
            .retry_on = reprise::retry_on<graph::node_timeout_error>{}};
        std::exception_ptr thrown;
        asio::co_spawn(
            run.io, graph::async_run_with_retry(task, policy, run.options()),
            [&](std::exception_ptr error, graph::task_result<int> const& /*value*/) {
                thrown = std::move(error);
            });
        run.clock.run(run.io);
        EXPECT_THROW(std::rethrow_exception(thrown), graph::node_timeout_error);
        return calls;
    };
    EXPECT_EQ(calls_of(reprise::repetition::unstated), 3);
    EXPECT_EQ(calls_of(reprise::repetition::safe), 3);
    EXPECT_EQ(calls_of(reprise::repetition::unsafe), 1);
}

TEST(parity_timeout, retries_when_retry_on_timeout) {
    async_run run;
    int calls = 0;
    auto task = async_task<std::string>(
        [&](int const&, context&) -> asio::awaitable<std::string> {
            if (++calls == 1) co_await run.sleep_for(500ms);
            co_return "ok";
        },
        idle(50ms));
    graph::retry_policy const policy{
        .initial_interval = 0s,
        .jitter = false,
        .retry_on = reprise::retry_on<graph::node_timeout_error>{}};
    EXPECT_EQ(run(task, policy, run.options()), "ok");
    EXPECT_EQ(calls, 2);
}

TEST(parity_timeout, allows_pre_timeout_child_task_to_run) {
    async_run run;
    bool started = false;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            node.call([&started] { started = true; });
            co_await run.sleep_for(500ms);
            co_return 1;
        },
        idle(50ms));
    EXPECT_THROW(run(task, graph::no_retry, run.options()), graph::node_timeout_error);
    EXPECT_TRUE(started);
}

TEST(parity_timeout, no_child_is_called_after_it) {
    async_run run;
    bool refused = false;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            co_await asio::this_coro::throw_if_cancelled(false);
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
            co_await run.sleep_for(500ms);
            try {
                node.call([] {});
            } catch (graph::cancelled const&) {
                refused = true;
            }
            co_return 1;
        },
        idle(50ms));
    EXPECT_THROW(run(task, graph::no_retry, run.options()), graph::node_timeout_error);
    EXPECT_TRUE(refused);
}

// Which error a node gets that sleeps for half a second under a limit.
graph::node_timeout_error timeout_error_of(graph::timeout_policy const& limit) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            co_await run.sleep_for(500ms);
            co_return 1;
        },
        limit);
    try {
        run(task, graph::no_retry, run.options());
    } catch (graph::node_timeout_error const& error) {
        EXPECT_EQ(run.clock.elapsed(), 50ms) << "the node was woken";
        return error;
    }
    throw std::logic_error{"no timeout"};
}

TEST(parity_timeout, accepts_timedelta) { EXPECT_EQ(timeout_error_of(50ms).timeout(), 50ms); }

TEST(parity_timeout, a_node_that_ends_at_the_same_moment_has_ended) {
    for (bool const idles : {false, true}) {
        async_run run;
        auto task = async_task<int>(
            [&](int const&, context&) -> asio::awaitable<int> {
                co_await run.sleep_for(50ms);
                co_return 1;
            },
            idles ? idle(50ms) : graph::timeout_policy{50ms});
        EXPECT_EQ(run(task, graph::no_retry, run.options()), 1) << idles;
    }
}

TEST(parity_timeout, fires_async) {
    auto const error = timeout_error_of(idle(50ms));
    EXPECT_EQ(error.node(), "aslow");
    EXPECT_EQ(error.idle_timeout(), 50ms);
    EXPECT_EQ(error.kind(), graph::timeout_kind::idle);
    EXPECT_EQ(error.elapsed(), 50ms);
}

TEST(parity_timeout, run_timeout_is_not_refreshed_by_heartbeat) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            for (int beat = 0; beat != 100; ++beat) {
                node.heartbeat();
                co_await run.sleep_for(10ms);
            }
            co_return 1;
        },
        50ms);
    try {
        run(task, graph::no_retry, run.options());
        FAIL();
    } catch (graph::node_timeout_error const& error) {
        EXPECT_EQ(error.kind(), graph::timeout_kind::run);
        EXPECT_EQ(error.run_timeout(), 50ms);
        EXPECT_EQ(error.idle_timeout(), std::nullopt);
        EXPECT_EQ(error.elapsed(), 50ms);
    }
}

TEST(parity_timeout, node_timeout_error_carries_both_configured_timeouts) {
    auto const error =
        timeout_error_of(graph::timeout_policy{{.run_timeout = 50ms, .idle_timeout = 400ms}});
    EXPECT_EQ(error.kind(), graph::timeout_kind::run);
    EXPECT_EQ(error.run_timeout(), 50ms);
    EXPECT_EQ(error.idle_timeout(), 400ms);
    EXPECT_EQ(error.timeout(), 50ms);
}

TEST(parity_timeout, does_not_swallow_proc_timeout) {
    async_run run;
    int calls = 0;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            ++calls;
            throw std::system_error{std::make_error_code(std::errc::timed_out)};
            co_return 1;
        },
        idle(50ms));
    graph::retry_policy const policy{.retry_on = reprise::retry_on<graph::node_timeout_error>{}};
    EXPECT_THROW(run(task, policy, run.options()), std::system_error);
    EXPECT_EQ(calls, 1);
}

TEST(parity_timeout, does_not_swallow_proc_node_timeout) {
    async_run run;
    auto const childs = std::make_exception_ptr(
        graph::node_timeout_error{"child", graph::timeout_kind::run, 1s, std::nullopt, 1s});
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            std::rethrow_exception(childs);
            co_return 1;
        },
        idle(50ms));
    try {
        run(task, graph::no_retry, run.options());
        FAIL();
    } catch (graph::node_timeout_error const& error) {
        EXPECT_EQ(error.node(), "child");
        EXPECT_EQ(std::current_exception(), childs);
    }
}

// A node that takes three steps of 80 ms and shows a sign of life after each, with 150 ms of patience.
template <class Sign>
void expect_refreshed_by(Sign const& sign) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            for (int step = 0; step != 3; ++step) {
                co_await run.sleep_for(80ms);
                sign(node, step);
            }
            co_return 1;
        },
        idle(150ms));
    std::vector<int> items;
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .on_item = [&items](std::any const& item) { items.push_back(std::any_cast<int>(item)); },
        .how = graph::semantics::langgraph};
    EXPECT_EQ(run(task, graph::no_retry, options), 1);
    EXPECT_EQ(run.clock.elapsed(), 240ms);
    if (items.empty()) return;
    EXPECT_THAT(items, ElementsAre(0, 1, 2));
}

TEST(parity_timeout, idle_resets_on_stream_event) {
    expect_refreshed_by([](context& node, int step) { node.emit(step); });
}

TEST(parity_timeout, idle_resets_on_runtime_stream_writer) {
    expect_refreshed_by([](context& node, int step) { node.sink().emit(step); });
}

TEST(parity_timeout, idle_resets_on_runtime_heartbeat) {
    expect_refreshed_by([](context& node, int) { node.heartbeat(); });
}

TEST(parity_timeout, idle_resets_on_writes) {
    expect_refreshed_by([](context& node, int step) { node.write({"value", step}); });
}

TEST(parity_timeout, idle_resets_on_child_calls) {
    expect_refreshed_by([](context& node, int) { node.call([] {}); });
}

TEST(parity_timeout, idle_resets_on_yielded_chunks) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            for (int step = 0; step != 3; ++step) {
                co_await run.sleep_for(80ms);
                node.emit(step);
            }
            co_return 1;
        },
        idle(150ms));
    std::vector<int> items;
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .on_item = [&items](std::any const& item) { items.push_back(std::any_cast<int>(item)); },
        .mode = graph::streaming{},
        .how = graph::semantics::langgraph};
    EXPECT_EQ(run(task, graph::no_retry, options), 1);
    EXPECT_THAT(items, ElementsAre(0, 1, 2));
}

// Yields 0, 1 and 2, 80 ms apart.
struct counting {
    async_run* run;
    int fails_at = -1;
    int at = 0;

    asio::awaitable<std::optional<int>> next() {
        co_await run->sleep_for(80ms);
        if (at == fails_at) throw custom_error{};
        if (at == 3) co_return std::nullopt;
        co_return at++;
    }
};

// Streams by being gone through; the first attempt fails where it is told to.
template <bool Awaited>
struct generating {
    async_run* run;
    int first_fails_at = -1;
    int attempts = 0;

    auto async_stream(int const& /*input*/) {
        counting const made{run, ++attempts == 1 ? first_fails_at : -1};
        if constexpr (Awaited) {
            return awaited(made);
        } else {
            return made;
        }
    }
    static asio::awaitable<counting> awaited(counting made) { co_return made; }
};

template <class Processor>
struct streamed {
    std::vector<int> items;
    std::exception_ptr thrown;

    explicit streamed(
        async_run& run, Processor processor, graph::semantics how,
        std::optional<graph::timeout_policy> timeout = std::nullopt) {
        graph::executable_task<Processor, int, graph::channel_write, int> task{
            .name = "aslow",
            .input = 40,
            .processor = processor,
            .config = {.checkpoint_namespace = graph::checkpoint_namespace::parse("aslow:1")},
            .id = "task-1"};
        task.timeout = timeout;
        graph::run_options const options{
            .clock = std::ref(run.clock),
            .on_item = [this](int item) { items.push_back(item); },
            .mode = graph::streaming{},
            .how = how};
        graph::retry_policy const policy{.initial_interval = 1ms, .jitter = false};
        asio::co_spawn(
            run.io, graph::async_run_with_retry(task, policy, options),
            [this](std::exception_ptr error, graph::task_result<void> const& /*done*/) {
                thrown = std::move(error);
            });
        run.clock.run(run.io);
    }
};

TEST(parity_timeout, idle_resets_on_chunks_of_a_generator_which_are_dropped) {
    async_run run;
    streamed const done{run, generating<false>{&run}, graph::semantics::langgraph, idle(150ms)};
    EXPECT_EQ(done.thrown, nullptr);
    EXPECT_THAT(done.items, ElementsAre());
    EXPECT_EQ(run.clock.elapsed(), 320ms);
}

TEST(async_stream_processor, hands_on_what_its_generator_yields) {
    async_run run;
    streamed const done{run, generating<false>{&run}, {}, idle(150ms)};
    EXPECT_EQ(done.thrown, nullptr);
    EXPECT_THAT(done.items, ElementsAre(0, 1, 2));
    EXPECT_EQ(run.clock.elapsed(), 320ms);
}

TEST(async_stream_processor, is_retried_with_a_fresh_generator_which_may_have_to_be_awaited) {
    async_run run;
    streamed const done{run, generating<true>{&run, 1}, {}};
    EXPECT_EQ(done.thrown, nullptr);
    EXPECT_THAT(done.items, ElementsAre(0, 0, 1, 2));
    EXPECT_EQ(run.clock.elapsed(), 160ms + 1ms + 320ms);
}

TEST(async_stream_processor, is_gone_through_no_further_once_its_attempt_is_over) {
    async_run run;
    streamed const done{
        run, generating<false>{&run}, {}, graph::timeout_policy{{.run_timeout = 200ms}}};
    EXPECT_THROW(std::rethrow_exception(done.thrown), graph::node_timeout_error);
    // three attempts
    EXPECT_THAT(done.items, ElementsAre(0, 1, 0, 1, 0, 1));
}

TEST(parity_timeout, idle_fires_without_a_sign_of_life) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            for (int step = 0; step != 3; ++step) co_await run.sleep_for(80ms);
            co_return 1;
        },
        idle(150ms));
    EXPECT_THROW(run(task, graph::no_retry, run.options()), graph::node_timeout_error);
}

TEST(parity_timeout, heartbeat_refresh_mode_ignores_stream_events) {
    async_run run;
    int emitted = 0;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            for (int step = 0; step != 100; ++step) {
                node.emit(step);
                co_await run.sleep_for(10ms);
            }
            co_return 1;
        },
        graph::timeout_policy{{.idle_timeout = 50ms, .refresh = graph::refresh_on::heartbeat}});
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .on_item = [&emitted](std::any const&) { ++emitted; },
        .how = graph::semantics::langgraph};
    try {
        run(task, graph::no_retry, options);
        FAIL();
    } catch (graph::node_timeout_error const& error) {
        EXPECT_EQ(error.kind(), graph::timeout_kind::idle);
        EXPECT_EQ(emitted, 5);
    }
}

TEST(parity_timeout, heartbeat_refresh_mode_accepts_heartbeat) {
    async_run run;
    auto task = async_task<std::string>(
        [&](int const&, context& node) -> asio::awaitable<std::string> {
            for (int beat = 0; beat != 10; ++beat) {
                co_await run.sleep_for(30ms);
                node.heartbeat();
            }
            co_return "ok";
        },
        graph::timeout_policy{{.idle_timeout = 80ms, .refresh = graph::refresh_on::heartbeat}});
    EXPECT_EQ(run(task, graph::no_retry, run.options()), "ok");
}

TEST(parity_timeout, a_heartbeat_outside_of_an_idle_attempt_does_nothing) {
    async_run run;
    auto task = async_task<int>([](int const&, context& node) -> asio::awaitable<int> {
        node.heartbeat();
        co_return 1;
    });
    EXPECT_EQ(run(task, graph::no_retry, run.options()), 1);
}

TEST(parity_timeout, discards_stale_executor_writes) {
    async_run run;
    int calls = 0;
    std::optional<graph::attempt_sink<graph::channel_write, std::any>> late;
    auto task = async_task<std::string>(
        [&](int const&, context& node) -> asio::awaitable<std::string> {
            if (++calls == 1) {
                late = node.sink();
                co_await run.sleep_for(500ms);
            } else {
                EXPECT_FALSE(late->write({"value", std::string{"stale"}}));
                node.write({"value", std::string{"fresh"}});
            }
            co_return "ok";
        },
        idle(50ms));
    graph::retry_policy const policy{
        .initial_interval = 0s,
        .max_attempts = 2,
        .jitter = false,
        .retry_on = reprise::retry_on<graph::node_timeout_error>{}};
    EXPECT_EQ(run(task, policy, run.options()), "ok");
    ASSERT_EQ(task.writes.size(), 1);
    EXPECT_EQ(std::any_cast<std::string>(task.writes[0].value), "fresh");
}

template <class Mode>
void expect_pre_timeout_writes_discarded(Mode mode) {
    async_run run;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            node.write({"value", 1});
            co_await run.sleep_for(500ms);
            co_return 1;
        },
        idle(50ms));
    graph::run_options const options{
        .clock = std::ref(run.clock), .mode = mode, .how = graph::semantics::langgraph};
    EXPECT_THROW(run(task, graph::no_retry, options), graph::node_timeout_error);
    EXPECT_THAT(task.writes, IsEmpty());
}

TEST(parity_timeout, discards_pre_timeout_writes_of_invoke) {
    expect_pre_timeout_writes_discarded(graph::invoking{});
}

TEST(parity_timeout, discards_pre_timeout_writes_of_stream) {
    expect_pre_timeout_writes_discarded(graph::streaming{});
}

template <class Mode>
void expect_cannot_be_swallowed(Mode mode) {
    async_run run;
    bool went_on = false;
    auto task = async_task<int>(
        [&](int const&, context& node) -> asio::awaitable<int> {
            co_await asio::this_coro::throw_if_cancelled(false);
            co_await run.sleep_for(500ms);
            node.write({"value", 1});
            went_on = true;
            co_return 1;
        },
        idle(50ms));
    graph::run_options const options{
        .clock = std::ref(run.clock), .mode = mode, .how = graph::semantics::langgraph};
    EXPECT_THROW(run(task, graph::no_retry, options), graph::node_timeout_error);
    EXPECT_TRUE(went_on);
    EXPECT_THAT(task.writes, IsEmpty());
}

TEST(parity_timeout, cannot_be_swallowed_by_invoke) {
    expect_cannot_be_swallowed(graph::invoking{});
}

TEST(parity_timeout, cannot_be_swallowed_by_stream) {
    expect_cannot_be_swallowed(graph::streaming{});
}

TEST(parity_timeout, composes_with_retry) {
    async_run run;
    int calls = 0;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            if (++calls == 1) co_await run.sleep_for(1h);
            co_return 1;
        },
        idle(300ms));
    graph::retry_policy const policy{.initial_interval = 0s, .jitter = false};
    EXPECT_EQ(run(task, policy, run.options()), 1);
    EXPECT_EQ(calls, 2);
}

TEST(parity_timeout, starts_anew_with_each_attempt) {
    async_run run;
    int calls = 0;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            co_await run.sleep_for(40ms);
            if (++calls < 3) throw custom_error{};
            co_return 1;
        },
        50ms);
    graph::retry_policy const policy{.initial_interval = 1s, .jitter = false};
    EXPECT_EQ(run(task, policy, run.options()), 1);
    EXPECT_EQ(run.clock.elapsed(), 3s + 120ms);
}

TEST(parity_timeout, what_blocks_cannot_be_timed) {
    async_run run;
    std::vector<std::string> events;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> { co_return 1; }, idle(50ms));
    auto const observer = [&events]<class Event>(Event const& event) {
        if constexpr (std::is_same_v<Event, graph::node_attempt_started>)
            events.emplace_back("start");
        if constexpr (std::is_same_v<Event, graph::node_attempt_finished>)
            events.emplace_back(event.succeeded ? "success" : "error");
    };
    graph::run_options const options{
        .clock = std::ref(run.clock), .observer = observer, .how = graph::semantics::langgraph};
    EXPECT_EQ(run(task, graph::no_retry, options), 1);
    EXPECT_THAT(events, ElementsAre("start", "success"));
}

// cancellation

TEST(parity_cancellation, user_raised_cancelled_becomes_node_cancelled) {
    for (auto const& limit : {std::optional<graph::timeout_policy>{}, std::optional{idle(50ms)}}) {
        async_run run;
        int calls = 0;
        auto task = async_task<int>(
            [&](int const&, context&) -> asio::awaitable<int> {
                ++calls;
                throw graph::cancelled{};
                co_return 1;
            },
            limit);
        try {
            run(task, graph::retry_policy{.retry_on = everything}, run.options());
            FAIL();
        } catch (graph::node_cancelled_error const& error) {
            EXPECT_EQ(error.node(), "aslow");
            EXPECT_THROW(std::rethrow_if_nested(error), graph::cancelled);
        }
        EXPECT_EQ(calls, 1);
    }
}

TEST(parity_cancellation, external_cancel_propagates_as_cancelled) {
    async_run run;
    std::stop_source source;
    auto task = async_task<int>([&](int const&, context& node) -> asio::awaitable<int> {
        co_await run.sleep_for(100ms);
        source.request_stop();
        if (node.stop_token().stop_requested()) throw graph::cancelled{};
        co_return 1;
    });
    graph::run_options const options{
        .clock = std::ref(run.clock), .stop = reprise::stop_on{source.get_token()}};
    EXPECT_THROW(run(task, graph::no_retry, options), graph::cancelled);
}

TEST(parity_cancellation, a_signal_from_outside_propagates_as_cancelled) {
    async_run run;
    asio::cancellation_signal signal;
    auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        auto const executor = co_await asio::this_coro::executor;
        asio::steady_timer timer{executor, asio::steady_timer::time_point::max()};
        asio::post(executor, [&signal] { signal.emit(asio::cancellation_type::all); });
        boost::system::error_code error;
        auto into = asio::redirect_error(asio::use_awaitable, error);
        co_await timer.async_wait(into);
        throw graph::cancelled{};
        co_return 1;
    });
    std::exception_ptr thrown;
    asio::co_spawn(
        run.io,
        graph::async_run_with_retry(task, graph::retry_policies{graph::no_retry}, run.options()),
        asio::bind_cancellation_slot(
            signal.slot(),
            [&](std::exception_ptr error, graph::task_result<int>) { thrown = std::move(error); }));
    run.clock.run(run.io);
    ASSERT_NE(thrown, nullptr);
    EXPECT_THROW(std::rethrow_exception(thrown), graph::cancelled);
}

TEST(parity_cancellation, one_branch_that_cancels_itself_fails_the_run) {
    async_run run;
    auto good = async_task<int>([&](int const&, context&) -> asio::awaitable<int> { co_return 1; });
    auto boom = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        throw graph::cancelled{};
        co_return 1;
    });
    boom.name = "boom";
    EXPECT_EQ(run(good, graph::no_retry, run.options()), 1);
    try {
        run(boom, graph::no_retry, run.options());
        FAIL();
    } catch (graph::node_cancelled_error const& error) {
        EXPECT_EQ(error.node(), "boom");
    }
}

// the asynchronous loop beside that

TEST(parity_async, waits_like_the_blocking_one) {
    async_run run;
    int calls = 0;
    auto task = async_task<int>([&](int const&, context& node) -> asio::awaitable<int> {
        EXPECT_EQ(node.info().node_attempt, static_cast<std::uint64_t>(calls + 1));
        EXPECT_EQ(node.config().resuming.value_or(false), calls > 0);
        if (++calls < 3) throw custom_error{};
        co_return 7;
    });
    EXPECT_EQ(run(task, graph::retry_policy{.jitter = false}, run.options()), 7);
    EXPECT_EQ(run.clock.elapsed(), 1500ms);
}

TEST(parity_async, a_wait_that_is_left_brings_out_the_last_failure) {
    async_run run;
    std::stop_source source;
    auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        asio::co_spawn(
            run.io,
            [&]() -> asio::awaitable<void> {
                co_await run.sleep_for(100ms);
                source.request_stop();
            },
            asio::detached);
        throw custom_error{};
        co_return 7;
    });
    graph::run_options const options{
        .clock = std::ref(run.clock), .stop = reprise::stop_on{source.get_token()}};
    EXPECT_THROW(run(task, graph::retry_policy{.jitter = false}, options), custom_error);
    EXPECT_EQ(run.clock.elapsed(), 100ms);
}

TEST(parity_async, a_task_whose_writes_were_found_does_not_run) {
    async_run run;
    auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        ADD_FAILURE();
        co_return 7;
    });
    task.cache_key = graph::cache_key{{"ns"}, "key"};
    graph::run_options const options{
        .clock = std::ref(run.clock),
        .match_cached_writes = [](auto& of) { return std::vector{&of}; }};
    EXPECT_EQ(run(task, graph::no_retry, options), std::nullopt);
}

TEST(parity_async, a_parent_command_is_handled) {
    async_run run;
    std::vector<std::string> went;
    auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        throw graph::parent_command{{.graph = "aslow", .go_to = {"next"}}};
        co_return 7;
    });
    task.writers.emplace_back(
        [&went](graph::command const& command, graph::config const&) { went = command.go_to; });
    EXPECT_EQ(run(task, graph::no_retry, run.options()), std::nullopt);
    EXPECT_THAT(went, ElementsAre("next"));
}

TEST(parity_async, composed_policies_and_reports_work_as_well) {
    async_run run;
    int calls = 0;
    auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
        if (++calls < 3) throw custom_error{};
        co_return 7;
    });
    graph::task_report report;
    constexpr auto policy = reprise::compose(reprise::no_jitter{}, reprise::retry_all{});
    graph::run_options const options{.clock = std::ref(run.clock), .report = &report};
    EXPECT_EQ(run(task, policy, options), 7);
    EXPECT_EQ(report.run.attempts, 3);
    EXPECT_EQ(report.run.failures.size(), 2);
    EXPECT_EQ(report.run.waited, 1500ms);
    EXPECT_EQ(report.notes.size(), 2);
}

// better by default

TEST(better, 14_a_cancelled_attempt_is_waited_for_up_to_a_limit) {
    auto const most_at_once = [](graph::semantics how, reprise::duration grace) {
        async_run run;
        int now = 0;
        int most = 0;
        auto task = async_task<int>(
            [&](int const&, context&) -> asio::awaitable<int> {
                most = std::max(most, ++now);
                co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
                co_await run.sleep_for(500ms);
                --now;
                co_return 1;
            },
            50ms);
        graph::task_report report;
        graph::run_options const options{
            .clock = std::ref(run.clock), .how = how, .grace = grace, .report = &report};
        EXPECT_THROW(
            run(task, graph::retry_policy{.initial_interval = 1ms, .jitter = false}, options),
            graph::node_timeout_error);
        EXPECT_EQ(report.overlapping > 0, most > 1 || grace < 500ms);
        return most;
    };
    EXPECT_EQ(most_at_once({}, 1s), 1);
    EXPECT_EQ(most_at_once({}, 10ms), 3) << "the limit is shorter than the node is deaf";
    EXPECT_EQ(most_at_once(graph::semantics::langgraph, 1s), 3);
}

}  // namespace
