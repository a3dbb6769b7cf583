// SPDX-License-Identifier: Apache-2.0

#include <reprise/any_of_policies.hpp>
#include <reprise/first_match.hpp>
#include <reprise/graph/checkpoint_namespace.hpp>
#include <reprise/graph/log_lines.hpp>
#include <reprise/notes.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <boost/exception/exception.hpp>
#include <boost/system/error_code.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::any_of_policies;
using reprise::any_retry_policy;
using reprise::attempts;
using reprise::compose;
using reprise::exponential;
using reprise::no_jitter;
using reprise::retry_on;
using reprise::testing::script;
using reprise::testing::virtual_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct plain {};  // no std::exception
struct base_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct derived_error : base_error {
    using base_error::base_error;
};

any_retry_policy for_plain() {
    return compose(retry_on<plain>{}, attempts{3}, exponential{10ms}, no_jitter{});
}
any_retry_policy for_base() {
    return compose(retry_on<base_error>{}, attempts{3}, exponential{1s}, no_jitter{});
}

// A run of a list on a clock that never sleeps.
struct listed_run {
    std::vector<any_retry_policy> list;
    bool shared = false;
    virtual_clock clock{};

    template <class Ceiling, class Operation>
    auto operator()(Ceiling ceiling, Operation& operation) {
        any_of_policies<Ceiling, reprise::no_logging, std::reference_wrapper<virtual_clock>> const
            policy{list, shared, ceiling, {}, std::ref(clock)};
        return reprise::try_retry(policy, operation);
    }
};

TEST(any_of_policies, hands_each_failure_to_the_first_policy_that_accepts_it) {
    listed_run run{{for_plain(), for_base()}};
    auto operation =
        script<int>{}.fail_with(plain{}, 2).fail_with(derived_error{"d"}, 2).succeed_with(7);
    EXPECT_EQ(run(attempts{9}, operation).value(), 7);
    EXPECT_THAT(run.clock.waits(), ElementsAre(10ms, 20ms, 1s, 2s));
}

TEST(any_of_policies, can_count_together) {
    listed_run run{{for_plain(), for_base()}, true};
    auto operation = script<int>{}.fail_with(plain{}, 2).fail_with(base_error{"b"});
    EXPECT_THROW(run(attempts{9}, operation).value(), base_error);
    EXPECT_THAT(run.clock.waits(), ElementsAre(10ms, 20ms));
}

TEST(any_of_policies, ends_with_what_no_policy_accepts) {
    listed_run run{{for_plain(), for_base()}};
    auto operation = script<int>{}.fail_with(7);
    auto const result = run(attempts{9}, operation);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::permanent_failure);
    listed_run other{{for_plain(), for_base()}};
    auto standard = script<int>{}.fail_with(std::logic_error{"l"});
    EXPECT_THROW(other(attempts{9}, standard).value(), std::logic_error);
}

TEST(any_of_policies, judges_returned_errors_by_their_type) {
    listed_run run{{for_base(), compose(no_jitter{})}};
    std::vector<std::error_code> results{
        std::make_error_code(std::errc::connection_reset),
        std::make_error_code(std::errc::permission_denied)};
    std::size_t calls = 0;
    auto operation = [&] { return results[calls++]; };
    auto const result = run(attempts{9}, operation);
    EXPECT_EQ(result.report().attempts, 2);
    EXPECT_EQ(result.report().reason, reprise::stop_reason::permanent_failure);
    EXPECT_THAT(run.clock.waits(), ElementsAre(500ms));
}

TEST(any_of_policies, holds_to_the_ceiling_of_the_whole) {
    listed_run run{{for_plain(), for_base()}};
    auto operation = script<int>{}.fail_with(plain{}, 2).fail_with(base_error{"b"}, 2);
    EXPECT_EQ(run(attempts{3}, operation).report().attempts, 3);
    listed_run late{{for_base()}};
    auto slow = script<int>{}.fail_with(base_error{"b"}, 2);
    EXPECT_EQ(late(reprise::elapsed{1500ms}, slow).report().reason, reprise::stop_reason::deadline);
    EXPECT_THAT(late.clock.waits(), ElementsAre(1s));
}

TEST(any_of_policies, leaves_a_wait_by_the_ceilings_token_or_by_that_of_a_policy) {
    for (bool const by_policy : {false, true}) {
        std::stop_source source;
        std::stop_source other;
        auto const token = source.get_token();
        listed_run run{{for_base()}};
        if (by_policy) {
            run.list = {compose(
                retry_on<base_error>{}, no_jitter{}, attempts{3} || reprise::stop_on{token})};
        }
        run.clock.at(100ms, [&source] { source.request_stop(); });
        auto operation = script<int>{}.fail_with(base_error{"b"});
        auto const ceiling = reprise::stop_on{by_policy ? std::stop_token{} : token};
        EXPECT_EQ(run(ceiling, operation).report().reason, reprise::stop_reason::cancelled);
    }
}

TEST(any_of_policies, says_what_its_limits_are) {
    std::array const list{
        for_plain(), any_retry_policy{compose(attempts{4} && reprise::elapsed{3s}.clip())}};
    any_of_policies const policy{list};
    auto const& stop = policy.stop();
    EXPECT_EQ(stop.max_attempts(), reprise::unbounded);
    EXPECT_EQ(stop.max_elapsed(), reprise::unbounded);
    EXPECT_EQ(stop.longest_wait({.elapsed = 1s}), reprise::duration::max());
    EXPECT_EQ(stop.stops({.attempts = 1}), std::nullopt);
    EXPECT_EQ(stop.stops({.attempts = 3}), std::nullopt) << "the second has not stopped";
    EXPECT_EQ(stop.stops({.attempts = 4, .elapsed = 3s}), reprise::stop_reason::deadline);
    EXPECT_EQ(policy.jitter().apply(1s, {}), 1s);
}

TEST(any_of_policies, tells_a_logger_of_the_run) {
    struct last_words {
        std::uint64_t* attempts;
        void on(reprise::gave_up const& event) const { *attempts = event.attempts; }
    };
    std::array const list{for_plain()};
    virtual_clock clock;
    std::uint64_t told = 0;
    any_of_policies const policy{list, false, attempts{9}, last_words{&told}, std::ref(clock)};
    EXPECT_EQ(policy.logger().attempts, &told);
    auto operation = script<int>{}.fail_with(plain{}, 3);
    EXPECT_THROW(reprise::retry(policy, operation), plain);
    EXPECT_EQ(told, 3);
}

// Knows codes of its own, and neither those of the standard library nor of Boost.
struct only_own_codes {
    using exceptions = reprise::exception_types<>;
    enum class code { busy = 1 };

    static reprise::verdict classify(code /*said*/) noexcept {
        return reprise::verdict::transient();
    }
    static reprise::verdict classify(reprise::other_exception const& /*failure*/) noexcept {
        return reprise::verdict::permanent();
    }
};

TEST(any_retry_policy, says_permanent_of_values_that_nobody_told_it_of) {
    auto const says = [](any_retry_policy const& policy, auto const& value) {
        return policy.classify(reprise::failure_view::of_value(value)).retryable();
    };
    auto const reset = std::make_error_code(std::errc::connection_reset);
    any_retry_policy const usual{compose()};
    EXPECT_TRUE(says(usual, reset));
    EXPECT_TRUE(says(usual, boost::system::error_code{reset}));
    EXPECT_FALSE(says(usual, std::string{"down"}));
    any_retry_policy const other{compose(only_own_codes{})};
    EXPECT_FALSE(says(other, reset));
    EXPECT_FALSE(says(other, only_own_codes::code::busy)) << "it is told of codes alone";
}

TEST(any_retry_policy, copies_what_fits_and_what_does_not) {
    static_assert(sizeof(any_retry_policy) == 64);
    // five durations do not fit
    auto const large = compose(
        retry_on<plain>{}, no_jitter{},
        attempts{3} || reprise::elapsed{1h} || reprise::elapsed{2h} || reprise::elapsed{3h});
    any_retry_policy const held{large};
    any_retry_policy copy = for_base();
    copy = held;
    auto& self = copy;
    copy = self;
    any_retry_policy const another{copy};
    EXPECT_EQ(another.max_attempts(), 3);
    EXPECT_EQ(another.max_elapsed(), 1h);
    EXPECT_FALSE(another.token().stop_possible());
    listed_run run{{another}};
    auto operation = script<int>{}.fail_with(plain{}).succeed_with(7);
    EXPECT_EQ(run(attempts{9}, operation).value(), 7);
}

TEST(any_retry_policy, knows_which_policies_it_leaves_nothing_to) {
    any_retry_policy const all{compose(reprise::retry_all{})};
    any_retry_policy const derived{compose(retry_on<derived_error>{})};
    any_retry_policy const unknown{compose()};
    EXPECT_TRUE(for_base().covers(derived));
    EXPECT_FALSE(derived.covers(for_base()));
    EXPECT_FALSE(for_plain().covers(derived));
    EXPECT_TRUE(all.covers(unknown));
    EXPECT_FALSE(unknown.covers(derived));
}

TEST(first_match, can_be_given_other_parts_for_the_whole) {
    virtual_clock clock;
    constexpr auto both = reprise::first_match(
        compose(retry_on<plain>{}, no_jitter{}), compose(retry_on<base_error>{}, no_jitter{}));
    auto const policy = reprise::with(both, attempts{2}, std::ref(clock));
    auto operation = script<int>{}.fail_with(plain{}).fail_with(base_error{"b"});
    EXPECT_THROW(reprise::retry(policy, operation), base_error);
    EXPECT_THAT(clock.waits(), ElementsAre(500ms));
    EXPECT_FALSE(policy.counts_together());
    EXPECT_EQ(
        policy.stop().stops({.attempts = 2, .total = 2}), reprise::stop_reason::attempts_exhausted);
    EXPECT_EQ(policy.stop().longest_wait({}), reprise::duration::max());
    EXPECT_EQ(policy.stop().max_elapsed(), reprise::unbounded);
    EXPECT_EQ(policy.jitter().apply(1s, {}), 1s);
}

struct noting : std::runtime_error, reprise::notable {
    using std::runtime_error::runtime_error;
};
struct boosted : std::runtime_error, boost::exception {
    using std::runtime_error::runtime_error;
};

TEST(notes, are_kept_by_what_can_keep_them) {
    noting const first{"n"};
    auto const seen = reprise::failure_view::of_exception(first, nullptr);
    EXPECT_TRUE(reprise::notes::add(seen, "one"));
    EXPECT_TRUE(reprise::notes::add(seen, "two"));
    EXPECT_THAT(reprise::notes::of(first), ElementsAre("one", "two"));

    boosted const second{"b"};
    auto const boost_seen = reprise::failure_view::of_exception(second, nullptr);
    EXPECT_THAT(reprise::notes::of(second), IsEmpty());
    EXPECT_TRUE(reprise::notes::add(boost_seen, "one"));
    EXPECT_TRUE(reprise::notes::add(boost_seen, "two"));
    EXPECT_THAT(reprise::notes::of(second), ElementsAre("one", "two"));
}

TEST(notes, are_refused_by_what_cannot_keep_them) {
    base_error const other{"o"};
    EXPECT_FALSE(reprise::notes::add(reprise::failure_view::of_exception(other, nullptr), "lost"));
    EXPECT_THAT(reprise::notes::of(other), IsEmpty());
    EXPECT_FALSE(reprise::notes::add(reprise::failure_view::of_value(7), "lost"));
}

TEST(log_lines, writes_a_line_for_each_event) {
    std::ostringstream out;
    reprise::graph::log_lines const log{out, "graph: "};
    log.on(reprise::graph::task_retrying{"n", "1", 1, 1234ms, "error", "text"});
    log.on(reprise::graph::task_gave_up{
        "n", "1", 3, reprise::stop_reason::attempts_exhausted, 4, "error", "text"});
    log.on(reprise::graph::task_recovered{"n", "1", 2, 1s});
    log.on(reprise::graph::observer_failed{"n", "text"});
    base_error const thrown{"t"};
    log.on(reprise::policy_failed{
        1, reprise::policy_axis::classifier, reprise::failure_view::of_exception(thrown, nullptr)});
    auto const text = out.str();
    EXPECT_THAT(
        text,
        ::testing::StartsWith(
            "graph: Retrying task n after 1.23 seconds (attempt 1) after error text\n"
            "graph: Gave up on task n after 3 attempts (attempts exhausted) after error text; enclosing tasks "
            "may run it 4 times in all\n"
            "graph: Task n recovered after 2 attempts, waited 1.00 seconds\n"
            "graph: Timed attempt observer failed: text\n"
            "graph: the classifier itself failed after attempt 1: "));
}

TEST(checkpoint_namespace, is_printed_as_it_is_written) {
    std::ostringstream out;
    out << reprise::graph::checkpoint_namespace::parse("a:1|b");
    EXPECT_EQ(out.str(), "a:1|b");
}

}  // namespace
