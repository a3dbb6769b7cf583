// SPDX-License-Identifier: Apache-2.0

#include "async_parity.hpp"
#include "unit/include/tiny_task.hpp"

#include <reprise/graph/async_run_with_handler.hpp>
#include <reprise/idempotent.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <functional>  // std::function
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace parity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Runs a task whose attempts fail, on a clock that steps, and its handler.
struct handled_run {
    async_run run{};
    int calls = 0;
    std::vector<std::string> applied{};
    asio::cancellation_signal signal{};

    async_task_of<int> failing() {
        auto task = async_task<int>([this](int const&, context& node) -> asio::awaitable<int> {
            ++calls;
            node.write({"value", calls});
            throw custom_error{};
            co_return 1;
        });
        task.config.checkpoint_namespace = graph::checkpoint_namespace::parse("host:1|aslow:2");
        task.writers.emplace_back([this](graph::command const& command, graph::config const&) {
            applied = command.go_to;
        });
        return task;
    }

    template <class Handle, class Policies, class Options>
    std::optional<int> operator()(
        async_task_of<int>& task, graph::error_handler<Handle> const& handler,
        Policies const& policies, Options const& options) {
        std::optional<std::optional<int>> got;
        std::exception_ptr thrown;
        asio::co_spawn(
            run.io, graph::async_run_with_handler(task, handler, policies, options),
            asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr error, std::optional<int> value) {
                    thrown = std::move(error);
                    got.emplace(value);
                }));
        run.clock.run(run.io);
        if (!got) throw std::logic_error{"the run has not ended"};
        if (thrown != nullptr) std::rethrow_exception(thrown);
        return *got;
    }

    template <class Handle>
    std::optional<int> operator()(async_task_of<int>& task, Handle handle) {
        return (*this)(task, graph::error_handler{std::move(handle)}, twice(), run.options());
    }

    // compiled once for all of them
    using coroutine = std::function<asio::awaitable<int>(int const&, graph::node_error const&)>;
    std::optional<int> with(async_task_of<int>& task, coroutine handle) {
        return (*this)(task, std::move(handle));
    }

    [[nodiscard]] static graph::retry_policy<> twice() {
        return {.initial_interval = 10ms, .max_attempts = 2, .jitter = false};
    }
};

handled_run::coroutine const never = [](int const&,
                                        graph::node_error const&) -> asio::awaitable<int> {
    ADD_FAILURE();
    co_return 7;
};

TEST(parity_async_error_handler, runs_after_retry_exhaustion) {
    handled_run run;
    auto task = run.failing();
    int handled = 0;
    auto const result = run.with(
        task, [&](int const& input, graph::node_error const& error) -> asio::awaitable<int> {
            ++handled;
            EXPECT_EQ(input, 40);
            EXPECT_EQ(error.node, "aslow");
            EXPECT_THROW(std::rethrow_exception(error.error), custom_error);
            co_await run.run.sleep_for(1s);
            co_return 7;
        });
    EXPECT_EQ(result, 7);
    EXPECT_EQ(run.calls, 2);
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(run.run.clock.elapsed(), 1010ms);
    EXPECT_THAT(task.writes, IsEmpty()) << "those of the handler, which wrote nothing";
}

TEST(
    async_error_handler,
    that_must_not_happen_twice_is_not_called_again_after_an_ambiguous_failure) {
    auto const calls_of = [](auto state) {
        handled_run run;
        auto task = run.failing();
        int handled = 0;
        EXPECT_THROW(
            run(task, state([&](graph::node_error const&) -> int {
                    ++handled;
                    throw custom_error{};
                })),
            custom_error);
        return handled;
    };
    EXPECT_EQ(calls_of([](auto handle) { return handle; }), 2);
    EXPECT_EQ(calls_of(reprise::non_idempotent), 1);
}

TEST(parity_async_error_handler, need_not_be_a_coroutine) {
    handled_run run;
    auto task = run.failing();
    EXPECT_EQ(run(task, [](graph::node_error const&) { return 7; }), 7);
}

TEST(parity_async_error_handler, is_not_called_where_nothing_failed) {
    handled_run run;
    auto task = async_task<int>([](int const&, context&) -> asio::awaitable<int> { co_return 3; });
    EXPECT_EQ(run.with(task, never), 3);
}

TEST(parity_async_error_handler, answers_with_nothing) {
    handled_run run;
    auto task = run.failing();
    int handled = 0;
    EXPECT_EQ(run(task, [&handled](graph::node_error const&) { ++handled; }), std::nullopt);
    EXPECT_EQ(
        run(task,
            [&handled](graph::node_error const&) -> asio::awaitable<void> {
                ++handled;
                co_return;
            }),
        std::nullopt);
    EXPECT_EQ(handled, 2);
}

TEST(parity_async_error_handler, its_command_is_applied) {
    handled_run run;
    auto task = run.failing();
    EXPECT_EQ(
        run(task,
            [](graph::node_error const&) -> asio::awaitable<graph::command> {
                graph::command next{.go_to = {"handled_after"}};
                co_return next;
            }),
        std::nullopt);
    EXPECT_THAT(run.applied, ElementsAre("handled_after"));
}

TEST(parity_async_error_handler, its_command_for_the_parent_goes_up) {
    auto const goes_up = [](auto handle) {
        handled_run run;
        auto task = run.failing();
        try {
            run(task, handle);
            FAIL();
        } catch (graph::parent_command const& sent) {
            EXPECT_EQ(sent.sent().graph.text(), "host:1");
            EXPECT_THAT(sent.sent().go_to, ElementsAre("elsewhere"));
        }
        EXPECT_THAT(run.applied, IsEmpty());
    };
    goes_up([](graph::node_error const&) {
        return graph::command{.graph = graph::command::parent, .go_to = {"elsewhere"}};
    });
    goes_up([](graph::node_error const&) -> asio::awaitable<graph::command> {
        graph::command up{.graph = graph::command::parent, .go_to = {"elsewhere"}};
        co_return up;
    });
}

TEST(parity_async_error_handler, has_policies_of_its_own) {
    handled_run run;
    auto task = run.failing();
    int calls = 0;
    handled_run::coroutine const handle =
        [&calls](int const&, graph::node_error const&) -> asio::awaitable<int> {
        if (++calls < 3) throw custom_error{};
        co_return 7;
    };
    graph::error_handler const handler{
        handle, graph::retry_policy{.initial_interval = 1s, .jitter = false}};
    EXPECT_EQ(run(task, handler, graph::no_retry, run.run.options()), 7);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(run.run.clock.elapsed(), 3s);
}

TEST(parity_async_error_handler, its_failure_comes_out_and_is_not_handled_again) {
    handled_run run;
    auto task = run.failing();
    int calls = 0;
    try {
        run.with(task, [&calls](int const&, graph::node_error const&) -> asio::awaitable<int> {
            ++calls;
            throw std::runtime_error{"handler failed"};
            co_return 7;
        });
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "handler failed");
    }
    EXPECT_EQ(calls, 1);
}

TEST(parity_async_error_handler, bubble_ups_bypass_it) {
    handled_run run;
    auto task = async_task<int>([](int const&, context&) -> asio::awaitable<int> {
        throw graph::graph_interrupt{};
        co_return 1;
    });
    EXPECT_THROW(run.with(task, never), graph::graph_interrupt);
}

TEST(parity_async_error_handler, handles_a_timeout) {
    handled_run run;
    auto task = async_task<int>(
        [&](int const&, context&) -> asio::awaitable<int> {
            co_await run.run.sleep_for(1h);
            co_return 1;
        },
        idle(50ms));
    EXPECT_EQ(
        run.with(
            task,
            [](int const&, graph::node_error const& error) -> asio::awaitable<int> {
                EXPECT_THROW(std::rethrow_exception(error.error), graph::node_timeout_error);
                co_return 7;
            }),
        7);
}

// A task whose coroutines know neither executors nor cancellation.
struct tiny_clock {
    static reprise::time_point now() noexcept { return {}; }
    static reprise_test::tiny_task<bool> async_wait(
        reprise::duration /*delay*/, std::stop_token const& /*token*/) {
        co_return true;
    }
};
struct tiny_processor {
    int* calls;
    reprise_test::tiny_task<int> async_invoke(int const& /*input*/) {
        ++*calls;
        throw custom_error{};
        co_return 1;
    }
};

TEST(async_error_handler, is_called_in_coroutines_of_any_type) {
    int calls = 0;
    graph::executable_task<tiny_processor, int> task{
        .name = "node", .input = 40, .processor = {&calls}};
    graph::error_handler const handler{
        [](int const& input, graph::node_error const&) -> reprise_test::tiny_task<int> {
            co_return input + 2;
        }};
    auto running = graph::async_run_with_handler(
        task, handler, handled_run::twice(), graph::run_options{.clock = tiny_clock{}});
    EXPECT_EQ(calls, 0) << "it starts when it is awaited";
    EXPECT_EQ(running.run(), 42);
    EXPECT_EQ(calls, 2);
}

TEST(async_run_with_retry, refuses_a_timeout_at_once_where_its_coroutines_know_none) {
    int calls = 0;
    graph::executable_task<tiny_processor, int> task{
        .name = "node", .input = 40, .processor = {&calls}};
    task.timeout = graph::timeout_policy{1s};
    try {
        (void)graph::async_run_with_retry(
            task, reprise::compose(reprise::retry_all{}),
            graph::run_options{.clock = tiny_clock{}});
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(
            error.what(),
            "async_run_with_retry: task 'node' has a timeout, which is only known for boost::asio::awaitable: include "
            "<reprise/graph/asio.hpp>");
    }
    graph::error_handler const handler{[](graph::node_error const&) { return 7; }};
    EXPECT_THROW(
        (void)graph::async_run_with_handler(
            task, handler, graph::no_retry, graph::run_options{.clock = tiny_clock{}}),
        std::invalid_argument)
        << "a mistake in the program is not for the handler";
    EXPECT_EQ(calls, 0);
}

TEST(async_error_handler, is_not_called_where_the_run_was_asked_to_stop) {
    {
        handled_run run;
        std::stop_source source;
        auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
            source.request_stop();
            throw graph::cancelled{};
            co_return 1;
        });
        graph::run_options const options{
            .clock = std::ref(run.run.clock), .stop = reprise::stop_on{source.get_token()}};
        EXPECT_THROW(
            run(task, graph::error_handler{never}, graph::no_retry, options), graph::cancelled);
    }
    {
        handled_run run;
        std::stop_source source;
        auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
            source.request_stop();
            throw custom_error{};
            co_return 1;
        });
        graph::run_options const options{
            .clock = std::ref(run.run.clock), .stop = reprise::stop_on{source.get_token()}};
        EXPECT_THROW(run(task, graph::error_handler{never}, run.twice(), options), custom_error);
    }
    {
        handled_run run;
        auto task = async_task<int>([&](int const&, context&) -> asio::awaitable<int> {
            co_await asio::this_coro::throw_if_cancelled(false);
            run.signal.emit(asio::cancellation_type::all);
            throw custom_error{};
            co_return 1;
        });
        EXPECT_THROW(run.with(task, never), custom_error);
    }
}

}  // namespace
