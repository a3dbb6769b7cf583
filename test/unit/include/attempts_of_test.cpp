// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <ranges>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::attempts_of;
using reprise::stop_reason;
using reprise::testing::event;
using reprise::testing::has_attempts;
using reprise::testing::has_delay;
using reprise::testing::has_elapsed;
using reprise::testing::has_message;
using reprise::testing::has_waited;
using reprise::testing::of_attempt;
using reprise::testing::stopped_because;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::InSequence;
using ::testing::StrictMock;

struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};
struct connection_reset : reset {};

std::error_code const timed_out = make_error_code(std::errc::timed_out);

class loop : public ::testing::Test {
  protected:
    template <class... Parts>
    [[nodiscard]] auto patient(Parts... parts) {
        return reprise::with(
            reprise::compose(
                reprise::attempts{4}, reprise::linear{1ms, 1ms, 1s}, reprise::no_jitter{},
                reprise::retry_on<reset>{}, std::ref(clock)),
            parts...);
    }

    reprise::testing::virtual_clock clock;
};

// one turn after the other

TEST_F(loop, makes_one_turn_where_nothing_fails) {
    auto attempts = attempts_of(patient());
    int turns = 0;
    for (auto& attempt : attempts) {
        EXPECT_EQ(attempt.number(), 1U);
        EXPECT_EQ(attempt.attempts_left(), 3U);
        EXPECT_EQ(attempt.previous_failure(), nullptr);
        EXPECT_EQ(attempt.elapsed(), 0ms);
        clock.advance(3ms);
        ++turns;
    }
    EXPECT_EQ(turns, 1);
    EXPECT_EQ(clock.wait_count(), 0U);
    EXPECT_THAT(
        attempts, AllOf(
                      has_attempts(1), stopped_because(stop_reason::succeeded), has_waited(0ms),
                      has_elapsed(3ms)));
    EXPECT_THAT(attempts.report().failures, ::testing::IsEmpty());
}

TEST_F(loop, makes_another_turn_after_an_exception_that_it_was_told_of) {
    auto attempts = attempts_of(patient());
    std::vector<std::uint64_t> numbers;
    std::vector<reprise::duration> elapsed;
    for (auto& attempt : attempts) {
        numbers.push_back(attempt.number());
        elapsed.push_back(attempt.elapsed());
        if (attempt.number() > 1) {
            EXPECT_NE(attempt.previous_failure()->get_if<reset>(), nullptr);
        }
        try {
            clock.advance(10ms);
            if (attempt.number() < 3) throw reset{};
        } catch (reset const& error) {
            EXPECT_TRUE(attempt.failed(error));
        }
    }
    EXPECT_THAT(numbers, ElementsAre(1U, 2U, 3U));
    EXPECT_THAT(elapsed, ElementsAre(0ms, 11ms, 23ms));
    EXPECT_THAT(clock.waits(), ElementsAre(1ms, 2ms));
    EXPECT_THAT(
        attempts, AllOf(
                      has_attempts(3), stopped_because(stop_reason::succeeded), has_waited(3ms),
                      has_elapsed(33ms)));
    EXPECT_THAT(attempts.report().failures, ElementsAre(AllOf(of_attempt(2), has_delay(2ms))))
        << "the last one only";
}

TEST_F(loop, finds_out_by_itself_what_is_being_handled) {
    int turns = 0;
    for (auto& attempt : attempts_of(patient())) {
        ++turns;
        try {
            if (turns == 1) throw connection_reset{};
            if (turns == 2) throw reset{};
        } catch (...) {
            attempt.failed();
        }
    }
    EXPECT_EQ(turns, 3);

    turns = 0;
    try {
        for (auto& attempt : attempts_of(patient())) {
            ++turns;
            try {
                throw 7;
            } catch (...) {
                attempt.failed();
            }
        }
    } catch (int thrown) {
        EXPECT_EQ(thrown, 7);
    }
    EXPECT_EQ(turns, 1) << "nobody listed int";
}

TEST_F(loop, makes_another_turn_after_an_error_value) {
    auto attempts = attempts_of(patient(reprise::transient{}));
    std::vector<bool> going_on;
    std::error_code last;
    for (auto& attempt : attempts) {
        last = attempt.number() < 3 ? timed_out : std::error_code{};
        if (last) going_on.push_back(attempt.failed(last));
        if (attempt.number() == 2) {
            EXPECT_EQ(*attempt.previous_failure()->get_if<std::error_code>(), timed_out);
        }
    }
    EXPECT_THAT(going_on, ElementsAre(true, true));
    EXPECT_FALSE(last);
    EXPECT_THAT(attempts, AllOf(has_attempts(3), stopped_because(stop_reason::succeeded)));
}

TEST_F(loop, shows_the_policys_token) {
    std::stop_source source;
    for (auto& attempt :
         attempts_of(patient(reprise::attempts{2} || reprise::stop_on{source.get_token()}))) {
        source.request_stop();
        EXPECT_TRUE(attempt.stop_token().stop_requested());
    }
}

// the end

TEST_F(loop, throws_the_last_exception_itself_on_giving_up) {
    std::exception_ptr last;
    std::exception_ptr caught;
    auto attempts = attempts_of(patient());
    try {
        for (auto& attempt : attempts) {
            try {
                throw reset{};
            } catch (reset const& error) {
                last = std::current_exception();
                attempt.failed(error);
            }
        }
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_NE(caught, nullptr);
    EXPECT_EQ(caught, last);
    EXPECT_THAT(
        attempts,
        AllOf(has_attempts(4), stopped_because(stop_reason::attempts_exhausted), has_waited(6ms)));

    auto untold = attempts_of(patient(reprise::attempts{2}));
    try {
        for (auto& attempt : untold) {
            try {
                throw connection_reset{};
            } catch (...) {
                last = std::current_exception();
                attempt.failed();
            }
        }
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_EQ(caught, last);
    EXPECT_THAT(untold, has_attempts(2));
}

TEST_F(loop, just_ends_where_the_last_failure_was_a_value) {
    auto attempts = attempts_of(patient(reprise::transient{}));
    std::vector<bool> going_on;
    for (auto& attempt : attempts) going_on.push_back(attempt.failed(timed_out));
    EXPECT_THAT(going_on, ElementsAre(true, true, true, false));
    EXPECT_THAT(
        attempts,
        AllOf(has_attempts(4), stopped_because(stop_reason::attempts_exhausted), has_waited(6ms)));

    auto permanent = attempts_of(patient(reprise::transient{}));
    for (auto& attempt : permanent)
        EXPECT_FALSE(attempt.failed(make_error_code(std::errc::permission_denied)));
    EXPECT_THAT(permanent, AllOf(has_attempts(1), stopped_because(stop_reason::permanent_failure)));
}

TEST_F(loop, keeps_every_failure_where_asked_for) {
    auto attempts = attempts_of(reprise::all_failures, patient(reprise::retry_all{}));
    for (auto& attempt : attempts) attempt.failed("error " + std::to_string(attempt.number()));
    EXPECT_THAT(
        attempts.report().failures,
        ElementsAre(
            AllOf(of_attempt(1), has_message("error 1"), has_delay(1ms)),
            AllOf(of_attempt(2), has_message("error 2"), has_delay(2ms)),
            AllOf(of_attempt(3), has_message("error 3"), has_delay(3ms)),
            AllOf(of_attempt(4), has_message("error 4"), has_delay(0ms))));
}

// leaving it

TEST_F(loop, has_succeeded_where_it_is_left_by_break_or_return) {
    StrictMock<reprise::testing::mock_logger> logger;
    {
        InSequence in_this_order;
        EXPECT_CALL(logger, on(event<reprise::attempt_started>(of_attempt(1))));
        EXPECT_CALL(logger, on(event<reprise::attempt_failed>(of_attempt(1))));
        EXPECT_CALL(logger, on(event<reprise::retry_scheduled>(of_attempt(1), has_delay(1ms))));
        EXPECT_CALL(logger, on(event<reprise::attempt_started>(of_attempt(2))));
        EXPECT_CALL(logger, on(event<reprise::attempt_succeeded>(of_attempt(2))));
        EXPECT_CALL(logger, on(event<reprise::recovered>(has_attempts(2), has_waited(1ms))));
    }
    auto const policy = patient(reprise::retry_all{}, std::ref(logger));
    auto const returns = [&] {
        for (auto& attempt : attempts_of(policy)) {
            if (attempt.number() == 2) return true;
            attempt.failed(1);
        }
        return false;
    };
    EXPECT_TRUE(returns());
}

TEST_F(loop, is_cancelled_where_it_is_left_although_there_would_be_another_turn) {
    StrictMock<reprise::testing::mock_logger> logger;
    EXPECT_CALL(logger, on(event<reprise::attempt_started>())).Times(2);
    EXPECT_CALL(logger, on(event<reprise::attempt_failed>())).Times(2);
    EXPECT_CALL(logger, on(event<reprise::retry_scheduled>())).Times(2);
    EXPECT_CALL(
        logger, on(event<reprise::gave_up>(
                    has_attempts(2), stopped_because(stop_reason::cancelled), has_waited(1ms),
                    has_message("2"))));
    for (auto& attempt : attempts_of(patient(reprise::retry_all{}, std::ref(logger)))) {
        attempt.failed(static_cast<int>(attempt.number()));
        if (attempt.number() == 2) break;
    }
    EXPECT_THAT(clock.waits(), ElementsAre(1ms)) << "the second wait was never begun";
}

TEST_F(loop, says_nothing_more_where_it_is_left_after_giving_up) {
    StrictMock<reprise::testing::mock_logger> logger;
    EXPECT_CALL(logger, on(event<reprise::attempt_started>()));
    EXPECT_CALL(logger, on(event<reprise::attempt_failed>()));
    EXPECT_CALL(logger, on(event<reprise::gave_up>(has_attempts(1))));
    for (auto& attempt :
         attempts_of(patient(reprise::retry_all{}, reprise::attempts{1}, std::ref(logger)))) {
        attempt.failed(1);
        break;
    }
}

TEST_F(
    loop, has_neither_succeeded_nor_given_up_where_an_exception_passes_that_it_knows_nothing_of) {
    StrictMock<reprise::testing::mock_logger> logger;
    EXPECT_CALL(logger, on(event<reprise::attempt_started>()));
    EXPECT_THROW(
        for ([[maybe_unused]] auto& attempt : attempts_of(patient(std::ref(logger)))) {
            throw reset{};
        },
        reset);
}

TEST_F(loop, says_nothing_where_it_is_never_gone_through) {
    StrictMock<reprise::testing::mock_logger> logger;
    auto attempts = attempts_of(patient(std::ref(logger)));
    EXPECT_THAT(attempts, has_attempts(0));
}

// waits that are left

TEST_F(loop, throws_the_exception_where_the_wait_after_it_is_left) {
    std::stop_source source;
    clock.at(500us, [&source] { source.request_stop(); });
    auto attempts =
        attempts_of(patient(reprise::attempts{4} || reprise::stop_on{source.get_token()}));
    int turns = 0;
    std::exception_ptr thrown;
    std::exception_ptr caught;
    try {
        for (auto& attempt : attempts) {
            ++turns;
            try {
                throw reset{};
            } catch (reset const& error) {
                thrown = std::current_exception();
                attempt.failed(error);
            }
        }
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_NE(caught, nullptr);
    EXPECT_EQ(caught, thrown);
    EXPECT_EQ(turns, 1);
    EXPECT_THAT(
        attempts, AllOf(has_attempts(1), stopped_because(stop_reason::cancelled), has_waited(0ms)));
}

TEST_F(loop, just_ends_where_the_wait_after_an_error_value_is_left) {
    std::stop_source source;
    clock.at(500us, [&source] { source.request_stop(); });
    auto attempts = attempts_of(patient(
        reprise::retry_all{}, reprise::attempts{4} || reprise::stop_on{source.get_token()}));
    int turns = 0;
    for (auto& attempt : attempts) {
        ++turns;
        EXPECT_TRUE(attempt.failed(1)) << "nobody knows yet";
    }
    EXPECT_EQ(turns, 1);
    EXPECT_THAT(attempts, AllOf(has_attempts(1), stopped_because(stop_reason::cancelled)));
}

// what a turn is told

TEST_F(loop, judges_an_exception_that_was_caught_by_its_base_by_what_it_is) {
    auto const listed = patient(reprise::retry_on<connection_reset>{});
    int turns = 0;
    for (auto& attempt : attempts_of(listed)) {
        ++turns;
        try {
            if (turns < 3) throw connection_reset{};
        } catch (std::exception const& error) {
            attempt.failed(error);
        }
    }
    EXPECT_EQ(turns, 3);

    struct by_type {
        using exceptions = reprise::exception_types<connection_reset, reset>;
        static reprise::verdict classify(connection_reset const& /*failure*/) {
            return reprise::verdict::permanent();
        }
        static reprise::verdict classify(reset const& /*failure*/) {
            return reprise::verdict::transient();
        }
        static reprise::verdict classify(reprise::other_exception const& /*failure*/) {
            return reprise::verdict::permanent();
        }
    };
    turns = 0;
    auto const ends = [&] {
        for (auto& attempt : attempts_of(patient(by_type{}))) {
            ++turns;
            try {
                throw connection_reset{};
            } catch (reset const& error) {
                attempt.failed(error);
            }
        }
    };
    EXPECT_THROW(ends(), connection_reset);
    EXPECT_EQ(turns, 1) << "the derived type is permanent";
}

TEST_F(loop, takes_an_exception_that_its_predicate_does_not_look_at) {
    auto const by_predicate = patient(reprise::retry_if([](reset const&) { return true; }));
    int turns = 0;
    auto const ends = [&] {
        for (auto& attempt : attempts_of(by_predicate)) {
            ++turns;
            try {
                if (turns < 3) throw connection_reset{};
                throw std::out_of_range{"mistake"};
            } catch (std::exception const& error) {
                attempt.failed(error);
            }
        }
    };
    EXPECT_THROW(ends(), std::out_of_range);
    EXPECT_EQ(turns, 3);
}

TEST_F(loop, heeds_marks) {
    int turns = 0;
    auto const ends = [&](auto const& policy, auto const& exception) {
        turns = 0;
        for (auto& attempt : attempts_of(policy)) {
            ++turns;
            try {
                throw exception;
            } catch (reset const& error) {
                attempt.failed(error);
            }
        }
    };
    EXPECT_THROW(ends(patient(), reprise::stop_now(reset{})), reset);
    EXPECT_EQ(turns, 1);

    struct plain {};
    turns = 0;
    auto const ends_plain = [&] {
        for (auto& attempt : attempts_of(patient(reprise::retry_on<plain>{}))) {
            ++turns;
            try {
                throw reprise::stop_now(plain{});
            } catch (plain const& error) {
                attempt.failed(error);
            }
        }
    };
    EXPECT_THROW(ends_plain(), plain);
    EXPECT_EQ(turns, 1);
}

TEST_F(loop, tells_an_error_value_from_the_exception_around_it) {
    int turns = 0;
    std::vector<bool> going_on;
    try {
        throw std::logic_error{"handled outside"};
    } catch (std::logic_error const&) {
        for (auto& attempt : attempts_of(patient(reprise::transient{}))) {
            ++turns;
            going_on.push_back(attempt.failed(timed_out));
        }
    }
    EXPECT_EQ(turns, 4);
    EXPECT_THAT(going_on, ElementsAre(true, true, true, false));

    turns = 0;
    try {
        throw std::logic_error{"handled outside"};
    } catch (std::logic_error const&) {
        EXPECT_THROW(
            for (auto& attempt : attempts_of(patient())) {
                ++turns;
                try {
                    throw reset{};
                } catch (reset const& error) {
                    attempt.failed(error);
                }
            },
            reset);
    }
    EXPECT_EQ(turns, 4);
}

TEST_F(loop, takes_no_notice_of_a_turn_that_says_twice_that_it_failed) {
    auto attempts = attempts_of(patient(reprise::retry_all{}));
    int turns = 0;
    for (auto& attempt : attempts) {
        ++turns;
        attempt.failed(1);
        attempt.failed(2);
        attempt.failed();
        EXPECT_EQ(attempt.failed(3), turns < 4);
    }
    EXPECT_EQ(turns, 4);
    EXPECT_THAT(attempts, has_attempts(4));
    EXPECT_THAT(attempts.report().failures, ElementsAre(has_message("1")));
}

TEST_F(loop, refuses_a_failure_without_an_exception) {
    auto const mistaken = [&] {
        for (auto& attempt : attempts_of(patient())) attempt.failed();
    };
    EXPECT_THAT(
        mistaken, ::testing::ThrowsMessage<std::logic_error>(::testing::HasSubstr(
                      "no exception of this attempt is being handled: call it in a catch block")));
    try {
        throw reset{};
    } catch (reset const&) {
        EXPECT_THROW(mistaken(), std::logic_error) << "that one is handled outside of the loop";
    }
}

TEST_F(loop, costs_one_throw_and_one_catch_where_it_is_told_the_exception) {
    if constexpr (!counted::counts) GTEST_SKIP() << "the sanitizer counts here";
    counted::since_now const meanwhile;
    for (auto& attempt : attempts_of(patient())) {
        try {
            if (attempt.number() < 4) throw reset{};
        } catch (reset const& error) {
            attempt.failed(error);
        }
    }
    EXPECT_EQ(meanwhile.throws(), 3);
    EXPECT_EQ(meanwhile.catches(), 3);
    EXPECT_EQ(meanwhile.rethrows(), 0);

    counted::since_now const then;
    for (auto& attempt : attempts_of(patient())) {
        try {
            if (attempt.number() < 4) throw reset{};
        } catch (...) {
            attempt.failed();
        }
    }
    EXPECT_EQ(then.throws(), 3);
    EXPECT_EQ(then.rethrows(), 3) << "once each, to find out the type";
}

// as a range

TEST_F(loop, is_a_range_of_one_pass) {
    using range = reprise::attempt_loop<reprise::default_policy>;
    static_assert(std::ranges::input_range<range>);
    static_assert(!std::copy_constructible<range>);

    auto attempts = attempts_of(patient(reprise::retry_all{}));
    auto position = attempts.begin();
    EXPECT_EQ((*position).number(), 1U);
    EXPECT_NE(position, attempts.end());
    (*position).failed(1);
    position++;
    EXPECT_EQ((*position).number(), 2U);
    ++position;
    EXPECT_EQ(position, attempts.end());
}

}  // namespace
