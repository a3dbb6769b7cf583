// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/jitter/additive.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/log/log_each.hpp>
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/elapsed.hpp>
#include <reprise/policies/stop/forever.hpp>
#include <reprise/presets.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/mock_random.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>  // std::ref
#include <stdexcept>
#include <type_traits>

namespace {

using namespace std::chrono_literals;
using reprise::compose;

struct half_jitter {
    static constexpr bool needs_random = false;
    std::int64_t divisor = 2;

    [[nodiscard]] constexpr reprise::duration apply(
        reprise::duration delay, reprise::jitter_input const& /*input*/) const noexcept {
        return delay / divisor;
    }
};

struct stalled_clock {
    std::int64_t tag = 0;

    [[nodiscard]] constexpr reprise::time_point now() const noexcept { return {}; }
    bool wait(reprise::duration /*delay*/, std::stop_token const& /*token*/) const noexcept {
        return true;
    }
};

struct retry_logger {
    std::int64_t tag = 0;

    void on(reprise::retry_scheduled const& /*event*/) const noexcept {}
};

// defaults

TEST(compose, gives_the_default_policy_to_who_asks_for_nothing) {
    constexpr auto policy = compose();
    static_assert(std::same_as<std::remove_const_t<decltype(policy)>, reprise::default_policy>);
    static_assert(policy.backoff() == reprise::exponential{500ms, 2.0, 128s});
    static_assert(policy.stop() == reprise::attempts{3});
    static_assert(std::same_as<decltype(policy.jitter()), reprise::full_jitter const&>);
    static_assert(std::same_as<decltype(policy.classifier()), reprise::transient const&>);
    static_assert(std::same_as<decltype(policy.logger()), reprise::no_logging const&>);
    static_assert(std::same_as<decltype(policy.clock()), reprise::steady const&>);
    static_assert(std::same_as<decltype(policy.random()), reprise::entropy const&>);
}

TEST(compose, replaces_the_part_that_is_given_and_no_other) {
    static_assert(std::same_as<
                  decltype(compose(reprise::no_backoff{})),
                  reprise::retry_policy<
                      reprise::no_backoff, reprise::full_jitter, reprise::transient,
                      reprise::no_logging, reprise::steady, reprise::attempts, reprise::entropy>>);
    static_assert(std::same_as<
                  decltype(compose(half_jitter{})),
                  reprise::retry_policy<
                      reprise::exponential, half_jitter, reprise::transient, reprise::no_logging,
                      reprise::steady, reprise::attempts, reprise::entropy>>);
    static_assert(std::same_as<
                  decltype(compose(reprise::retry_all{})),
                  reprise::retry_policy<
                      reprise::exponential, reprise::full_jitter, reprise::retry_all,
                      reprise::no_logging, reprise::steady, reprise::attempts, reprise::entropy>>);
    static_assert(std::same_as<
                  decltype(compose(retry_logger{})),
                  reprise::retry_policy<
                      reprise::exponential, reprise::full_jitter, reprise::transient, retry_logger,
                      reprise::steady, reprise::attempts, reprise::entropy>>);
    static_assert(std::same_as<
                  decltype(compose(stalled_clock{})),
                  reprise::retry_policy<
                      reprise::exponential, reprise::full_jitter, reprise::transient,
                      reprise::no_logging, stalled_clock, reprise::attempts, reprise::entropy>>);
    static_assert(std::same_as<
                  decltype(compose(reprise::elapsed{1s})),
                  reprise::retry_policy<
                      reprise::exponential, reprise::full_jitter, reprise::transient,
                      reprise::no_logging, reprise::steady, reprise::elapsed, reprise::entropy>>);
    static_assert(
        std::same_as<
            decltype(compose(reprise::fixed_seed{7})),
            reprise::retry_policy<
                reprise::exponential, reprise::full_jitter, reprise::transient, reprise::no_logging,
                reprise::steady, reprise::attempts, reprise::fixed_seed>>);
}

// order

TEST(compose, takes_its_parts_in_any_order) {
    constexpr reprise::constant backoff{7ms};
    constexpr half_jitter jitter{4};
    constexpr reprise::retry_on<std::runtime_error> classifier;
    constexpr retry_logger logger{5};
    constexpr stalled_clock clock{6};
    constexpr reprise::attempts stop{8};
    constexpr reprise::fixed_seed random{9};

    constexpr auto same = [](auto const& policy) {
        return std::same_as<
                   std::remove_cvref_t<decltype(policy)>,
                   reprise::retry_policy<
                       reprise::constant, half_jitter, reprise::retry_on<std::runtime_error>,
                       retry_logger, stalled_clock, reprise::attempts, reprise::fixed_seed>> &&
               policy.backoff() == reprise::constant{7ms} && policy.jitter().divisor == 4 &&
               policy.logger().tag == 5 && policy.clock().tag == 6 &&
               policy.stop() == reprise::attempts{8} && policy.random() == reprise::fixed_seed{9};
    };
    static_assert(same(compose(backoff, jitter, classifier, logger, clock, stop, random)));
    static_assert(same(compose(random, stop, clock, logger, classifier, jitter, backoff)));
    static_assert(same(compose(clock, backoff, random, classifier, stop, logger, jitter)));
    static_assert(same(compose(jitter, random, logger, backoff, stop, clock, classifier)));
}

// references

TEST(compose, keeps_a_reference_to_a_part_that_is_handed_over_by_reference) {
    ::testing::StrictMock<reprise::testing::mock_clock> clock;
    ::testing::StrictMock<reprise::testing::mock_random> random;
    ::testing::StrictMock<reprise::testing::mock_logger> logger;
    half_jitter jitter{1};
    auto const policy = compose(
        std::ref(clock), std::ref(jitter), reprise::constant{8ms}, std::ref(random),
        std::ref(logger), reprise::retry_all{}, reprise::attempts{2});
    static_assert(
        std::same_as<
            decltype(policy.clock()),
            std::reference_wrapper<::testing::StrictMock<reprise::testing::mock_clock>> const&>);

    jitter.divisor = 4;  // seen by the policy, which holds no copy
    EXPECT_CALL(logger, on(::testing::A<reprise::attempt_started const&>())).Times(2);
    EXPECT_CALL(logger, on(::testing::A<reprise::attempt_failed const&>())).Times(2);
    EXPECT_CALL(logger, on(::testing::A<reprise::retry_scheduled const&>()));
    EXPECT_CALL(logger, on(::testing::A<reprise::gave_up const&>()));
    EXPECT_CALL(clock, wait(reprise::duration{2ms}, ::testing::_))
        .WillOnce(::testing::Return(true));
    EXPECT_THROW(reprise::retry(policy, [] { throw 1; }), int);
}

TEST(compose, takes_references_on_every_axis_constant_ones_too) {
    reprise::constant const backoff{3ms};
    half_jitter const jitter{1};
    reprise::retry_on<int> const classifier;
    retry_logger const logger;
    stalled_clock const clock;
    reprise::attempts const stop{2};
    reprise::fixed_seed const random{1};
    auto const policy = compose(
        std::cref(backoff), std::cref(jitter), std::cref(classifier), std::cref(logger),
        std::cref(clock), std::cref(stop), std::cref(random));
    EXPECT_EQ(reprise::max_attempts(policy), 2U);
    EXPECT_EQ(reprise::worst_case_delay(policy), 3ms);
    int calls = 0;
    EXPECT_THROW(
        reprise::retry(
            policy,
            [&calls] {
                ++calls;
                throw 1;
            }),
        int);
    EXPECT_EQ(calls, 2);
}

// with

TEST(with, changes_the_part_that_is_given_and_no_other) {
    constexpr auto policy = compose(
        reprise::constant{7ms}, half_jitter{4}, reprise::retry_all{}, retry_logger{5},
        stalled_clock{6}, reprise::attempts{8}, reprise::fixed_seed{9});
    constexpr auto patient = reprise::with(policy, reprise::attempts{80});
    static_assert(std::same_as<decltype(patient), decltype(policy)>);
    static_assert(patient.stop() == reprise::attempts{80});
    static_assert(patient.backoff() == policy.backoff());
    static_assert(patient.jitter().divisor == 4);
    static_assert(patient.logger().tag == 5);
    static_assert(patient.clock().tag == 6);
    static_assert(patient.random() == reprise::fixed_seed{9});
    static_assert(policy.stop() == reprise::attempts{8}, "the policy itself is as it was");
}

TEST(with, changes_several_parts_in_any_order_to_other_types) {
    constexpr auto policy = compose(reprise::attempts{8}, reprise::constant{7ms});
    constexpr auto one = reprise::with(policy, reprise::elapsed{1s}, reprise::no_backoff{});
    constexpr auto other = reprise::with(policy, reprise::no_backoff{}, reprise::elapsed{1s});
    static_assert(std::same_as<decltype(one), decltype(other)>);
    static_assert(one.stop() == reprise::elapsed{1s});
    static_assert(std::same_as<decltype(one.backoff()), reprise::no_backoff const&>);
}

TEST(with, without_any_part_is_a_copy) {
    constexpr auto policy = compose(reprise::attempts{8}, reprise::constant{7ms});
    constexpr auto copy = reprise::with(policy);
    static_assert(std::same_as<decltype(copy), decltype(policy)>);
    static_assert(copy.stop() == policy.stop() && copy.backoff() == policy.backoff());
}

// static_policy

using fetch_policy = reprise::static_policy<[] {
    return compose(reprise::attempts{5}, reprise::constant{2ms}, reprise::no_jitter{});
}>;

TEST(static_policy, is_an_empty_type_with_the_configuration_in_it) {
    static_assert(std::is_empty_v<fetch_policy>);
    static_assert(sizeof(fetch_policy) == 1);
    static_assert(fetch_policy::value.stop() == reprise::attempts{5});
    static_assert(reprise::max_attempts(fetch_policy{}) == 5U);
    static_assert(reprise::worst_case_delay(fetch_policy{}) == reprise::duration{8ms});
}

TEST(static_policy, is_accepted_wherever_a_composed_policy_is) {
    reprise::testing::virtual_clock clock;
    auto const tested = reprise::with(fetch_policy{}, std::ref(clock), reprise::retry_all{});
    int calls = 0;
    EXPECT_EQ(
        reprise::retry(
            tested,
            [&calls] {
                if (++calls < 4) throw 1;
                return calls;
            }),
        4);
    EXPECT_EQ(clock.elapsed(), 6ms);

    EXPECT_EQ(reprise::retry(fetch_policy{}, [] { return 1; }), 1);
    EXPECT_EQ(*reprise::try_retry(fetch_policy{}, [] { return 2; }), 2);
    EXPECT_EQ((reprise::retrying{fetch_policy{}, [] { return 3; }}()), 3);
    int turns = 0;
    for ([[maybe_unused]] auto& attempt : reprise::attempts_of(fetch_policy{})) ++turns;
    EXPECT_EQ(turns, 1);
}

TEST(static_policy, takes_no_room_in_what_holds_it) {
    auto const operation = [] { return 1; };
    static_assert(std::is_empty_v<reprise::retrying<fetch_policy, decltype(operation)>>);
}

// room

TEST(retry_policy, takes_no_room_where_no_part_has_a_state) {
    constexpr auto policy = compose(
        reprise::no_backoff{}, reprise::no_jitter{}, reprise::retry_all{}, reprise::no_logging{},
        reprise::steady{}, reprise::forever{}, reprise::entropy{});
    static_assert(sizeof(policy) == 1);
    static_assert(std::is_empty_v<decltype(policy)>);

    constexpr auto hooked = reprise::with(
        policy, reprise::full_jitter{}, reprise::retry_on<std::runtime_error>{},
        reprise::on_retry([](reprise::retry_scheduled const&) noexcept {}));
    static_assert(sizeof(hooked) == 1, "a callable without captures has no state either");
}

TEST(retry_policy, takes_the_room_of_its_parts_with_a_state) {
    static_assert(
        sizeof(compose(reprise::attempts{5}, reprise::exponential{})) ==
        sizeof(reprise::attempts) + sizeof(reprise::exponential));
}

TEST(retry_policy, starts_machines_at_the_moment_it_is_told) {
    constexpr reprise::time_point moment{5h};
    static constexpr auto policy = compose(reprise::constant{1s}, reprise::no_jitter{});
    static_assert(policy.machine().start() == reprise::time_point{});
    static_assert(policy.machine(moment).start() == moment);
    static_assert(policy.machine(moment).attempt() == 1);
}

// presets

TEST(presets, langgraph_has_its_own_jitter_and_classifier) {
    constexpr auto const& policy = reprise::presets::langgraph;
    static_assert(policy.stop() == reprise::attempts{3});
    static_assert(policy.backoff() == reprise::exponential{500ms, 2.0, 128s});
    static_assert(policy.jitter() == reprise::additive_jitter{1s});
    static_assert(
        std::same_as<decltype(policy.classifier()), reprise::graph::default_retry_on const&>);
    static_assert(
        reprise::worst_case_delay(policy) == reprise::duration{3500ms},
        "half a second and a second, each with up to a second on top");
}

}  // namespace
