// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/mock_random.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

using namespace std::chrono_literals;
using reprise::policy_axis;
using reprise::retry;
using reprise::stop_reason;
using reprise::try_retry;
using reprise::verdict;
using reprise::testing::event;
using reprise::testing::has_attempts;
using reprise::testing::has_message;
using reprise::testing::has_waited;
using reprise::testing::of_attempt;
using reprise::testing::of_axis;
using reprise::testing::stopped_because;
using ::testing::_;
using ::testing::AllOf;
using ::testing::AnyNumber;
using ::testing::NiceMock;
using ::testing::Return;
using ::testing::StrictMock;
using ::testing::Throw;

// What the operation throws: this, and nothing else, may come out.
struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};

struct broken_jitter {
    static constexpr bool needs_random = false;
    static reprise::duration apply(
        reprise::duration /*delay*/, reprise::jitter_input const& /*input*/) {
        throw std::range_error{"no jitter"};
    }
};

struct broken_stop {
    static constexpr bool limits = true;
    static std::optional<stop_reason> stops(reprise::stop_query const& /*query*/) {
        throw std::range_error{"no end"};
    }
};

std::error_code const timed_out = make_error_code(std::errc::timed_out);

class failing_policies : public ::testing::Test {
  protected:
    template <class... Parts>
    [[nodiscard]] auto patient(Parts... parts) {
        return reprise::with(
            reprise::compose(
                reprise::attempts{3}, reprise::constant{100ms}, reprise::no_jitter{},
                reprise::retry_all{}, std::ref(clock), std::ref(logger)),
            parts...);
    }

    void expect_told(policy_axis axis, std::string const& message, std::uint64_t attempt = 1) {
        EXPECT_CALL(logger, on(event<reprise::policy_failed>(_))).Times(AnyNumber());
        EXPECT_CALL(
            logger, on(event<reprise::policy_failed>(
                        of_axis(axis), has_message(message), of_attempt(attempt))));
    }

    auto failing_operation() {
        return [this] {
            ++calls;
            throw reset{};
        };
    }

    reprise::testing::virtual_clock clock;
    NiceMock<reprise::testing::mock_logger> logger;
    int calls = 0;
};

// the classifier

TEST_F(failing_policies, a_failure_that_the_classifier_chokes_on_is_permanent) {
    expect_told(policy_axis::classifier, "no idea");
    auto const policy =
        patient(reprise::retry_if([](reset const&) -> bool { throw std::logic_error{"no idea"}; }));
    EXPECT_CALL(
        logger, on(event<reprise::gave_up>(stopped_because(stop_reason::permanent_failure))));
    EXPECT_THROW(retry(policy, failing_operation()), reset);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, a_classifier_that_throws_what_is_no_std_exception_is_told_by_its_type) {
    EXPECT_CALL(logger, on(event<reprise::policy_failed>(_)))
        .WillOnce([](reprise::policy_failed const& told) {
            EXPECT_EQ(told.axis, policy_axis::classifier);
            EXPECT_EQ(told.failure.type(), typeid(int));
        });
    auto const policy = patient(reprise::retry_if([](reset const&) -> bool { throw 7; }));
    EXPECT_THROW(retry(policy, failing_operation()), reset);
}

TEST_F(failing_policies, a_value_that_the_judge_chokes_on_is_a_permanent_failure) {
    expect_told(policy_axis::classifier, "cannot judge");
    auto const policy = patient(
        reprise::retry_if_result([](int) -> bool { throw std::runtime_error{"cannot judge"}; }));
    auto const result = try_retry(policy, [this] { return ++calls; });
    EXPECT_FALSE(result);
    EXPECT_EQ(*result, 1);
    EXPECT_THAT(result, stopped_because(stop_reason::permanent_failure));
}

TEST_F(failing_policies, an_error_value_that_the_classifier_chokes_on_is_returned) {
    expect_told(policy_axis::classifier, "no idea");
    auto const policy = patient(reprise::retry_if(
        [](std::error_code const&) -> bool { throw std::logic_error{"no idea"}; }));
    auto const quiet = [this]() noexcept {
        ++calls;
        return timed_out;
    };
    static_assert(noexcept(retry(policy, quiet)), "what the predicate throws is contained");
    EXPECT_EQ(retry(policy, quiet), timed_out);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, the_rest_of_the_predicates_run_is_as_if_nothing_had_happened) {
    auto const policy = patient(reprise::retry_if([this](reset const&) -> bool {
        if (calls == 2) throw std::logic_error{"no idea"};
        return true;
    }));
    expect_told(policy_axis::classifier, "no idea", 2);
    EXPECT_THROW(retry(policy, failing_operation()), reset);
    EXPECT_EQ(calls, 2);
}

// the logger

TEST_F(failing_policies, a_logger_that_throws_changes_nothing) {
    struct loud {
        int* told;
        void on(reprise::attempt_started const& /*event*/) const { fail(); }
        void on(reprise::attempt_failed const& /*event*/) const { fail(); }
        void on(reprise::retry_scheduled const& /*event*/) const { fail(); }
        void on(reprise::attempt_succeeded const& /*event*/) const { fail(); }
        void on(reprise::recovered const& /*event*/) const { fail(); }
        void on(reprise::gave_up const& /*event*/) const { fail(); }
        void on(reprise::policy_failed const& /*event*/) const { fail(); }
        void fail() const {
            ++*told;
            throw std::runtime_error{"disk full"};
        }
    };
    int told = 0;
    EXPECT_EQ(
        retry(
            patient(loud{&told}),
            [this] {
                if (++calls < 3) throw reset{};
                return calls;
            }),
        3);
    EXPECT_EQ(told, 3 + 2 + 2 + 1 + 1) << "started, failed, scheduled, succeeded, recovered";

    calls = told = 0;
    EXPECT_THROW(retry(patient(loud{&told}), failing_operation()), reset);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(told, 3 + 3 + 2 + 1);

    calls = told = 0;
    auto const choking = patient(
        loud{&told}, reprise::retry_if([](reset const&) -> bool { throw std::logic_error{"no"}; }));
    EXPECT_THROW(retry(choking, failing_operation()), reset)
        << "a logger that throws when it is told that the classifier threw";
    EXPECT_EQ(told, 1 + 1 + 1 + 1);
}

TEST_F(failing_policies, a_logger_may_throw_what_it_likes) {
    auto const policy =
        patient(reprise::on_retry([](reprise::retry_scheduled const&) { throw 7; }));
    EXPECT_THROW(retry(policy, failing_operation()), reset);
    EXPECT_EQ(calls, 3);
}

// what the step machine asks

TEST_F(failing_policies, a_backoff_that_throws_ends_the_run) {
    struct broken {
        static reprise::duration delay(std::uint64_t number) {
            if (number == 2) throw std::range_error{"no second retry"};
            return 1ms;
        }
    };
    expect_told(policy_axis::schedule, "no second retry", 2);
    auto const result = try_retry(patient(broken{}), failing_operation());
    EXPECT_THROW(result.value(), reset);
    EXPECT_THAT(
        result,
        AllOf(has_attempts(2), stopped_because(stop_reason::permanent_failure), has_waited(1ms)));
}

TEST_F(failing_policies, a_jitter_that_throws_ends_the_run) {
    expect_told(policy_axis::schedule, "no jitter");
    EXPECT_THROW(retry(patient(broken_jitter{}), failing_operation()), reset);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, a_stop_condition_that_throws_ends_the_run) {
    expect_told(policy_axis::schedule, "no end");
    EXPECT_THROW(retry(patient(broken_stop{}), failing_operation()), reset);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, a_random_source_that_throws_ends_the_run) {
    reprise::testing::mock_random random;
    EXPECT_CALL(random, draw())
        .WillOnce(Return(0))
        .WillOnce(Throw(std::runtime_error{"no entropy"}));
    expect_told(policy_axis::schedule, "no entropy", 2);
    EXPECT_THROW(
        retry(patient(reprise::full_jitter{}, std::ref(random)), failing_operation()), reset);
    EXPECT_EQ(calls, 2);
}

TEST_F(failing_policies, a_random_source_that_starts_no_stream_ends_the_run) {
    struct broken {
        [[nodiscard]] static reprise::random_stream stream() {
            throw std::runtime_error{"no device"};
        }
    };
    expect_told(policy_axis::schedule, "no device");
    EXPECT_THROW(retry(patient(reprise::full_jitter{}, broken{}), failing_operation()), reset);
    EXPECT_EQ(calls, 1);

    calls = 0;
    EXPECT_EQ(retry(patient(reprise::full_jitter{}, broken{}), [this] { return ++calls; }), 1)
        << "where nothing fails nobody asks it";
}

// the clock

TEST_F(failing_policies, a_wait_that_throws_ends_the_run) {
    StrictMock<reprise::testing::mock_clock> broken;
    EXPECT_CALL(broken, wait(_, _)).WillOnce(Throw(std::runtime_error{"no alarm"}));
    expect_told(policy_axis::clock, "no alarm");
    EXPECT_THROW(retry(patient(std::ref(broken)), failing_operation()), reset);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, an_action_that_throws_in_a_virtual_wait_ends_the_run) {
    clock.at(50ms, [] { throw std::runtime_error{"a test's own mistake"}; });
    expect_told(policy_axis::clock, "a test's own mistake");
    EXPECT_THROW(retry(patient(), failing_operation()), reset);
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, a_limit_on_the_time_ends_the_run_where_the_clock_cannot_say_it) {
    StrictMock<reprise::testing::mock_clock> broken;
    EXPECT_CALL(broken, now()).WillRepeatedly(Throw(std::runtime_error{"no time"}));
    EXPECT_CALL(logger, on(event<reprise::policy_failed>(of_axis(policy_axis::clock)))).Times(2);
    EXPECT_THROW(retry(patient(std::ref(broken), reprise::elapsed{1s}), failing_operation()), reset)
        << "it would go on for ever, for no time seems to pass";
    EXPECT_EQ(calls, 1);
}

TEST_F(failing_policies, a_limit_on_the_time_ends_the_run_where_its_start_is_not_known) {
    StrictMock<reprise::testing::mock_clock> broken;
    EXPECT_CALL(broken, now())
        .WillOnce(Throw(std::runtime_error{"not yet"}))
        .WillRepeatedly(Return(reprise::time_point{100h}));
    auto const result =
        try_retry(patient(std::ref(broken), reprise::elapsed{1s}), failing_operation());
    EXPECT_THAT(result, AllOf(has_attempts(1), stopped_because(stop_reason::permanent_failure)));
}

TEST_F(failing_policies, a_report_or_a_log_without_the_time_is_no_reason_to_end_the_run) {
    NiceMock<reprise::testing::mock_clock> broken;
    EXPECT_CALL(broken, now()).WillRepeatedly(Throw(std::runtime_error{"no time"}));
    auto const result = try_retry(patient(std::ref(broken)), failing_operation());
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(
        result, AllOf(
                    stopped_because(stop_reason::attempts_exhausted), has_waited(200ms),
                    reprise::testing::has_elapsed(0ms)));
}

// memory

TEST_F(failing_policies, a_failure_that_cannot_be_kept_does_not_end_the_run) {
    struct uncopyable_today {
        uncopyable_today() = default;
        uncopyable_today(uncopyable_today const& /*other*/) { throw std::bad_alloc{}; }
        uncopyable_today(uncopyable_today&&) = default;
        uncopyable_today& operator=(uncopyable_today const&) = delete;
        uncopyable_today& operator=(uncopyable_today&&) = default;
        ~uncopyable_today() = default;
    };
    struct answer {
        [[nodiscard]] bool has_value() const { return false; }
        [[nodiscard]] uncopyable_today const& error() const { return kept; }
        uncopyable_today kept;
    };
    auto const result = try_retry(patient(), [this] {
        ++calls;
        return answer{};
    });
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(result, stopped_because(stop_reason::attempts_exhausted));
    EXPECT_THAT(result.report().failures, ::testing::IsEmpty());

    calls = 0;
    for (auto& attempt : reprise::attempts_of(patient())) {
        ++calls;
        EXPECT_EQ(attempt.previous_failure(), nullptr);
        attempt.failed(uncopyable_today{});
    }
    EXPECT_EQ(calls, 3);
}

TEST_F(failing_policies, a_loop_that_is_left_says_so_of_a_failure_that_could_not_be_kept) {
    struct uncopyable_today {
        uncopyable_today() = default;
        uncopyable_today(uncopyable_today const& /*other*/) { throw std::bad_alloc{}; }
    };
    EXPECT_CALL(
        logger, on(event<reprise::gave_up>(
                    stopped_because(stop_reason::cancelled),
                    has_message("the failure could not be kept"))));
    for (auto& attempt : reprise::attempts_of(patient())) {
        attempt.failed(uncopyable_today{});
        break;
    }
}

}  // namespace
