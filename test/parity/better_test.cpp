// SPDX-License-Identifier: Apache-2.0

// What is done better than in LangGraph. Each test runs in both semantics: what it claims holds by default, and does not
// hold in the original.

#include "parity.hpp"

#include <reprise/graph/log_lines.hpp>

#include <boost/exception/exception.hpp>
#include <gtest/gtest.h>

#include <any>
#include <exception>
#include <mutex>
#include <optional>
#include <ranges>
#include <semaphore>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace parity;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::InSequence;
using ::testing::IsEmpty;
using ::testing::Return;

constexpr graph::semantics better{};
constexpr auto theirs = graph::semantics::langgraph;

// A task of which every attempt fails, run to its end.
struct exhausted {
    original run{};
    int calls = 0;

    // Options makes the options, with this clock in them.
    template <class Policies, class Options>
    exhausted(Policies const& policies, Options const& options, graph::retry_policies own = {}) {
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([this](int const&) -> int {
            ++calls;
            throw value_error{};
        });
        auto task = task_for(called, std::move(own));
        EXPECT_THROW(graph::run_with_retry(task, policies, options(run.clock)), value_error);
    }
};

TEST(better, 1_jitter_stays_within_the_cap) {
    auto const waits = [](graph::semantics how) {
        ::testing::NiceMock<reprise::testing::mock_random> random;
        ON_CALL(random, draw).WillByDefault(Return(std::numeric_limits<std::uint64_t>::max()));
        graph::retry_policy const policy{
            .initial_interval = 500ms, .max_interval = 500ms, .retry_on = everything};
        return exhausted{
            policy,
            [&](auto& clock) {
                return graph::run_options{
                    .clock = std::ref(clock), .random = std::ref(random), .how = how};
            }}
            .run.sleeps();
    };
    EXPECT_THAT(waits(better), ElementsAre(500ms, 500ms));
    EXPECT_THAT(waits(theirs), ElementsAre(1500ms, 1500ms));
}

TEST(better, 2_each_policy_counts_its_own_attempts) {
    auto const waits = [](graph::semantics how) {
        original run;
        plain_processor called;
        InSequence order;
        EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
        EXPECT_CALL(called, invoke(40)).WillRepeatedly(fails_with<key_error>());
        auto const policy = [](auto retry_on) {
            return graph::retry_policy{
                .initial_interval = 10ms, .jitter = false, .retry_on = retry_on};
        };
        auto task = task_for(
            called,
            graph::retry_policies{
                policy(reprise::retry_on<value_error>{}), policy(reprise::retry_on<key_error>{})});
        EXPECT_THROW(
            graph::run_with_retry(
                task, {}, graph::run_options{.clock = std::ref(run.clock), .how = how}),
            key_error);
        return run.sleeps();
    };
    EXPECT_THAT(waits(better), ElementsAre(10ms, 20ms, 10ms, 20ms));
    EXPECT_THAT(waits(theirs), ElementsAre(10ms, 20ms));
}

TEST(better, 2_composed_policies_count_on_their_own_as_well) {
    auto const waits = [](graph::semantics how) {
        original run;
        plain_processor called;
        InSequence order;
        EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
        EXPECT_CALL(called, invoke(40)).WillRepeatedly(fails_with<key_error>());
        constexpr auto base = reprise::compose(reprise::exponential{10ms}, reprise::no_jitter{});
        constexpr auto policy = reprise::first_match(
            reprise::with(base, reprise::retry_on<value_error>{}),
            reprise::with(base, reprise::retry_on<key_error>{}));
        auto task = task_for(called);
        EXPECT_THROW(
            graph::run_with_retry(
                task, policy, graph::run_options{.clock = std::ref(run.clock), .how = how}),
            key_error);
        return run.sleeps();
    };
    EXPECT_THAT(waits(better), ElementsAre(10ms, 20ms, 10ms, 20ms));
    EXPECT_THAT(waits(theirs), ElementsAre(10ms, 20ms));
}

TEST(better, 2_a_ceiling_holds_for_all_policies_together) {
    auto const calls = [](graph::semantics how) {
        original run;
        plain_processor called;
        int count = 0;
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([&count](int const&) -> int {
            if (++count % 2 == 1) throw value_error{};
            throw key_error{};
        });
        auto const policy = [](auto retry_on) {
            return graph::retry_policy{.max_attempts = 6, .jitter = false, .retry_on = retry_on};
        };
        auto task = task_for(
            called,
            graph::retry_policies{
                policy(reprise::retry_on<value_error>{}), policy(reprise::retry_on<key_error>{})});
        EXPECT_ANY_THROW(graph::run_with_retry(
            task, {},
            graph::run_options{
                .clock = std::ref(run.clock), .stop = reprise::attempts{4}, .how = how}));
        return count;
    };
    EXPECT_EQ(calls(better), 4);
    EXPECT_EQ(calls(theirs), 6);
}

TEST(better, 3_a_backoff_saturates_instead_of_ending_the_run) {
    auto const calls = [](graph::semantics how) {
        graph::retry_policy const policy{
            .max_attempts = 2000, .jitter = false, .retry_on = everything};
        return exhausted{
            policy,
            [&](auto& clock) { return graph::run_options{.clock = std::ref(clock), .how = how}; }}
            .calls;
    };
    EXPECT_EQ(calls(better), 2000);
    EXPECT_EQ(calls(theirs), 1025);
}

TEST(better, 4_a_policy_that_makes_no_sense_is_refused) {
    auto const none = graph::retry_policy{.max_attempts = 0};
    auto const shrinking = graph::retry_policy{.backoff_factor = -2.0};
    auto const upside_down = graph::retry_policy{.initial_interval = 5s, .max_interval = 1s};
    EXPECT_THROW((void)graph::to_policy(none), std::invalid_argument);
    EXPECT_THROW((void)graph::to_policy(shrinking), std::invalid_argument);
    EXPECT_THROW((void)graph::to_policy(upside_down), std::invalid_argument);
    EXPECT_NO_THROW((void)graph::to_policy(none, theirs));
    EXPECT_NO_THROW((void)graph::to_policy(shrinking, theirs));
    EXPECT_NO_THROW((void)graph::to_policy(upside_down, theirs));
    try {
        (void)graph::to_policy(none);
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(
            error.what(),
            "graph::retry_policy: max_attempts counts the first call too, so it must be at least 1, got 0");
    }
}

TEST(better, 8_nothing_that_a_failed_task_wrote_is_left) {
    auto const left = [](graph::semantics how) {
        original run;
        processor called;
        EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) -> int {
            node.write({"value", 1});
            throw value_error{};
        });
        auto task = task_for(called);
        EXPECT_THROW(graph::run_with_retry(task, {}, graph::run_options{.how = how}), value_error);
        return task.writes.size();
    };
    EXPECT_EQ(left(better), 0);
    EXPECT_EQ(left(theirs), 1);
}

TEST(better, 9_what_an_attempt_writes_late_does_not_get_into_the_next) {
    auto const written = [](graph::semantics how) {
        original run;
        processor called;
        InSequence order;
        std::optional<graph::attempt_sink<graph::channel_write, std::any>> late;
        EXPECT_CALL(called, invoke(40, _)).WillOnce([&late](int const&, context& node) -> int {
            late = node.sink();
            throw value_error{};
        });
        EXPECT_CALL(called, invoke(40, _)).WillOnce([&late](int const&, context& node) {
            late->write({"value", std::string{"stale"}});
            node.write({"value", std::string{"fresh"}});
            return 1;
        });
        auto task = task_for(called);
        graph::run_with_retry(
            task, graph::retry_policy{.retry_on = everything},
            graph::run_options{.clock = std::ref(run.clock), .how = how});
        std::vector<std::string> values;
        for (auto const& write : task.writes)
            values.push_back(std::any_cast<std::string>(write.value));
        EXPECT_FALSE(late->write({"value", std::string{"much later"}}));
        EXPECT_FALSE(late->is_open());
        return values;
    };
    EXPECT_THAT(written(better), ElementsAre("fresh"));
    EXPECT_THAT(written(theirs), ElementsAre("stale", "fresh"));
}

TEST(better, 9_an_item_that_another_thread_hands_on_arrives_before_the_next_attempt) {
    original run;
    std::mutex mutex;
    std::vector<std::string> happened;
    auto const note = [&](std::string what) {
        std::lock_guard const lock{mutex};
        happened.push_back(std::move(what));
    };
    std::binary_semaphore receiving{0};
    std::binary_semaphore next_attempt{0};
    std::thread other;
    processor called;
    InSequence order;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([&](int const&, context& node) -> int {
        other = std::thread{[sink = node.sink(), &note] {
            note(sink.emit(1) ? "arrived" : "dropped");
            note(sink.emit(2) ? "arrived" : "dropped");
        }};
        receiving.acquire();
        throw value_error{};
    });
    EXPECT_CALL(called, invoke(40, _)).WillOnce([&](int const&, context&) {
        note("next attempt");
        next_attempt.release();
        return 1;
    });
    auto task = task_for(called);
    auto const receive = [&](std::any const& item) {
        receiving.release();
        (void)next_attempt.try_acquire_for(50ms);  // which does not come as long as this lasts
        note("received " + std::to_string(std::any_cast<int>(item)));
    };
    graph::run_with_retry(
        task, graph::retry_policy{.retry_on = everything},
        graph::run_options{.clock = std::ref(run.clock), .on_item = receive});
    other.join();
    ASSERT_FALSE(happened.empty());
    EXPECT_EQ(happened.front(), "received 1");
    EXPECT_THAT(
        happened,
        ::testing::UnorderedElementsAre("received 1", "arrived", "dropped", "next attempt"));
}

TEST(better, 9_a_node_that_has_given_its_sink_away_still_emits_items_itself) {
    original run;
    processor called;
    EXPECT_CALL(called, invoke(40, _)).WillOnce([](int const&, context& node) {
        auto const sink = node.sink();
        EXPECT_TRUE(sink.emit(1));
        EXPECT_TRUE(node.emit(2));
        return 3;
    });
    auto task = task_for(called);
    std::vector<int> received;
    graph::run_with_retry(
        task, graph::retry_policy{},
        graph::run_options{.clock = std::ref(run.clock), .on_item = [&](std::any const& item) {
                               received.push_back(std::any_cast<int>(item));
                           }});
    EXPECT_THAT(received, ::testing::ElementsAre(1, 2));
}

TEST(better, 9_whoever_receives_an_item_may_end_the_attempt_itself) {
    // the end of the attempt does not wait for the thread that brings it about
    reprise::graph::detail::attempt_gate<int, int>* gate = nullptr;
    auto const receive = [](void* which, int&&) {
        (*static_cast<reprise::graph::detail::attempt_gate<int, int>**>(which))->close();
    };
    std::vector<int> writes;
    reprise::graph::detail::attempt_scope<int, int> scope{writes, {&gate, receive}};
    scope.open();
    auto const shared = scope.share();
    gate = shared.get();
    EXPECT_TRUE(shared->emit(1));
    EXPECT_FALSE(shared->emit(2));
}

TEST(better, 10_each_attempt_gets_the_input_as_it_was_given) {
    struct changes_its_input {
        std::vector<std::string> seen{};
        int invoke(std::string& input) {
            seen.push_back(input);
            input += '!';
            if (seen.size() < 3) throw value_error{};
            return 1;
        }
    };
    auto const seen = [](graph::semantics how) {
        original run;
        graph::executable_task<changes_its_input, std::string> task{
            .name = "node", .input = "in", .processor = {}};
        graph::run_with_retry(
            task, graph::retry_policy{.retry_on = everything},
            graph::run_options{.clock = std::ref(run.clock), .how = how});
        return task.processor.seen;
    };
    EXPECT_THAT(seen(better), ElementsAre("in", "in", "in"));
    EXPECT_THAT(seen(theirs), ElementsAre("in", "in!", "in!!"));
}

TEST(better, 11_a_wait_can_be_left) {
    auto const calls = [](graph::semantics how) {
        std::stop_source source;
        graph::retry_policy const policy{.jitter = false, .retry_on = everything};
        return exhausted{
            policy,
            [&](auto& clock) {
                clock.at(100ms, [&source] { source.request_stop(); });
                return graph::run_options{
                    .clock = std::ref(clock),
                    .stop = reprise::stop_on{source.get_token()},
                    .how = how};
            }}
            .calls;
    };
    EXPECT_EQ(calls(better), 1);
    EXPECT_EQ(calls(theirs), 3);
}

TEST(better, 13_a_deadline_holds_for_the_whole_task) {
    auto const waits = [](graph::semantics how) {
        graph::retry_policy const policy{
            .max_attempts = 5, .jitter = false, .retry_on = everything};
        return exhausted{
            policy,
            [&](auto& clock) {
                return graph::run_options{
                    .clock = std::ref(clock), .stop = reprise::elapsed{2s}, .how = how};
            }}
            .run.sleeps();
    };
    EXPECT_THAT(waits(better), ElementsAre(500ms, 1s));
    EXPECT_THAT(waits(theirs), ElementsAre(500ms, 1s, 2s, 4s));
}

// Collects lines, and when they came.
struct recording_log {
    reprise::testing::virtual_clock* clock;
    std::vector<std::string>* lines;

    template <class Event>
        requires requires(Event const& event) { graph::to_line(event); }
    void on(Event const& event) const {
        lines->push_back(reprise::to_text(clock->elapsed()) + ": " + graph::to_line(event));
    }
};

TEST(better, 16_a_retry_is_told_before_its_wait_and_giving_up_and_recovery_too) {
    auto const lines = [](graph::semantics how) {
        original run;
        std::vector<std::string> said;
        plain_processor called;
        InSequence order;
        EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<value_error>());
        EXPECT_CALL(called, invoke(40)).WillOnce(Return(1));
        EXPECT_CALL(called, invoke(40)).Times(2).WillRepeatedly(fails_with<value_error>());
        auto task = task_for(called);
        graph::retry_policy const policy{
            .max_attempts = 2, .jitter = false, .retry_on = everything};
        graph::run_options const options{
            .clock = std::ref(run.clock), .logger = recording_log{&run.clock, &said}, .how = how};
        graph::run_with_retry(task, policy, options);
        EXPECT_THROW(graph::run_with_retry(task, policy, options), value_error);
        return said;
    };
    EXPECT_THAT(
        lines(better),
        ElementsAre(
            "0s: Retrying task node after 0.50 seconds (attempt 1) after value_error Always fails",
            "500ms: Task node recovered after 2 attempts, waited 0.50 seconds",
            "500ms: Retrying task node after 0.50 seconds (attempt 1) after value_error Always fails",
            "1s: Gave up on task node after 2 attempts (attempts exhausted) after value_error Always fails"));
    EXPECT_THAT(
        lines(theirs),
        ElementsAre(
            "500ms: Retrying task node after 0.50 seconds (attempt 1) after value_error Always fails",
            "1s: Retrying task node after 0.50 seconds (attempt 1) after value_error Always fails"));
}

TEST(better, 16_observers_are_told_of_tasks_without_a_timeout) {
    auto const events = [](graph::semantics how) {
        original run;
        std::vector<std::string> told;
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillOnce(Return(1));
        auto task = task_for(called);
        auto const observer = [&told]<class Event>(Event const& event) {
            if constexpr (requires { event.succeeded; }) told.emplace_back("finish");
            if constexpr (std::is_same_v<Event, graph::node_attempt_started>)
                told.emplace_back("start");
        };
        graph::run_with_retry(task, {}, graph::run_options{.observer = observer, .how = how});
        return told;
    };
    EXPECT_THAT(events(better), ElementsAre("start", "finish"));
    EXPECT_THAT(events(theirs), IsEmpty());
}

TEST(better, 16_observers_are_told_of_every_sign_of_life) {
    auto const events = [](graph::semantics how) {
        std::vector<std::string> told;
        processor called;
        EXPECT_CALL(called, invoke(40, _)).WillOnce([&told](int const&, context& node) {
            told.emplace_back("write");
            node.write({"value", 1});
            told.emplace_back("emit");
            node.emit(1);
            told.emplace_back("call");
            node.call([] {});
            told.emplace_back("heartbeat");
            node.sink().heartbeat();
            return 1;
        });
        auto task = task_for(called);
        auto const observer = [&told](graph::node_attempt_progressed const& event) {
            told.push_back("progress of " + std::to_string(event.of.attempt));
        };
        graph::run_with_retry(task, {}, graph::run_options{.observer = observer, .how = how});
        return told;
    };
    EXPECT_THAT(
        events(better), ElementsAre(
                            "write", "progress of 1", "emit", "progress of 1", "call",
                            "progress of 1", "heartbeat", "progress of 1"));
    EXPECT_THAT(events(theirs), ElementsAre("write", "emit", "call", "heartbeat"));
}

// A task that runs another in itself, each with three attempts.
struct retries_in_retries {
    graph::semantics how;
    graph::nested_retries nested = graph::nested_retries::allowed;
    graph::retry_budget* budget = nullptr;
    original run{};
    int inner_calls = 0;
    std::vector<std::string> lines{};
    std::vector<std::uint64_t> enclosing{};

    void start() {
        graph::retry_policy const policy{.jitter = false, .retry_on = everything};
        graph::run_options const options{
            .clock = std::ref(run.clock),
            .logger = recording_log{&run.clock, &lines},
            .how = how,
            .nested = nested,
            .budget = budget};
        processor inner;
        EXPECT_CALL(inner, invoke(40, _)).WillRepeatedly([this](int const&, context& node) -> int {
            ++inner_calls;
            enclosing.push_back(node.info().enclosing_attempts);
            throw value_error{};
        });
        processor outer;
        EXPECT_CALL(outer, invoke(40, _)).WillRepeatedly([&](int const&, context& node) {
            auto child = task_for(inner);
            child.name = "inner";
            child.config = node.child_config("inner", "2");
            return *graph::run_with_retry(child, policy, options);
        });
        auto task = task_for(outer);
        EXPECT_THROW(graph::run_with_retry(task, policy, options), value_error);
    }
};

TEST(better, 17_a_retry_in_a_retry_is_visible) {
    retries_in_retries mine{.how = better};
    mine.start();
    EXPECT_EQ(mine.inner_calls, 9);
    EXPECT_THAT(mine.enclosing, ::testing::Each(3));
    EXPECT_THAT(
        mine.lines,
        ::testing::Contains(::testing::HasSubstr("enclosing tasks may run it 3 times")));
    retries_in_retries original_one{.how = theirs};
    original_one.start();
    EXPECT_EQ(original_one.inner_calls, 9);
    EXPECT_THAT(original_one.enclosing, ::testing::Each(1));
    EXPECT_THAT(
        original_one.lines, ::testing::Not(::testing::Contains(::testing::HasSubstr("enclosing"))));
}

TEST(better, 17_a_retry_in_a_retry_can_be_forbidden) {
    retries_in_retries mine{.how = better, .nested = graph::nested_retries::forbidden};
    mine.start();
    EXPECT_EQ(mine.inner_calls, 3);
    retries_in_retries original_one{.how = theirs, .nested = graph::nested_retries::forbidden};
    original_one.start();
    EXPECT_EQ(original_one.inner_calls, 9);
}

TEST(better, 17_retries_in_retries_can_share_a_budget) {
    graph::retry_budget budget{4};
    retries_in_retries mine{.how = better, .budget = &budget};
    mine.start();
    EXPECT_EQ(mine.inner_calls, 5) << "two retries, the outer one, and one more";
    EXPECT_EQ(budget.left(), 0);
}

TEST(better, 18_a_report_holds_every_failure) {
    auto const messages = [](graph::semantics how) {
        original run;
        plain_processor called;
        int count = 0;
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([&count](int const&) -> int {
            throw value_error{std::to_string(++count)};
        });
        auto task = task_for(called);
        graph::task_report report;
        EXPECT_THROW(
            graph::run_with_retry(
                task, graph::retry_policy{.retry_on = everything},
                graph::run_options{.clock = std::ref(run.clock), .how = how, .report = &report}),
            value_error);
        EXPECT_EQ(report.run.attempts, 3);
        EXPECT_EQ(report.run.reason, reprise::stop_reason::attempts_exhausted);
        std::vector<std::string> said;
        for (auto const& failed : report.run.failures)
            said.push_back(failed.failure.view().message());
        return said;
    };
    EXPECT_THAT(messages(better), ElementsAre("1", "2", "3"));
    EXPECT_THAT(messages(theirs), ElementsAre("3"));
}

TEST(better, 18_a_report_is_written_for_a_task_without_a_result_too) {
    original run;
    reprise::testing::mock_processor<void(int const&)> called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with<custom_error>()).WillOnce(Return());
    auto task = task_for(called);
    graph::task_report report;
    static_assert(std::is_void_v<decltype(called.invoke(40))>);
    graph::run_with_retry(
        task, graph::retry_policy{.retry_on = everything},
        graph::run_options{.clock = std::ref(run.clock), .how = better, .report = &report});
    EXPECT_EQ(report.run.attempts, 2);
    EXPECT_EQ(report.run.reason, reprise::stop_reason::succeeded);
}

TEST(better, 18_an_object_that_is_thrown_again_gets_its_note_once) {
    auto const notes = [](graph::semantics how) {
        original run;
        plain_processor called;
        auto const same = std::make_exception_ptr(value_error{});
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([&same](int const&) -> int {
            std::rethrow_exception(same);
        });
        auto task = task_for(called);
        try {
            graph::run_with_retry(
                task, graph::retry_policy{.retry_on = everything},
                graph::run_options{.clock = std::ref(run.clock), .how = how});
        } catch (value_error const& error) {
            return error.notes().size();
        }
        return std::size_t{0};
    };
    EXPECT_EQ(notes(better), 1);
    EXPECT_EQ(notes(theirs), 3);
}

// No std::exception, and no policy lists them.
struct bare_boost : virtual boost::exception {
    int code = 7;
};
struct bare_notable : reprise::notable {};

TEST(notes, are_kept_on_every_object_that_can_keep_them) {
    auto const run_with = [](auto exception) {
        using exception_type = decltype(exception);
        original run;
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillRepeatedly([&](int const&) -> int { throw exception; });
        auto task = task_for(called);
        graph::task_report report;
        std::vector<std::string> kept;
        try {
            graph::run_with_retry(
                task, graph::retry_policy{.max_attempts = 2},
                graph::run_options{.clock = std::ref(run.clock), .report = &report});
        } catch (exception_type const& error) {
            kept = reprise::notes::of(error);
        }
        EXPECT_THAT(report.notes, IsEmpty());
        EXPECT_EQ(report.run.attempts, 2) << "an unknown exception is retried by default";
        for (auto const& failed : report.run.failures) {
            EXPECT_EQ(failed.failure.view().type(), typeid(exception_type));
            EXPECT_NE(failed.failure.view().template get_if<exception_type>(), nullptr);
        }
        return kept;
    };
    constexpr auto note = "During task with name 'node' and id 'task-1'";
    EXPECT_THAT(run_with(bare_boost{}), ElementsAre(note));
    EXPECT_THAT(run_with(bare_notable{}), ElementsAre(note));
}

TEST(better, 19_a_policy_that_can_never_decide_is_refused) {
    struct narrower : value_error {};
    graph::retry_policy const broad{.retry_on = reprise::retry_on<value_error>{}};
    graph::retry_policy const narrow{.retry_on = reprise::retry_on<narrower>{}};
    EXPECT_NO_THROW((graph::retry_policies{narrow, broad}));
    EXPECT_NO_THROW((graph::retry_policies{theirs, broad, narrow}));
    EXPECT_NO_THROW((graph::retry_policies{broad, graph::retry_policy{}}));
    EXPECT_THROW(
        (graph::retry_policies{graph::retry_policy{.retry_on = reprise::retry_all{}}, narrow}),
        std::invalid_argument);
    try {
        graph::retry_policies{broad, narrow};
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(
            error.what(),
            "retry_policies: policy 2 can never decide: policy 1 retries every failure that it would; put the policy "
            "for the more specific failures first");
    }
}

TEST(better, 20_a_task_can_opt_out_of_the_graphs_policies) {
    auto const calls = [](graph::semantics how) {
        return exhausted{
            graph::retry_policy{.retry_on = everything},
            [&](auto& clock) { return graph::run_options{.clock = std::ref(clock), .how = how}; },
            graph::no_retry}
            .calls;
    };
    EXPECT_EQ(calls(better), 1);
    EXPECT_EQ(calls(theirs), 3);
}

TEST(better, 21_a_typed_address_matches_nothing_else) {
    auto const taken = [](graph::semantics how, graph::graph_address const& address) {
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillOnce([&address](int const&) -> int {
            throw graph::parent_command{{.graph = address}};
        });
        auto task = task_for(called);
        task.name = "a";
        task.config.checkpoint_namespace = graph::checkpoint_namespace::parse("x:1|a:2");
        try {
            graph::run_with_retry(task, {}, graph::run_options{.how = how});
            return true;
        } catch (graph::parent_command const&) {
            return false;
        }
    };
    using address = graph::graph_address;
    auto const elsewhere = graph::checkpoint_namespace::parse("a");
    EXPECT_FALSE(taken(better, address::at(elsewhere))) << "the node a of the root, not this one";
    EXPECT_TRUE(taken(theirs, address::at(elsewhere)));
    EXPECT_FALSE(taken(better, address::path("a")));
    EXPECT_TRUE(taken(better, address::path("x|a")));
    EXPECT_TRUE(taken(better, address::node("a")));
    EXPECT_TRUE(taken(better, address::at(graph::checkpoint_namespace::parse("x:1|a:2"))));
    EXPECT_TRUE(taken(better, "a")) << "a bare text matches as in LangGraph";
}

TEST(better, 21_a_command_that_nobody_takes_says_so) {
    auto const text = [](graph::semantics how) -> std::string {
        plain_processor called;
        EXPECT_CALL(called, invoke(40)).WillOnce([](int const&) -> int {
            throw graph::parent_command{{.graph = "nowhere"}};
        });
        auto task = task_for(called);
        try {
            graph::run_with_retry(task, {}, graph::run_options{.how = how});
        } catch (graph::parent_command const& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(
        text(better),
        "command for graph 'nowhere' was taken by no graph so far: the last that it passed is hosted by task 'node' "
        "at 'node:1'");
    EXPECT_EQ(text(theirs), "command for graph 'nowhere'");
}

struct says_when {
    using exceptions = reprise::exception_types<value_error>;
    static reprise::verdict classify(value_error const& /*error*/) noexcept {
        return reprise::verdict::throttled().after(3s);
    }
    static reprise::verdict classify(reprise::other_exception const& /*other*/) noexcept {
        return reprise::verdict::permanent();
    }
};

TEST(better, 26_the_other_sides_delay_hint_is_heeded) {
    auto const waits = [](graph::semantics how) {
        return exhausted{
            graph::retry_policy{.jitter = false, .retry_on = says_when{}},
            [&](auto& clock) { return graph::run_options{.clock = std::ref(clock), .how = how}; }}
            .run.sleeps();
    };
    EXPECT_THAT(waits(better), ElementsAre(3s, 3s));
    EXPECT_THAT(waits(theirs), ElementsAre(500ms, 1s));
}

TEST(better, a_stream_hands_on_what_it_yields) {
    struct counts {
        int attempts = 0;
        auto stream(int const& /*input*/) {
            return std::views::iota(0, 3) |
                   std::views::transform([first = ++attempts == 1](int item) {
                       if (first && item == 1) throw value_error{};
                       return item;
                   });
        }
    };
    auto const items = [](graph::semantics how) {
        original run;
        std::vector<int> got;
        graph::executable_task<counts, int, graph::channel_write, int> task{
            .name = "node", .input = 40, .processor = {}};
        graph::run_with_retry(
            task, graph::retry_policy{.retry_on = everything},
            graph::run_options{
                .clock = std::ref(run.clock),
                .on_item = [&got](int item) { got.push_back(item); },
                .mode = graph::streaming{},
                .how = how});
        EXPECT_EQ(task.processor.attempts, 2);
        return got;
    };
    EXPECT_THAT(items(better), ElementsAre(0, 0, 1, 2));
    EXPECT_THAT(items(theirs), IsEmpty());
}

TEST(better, 30_an_attempt_knows_the_time_the_last_failure_and_what_is_left) {
    struct seen {
        reprise::duration elapsed;
        std::string previous;
        std::optional<std::uint64_t> left;
        bool operator==(seen const&) const = default;
    };
    auto const look = [](graph::semantics how) {
        original run;
        std::vector<seen> all;
        processor called;
        EXPECT_CALL(called, invoke(40, _)).WillRepeatedly([&](int const&, context& node) -> int {
            auto const& info = node.info();
            all.push_back(
                {info.elapsed,
                 info.previous_failure == nullptr ? "" : info.previous_failure->message(),
                 info.attempts_left.is_bounded() ? std::optional{info.attempts_left.value_or(0)}
                                                 : std::nullopt});
            throw value_error{std::to_string(all.size())};
        });
        auto task = task_for(called);
        EXPECT_THROW(
            graph::run_with_retry(
                task, graph::retry_policy{.jitter = false, .retry_on = everything},
                graph::run_options{.clock = std::ref(run.clock), .how = how}),
            value_error);
        return all;
    };
    EXPECT_THAT(
        look(better), ElementsAre(seen{0ns, "", 2}, seen{500ms, "1", 1}, seen{1500ms, "2", 0}));
    EXPECT_THAT(look(theirs), ::testing::Each(seen{0ns, "", std::nullopt}));
}

}  // namespace
