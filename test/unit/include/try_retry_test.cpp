// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace {

using namespace std::chrono_literals;
using reprise::stop_reason;
using reprise::try_retry;
using reprise::verdict;
using reprise::testing::has_attempts;
using reprise::testing::has_delay;
using reprise::testing::has_elapsed;
using reprise::testing::has_message;
using reprise::testing::has_verdict;
using reprise::testing::has_waited;
using reprise::testing::of_attempt;
using reprise::testing::stopped_because;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct reset : std::runtime_error {
    explicit reset(std::string const& what = "reset") : runtime_error{what} {}
};

class trying : public ::testing::Test {
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

TEST_F(trying, returns_the_value_and_a_report_of_the_only_attempt) {
    auto const result = try_retry(patient(), [this] {
        clock.advance(5ms);
        return 7;
    });
    EXPECT_TRUE(result);
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(*result, 7);
    EXPECT_EQ(result.value(), 7);
    EXPECT_EQ(result.exception(), nullptr);
    EXPECT_THAT(
        result.report(), AllOf(
                             has_attempts(1), stopped_because(stop_reason::succeeded),
                             has_waited(0ms), has_elapsed(5ms)));
    EXPECT_THAT(result.report().failures, IsEmpty());
}

TEST_F(trying, reports_what_it_took_to_succeed_with_the_last_failure) {
    int calls = 0;
    auto const result = try_retry(patient(), [&] {
        clock.advance(10ms);
        if (++calls < 3) throw reset{"reset " + std::to_string(calls)};
        return calls;
    });
    EXPECT_EQ(*result, 3);
    EXPECT_THAT(
        result, AllOf(
                    has_attempts(3), stopped_because(stop_reason::succeeded), has_waited(3ms),
                    has_elapsed(33ms)));
    EXPECT_THAT(
        result.report().failures, ElementsAre(AllOf(
                                      of_attempt(2), has_delay(2ms), has_message("reset 2"),
                                      has_verdict(verdict::transient()))));
}

TEST_F(trying, reports_every_failure_where_asked_for) {
    int calls = 0;
    auto const result = try_retry(reprise::all_failures, patient(), [&calls]() -> int {
        throw reset{"reset " + std::to_string(++calls)};
    });
    EXPECT_FALSE(result);
    EXPECT_THAT(
        result.report().failures,
        ElementsAre(
            AllOf(of_attempt(1), has_delay(1ms), has_message("reset 1")),
            AllOf(of_attempt(2), has_delay(2ms), has_message("reset 2")),
            AllOf(of_attempt(3), has_delay(3ms), has_message("reset 3")),
            AllOf(of_attempt(4), has_delay(0ms), has_message("reset 4"))));
}

TEST_F(trying, keeps_the_exception_of_the_last_attempt_the_same_object) {
    std::exception_ptr last;
    auto result = try_retry(patient(), [&last] {
        last = std::make_exception_ptr(reset{});
        std::rethrow_exception(last);
    });
    EXPECT_FALSE(result);
    EXPECT_FALSE(result.has_value());
    EXPECT_EQ(result.exception(), last);
    EXPECT_EQ(result.report().failures.at(0).failure.exception(), last);
    EXPECT_THROW(result.value(), reset);
    EXPECT_THROW(std::as_const(result).value(), reset);
    EXPECT_THROW(std::move(result).value(), reset);
    EXPECT_THAT(result, AllOf(has_attempts(4), stopped_because(stop_reason::attempts_exhausted)));
}

TEST_F(trying, says_why_it_ended) {
    EXPECT_THAT(
        try_retry(patient(), [] { throw std::logic_error{"mistake"}; }),
        AllOf(has_attempts(1), stopped_because(stop_reason::permanent_failure)));
    EXPECT_THAT(
        try_retry(patient(reprise::elapsed{2ms}), [] { throw reset{}; }),
        AllOf(has_attempts(2), stopped_because(stop_reason::deadline), has_waited(1ms)));
    EXPECT_THAT(
        try_retry(patient(reprise::elapsed{1s}), [] { throw reprise::retry_after(reset{}, 1h); }),
        AllOf(has_attempts(1), stopped_because(stop_reason::refused)));

    std::stop_source source;
    source.request_stop();
    EXPECT_THAT(
        try_retry(
            patient(reprise::forever{} || reprise::stop_on{source.get_token()}),
            [] { throw reset{}; }),
        AllOf(has_attempts(1), stopped_because(stop_reason::cancelled)));
}

TEST_F(trying, returns_an_error_value_as_it_was_and_is_false_then) {
    auto const policy = patient(reprise::transient{});
    auto const timed_out = make_error_code(std::errc::timed_out);
    auto const result = try_retry(policy, [&] { return timed_out; });
    EXPECT_FALSE(result);
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(*result, timed_out);
    EXPECT_EQ(result.value(), timed_out) << "nothing was thrown, so nothing is";
    EXPECT_EQ(result.exception(), nullptr);
    EXPECT_THAT(
        result.report().failures,
        ElementsAre(AllOf(of_attempt(4), has_message(timed_out.message()))));
    EXPECT_EQ(*result.report().failures[0].failure.view().get_if<std::error_code>(), timed_out);

    int calls = 0;
    auto const mixed = [&]() -> std::error_code {
        if (++calls % 2 == 1) throw std::system_error{timed_out};
        return calls < 4 ? timed_out : std::error_code{};
    };
    EXPECT_THAT(try_retry(policy, mixed), has_attempts(4));
}

TEST_F(trying, holds_nothing_where_nothing_is_returned) {
    auto result = try_retry(patient(), [] {});
    static_assert(std::same_as<decltype(result), reprise::retry_result<void>>);
    EXPECT_TRUE(result);
    EXPECT_TRUE(result.has_value());
    result.value();
    *result;
    *std::as_const(result);
    std::as_const(result).value();
    std::move(result).value();

    EXPECT_FALSE(try_retry(patient(), [] { throw reset{}; }).has_value());
}

TEST_F(trying, holds_references_as_references) {
    int value = 5;
    auto result = try_retry(patient(), [&value]() -> int& { return value; });
    EXPECT_EQ(&*result, &value);
    EXPECT_EQ(&result.value(), &value);
    EXPECT_EQ(&std::as_const(result).value(), &value);
    EXPECT_EQ(&std::move(result).value(), &value);
    static_assert(std::same_as<decltype(std::move(result).value()), int&>);

    auto moved = try_retry(patient(), [&value]() -> int&& { return std::move(value); });
    EXPECT_EQ(&*moved, &value);
    static_assert(std::same_as<decltype(std::move(moved).value()), int&&>);
    auto&& taken = std::move(moved).value();
    EXPECT_EQ(&taken, &value);

    auto const failed = try_retry(patient(), [&value]() -> int& {
        if (value > 0) throw reset{};
        return value;
    });
    EXPECT_FALSE(failed.has_value());
}

TEST_F(trying, holds_what_can_only_be_moved_and_what_cannot_be_made_of_nothing) {
    struct rooted {
        explicit rooted(int number) : value{number} {}
        [[nodiscard]] int twice() const { return 2 * value; }
        int value;
    };
    auto result = try_retry(patient(), [] { return std::make_unique<rooted>(3); });
    EXPECT_EQ((*result)->value, 3);
    std::unique_ptr<rooted> const taken = std::move(result).value();
    EXPECT_EQ(taken->value, 3);

    auto plain = try_retry(patient(), [] { return rooted{4}; });
    EXPECT_EQ(plain->twice(), 8);
    plain->value = 5;
    EXPECT_EQ(std::as_const(plain)->twice(), 10);
    EXPECT_EQ(plain.value().value, 5);
    plain.value().value = 6;
    EXPECT_EQ((*std::as_const(plain)).value, 6);

    auto const constant = try_retry(patient(), []() -> std::string const { return "text"; });
    EXPECT_EQ(constant->size(), 4U);
}

TEST_F(trying, holds_what_a_marked_value_holds) {
    auto const result = try_retry(patient(), []() -> reprise::marked<std::string> {
        return {std::string{"no"}, verdict::permanent()};
    });
    static_assert(std::same_as<decltype(result), reprise::retry_result<std::string> const>);
    EXPECT_FALSE(result);
    EXPECT_EQ(*result, "no");
}

TEST_F(trying, works_for_operations_that_cannot_throw) {
    auto const result = try_retry(patient(), []() noexcept { return 3; });
    EXPECT_EQ(*result, 3);
    int calls = 0;
    auto const code = try_retry(patient(reprise::transient{}), [&calls]() noexcept {
        return ++calls < 3 ? make_error_code(std::errc::timed_out) : std::error_code{};
    });
    EXPECT_TRUE(code);
    EXPECT_THAT(code, AllOf(has_attempts(3), has_waited(3ms)));
}

TEST_F(trying, hands_on_arguments_and_tells_the_attempt) {
    std::string text = "a";
    auto const result = try_retry(
        patient(),
        [](reprise::attempt const& attempt, std::string& argument) {
            argument += 'b';
            if (attempt.number() < 3) throw reset{};
            return argument.size();
        },
        text);
    EXPECT_EQ(*result, 4U);
    EXPECT_EQ(text, "abbb");
}

TEST_F(trying, needs_no_policy) {
    EXPECT_EQ(*try_retry([] { return 1; }), 1);
    EXPECT_EQ(*try_retry([](int number) { return number; }, 2), 2);
    EXPECT_THAT(
        try_retry([] { throw std::logic_error{"mistake"}; }),
        stopped_because(stop_reason::permanent_failure));
}

TEST_F(trying, reads_the_clock_at_the_start_and_at_the_end_and_no_more) {
    int calls = 0;
    (void)try_retry(patient(), [] {});
    EXPECT_EQ(clock.reads(), 2U);
    (void)try_retry(patient(), [&calls] {
        if (++calls < 4) throw reset{};
    });
    EXPECT_LE(clock.reads(), 2U + 2U + 3U) << "a moment for each failure at most";
}

TEST_F(trying, lets_what_moving_the_result_throws_pass) {
    struct throwing_move {
        throwing_move() = default;
        throwing_move(throwing_move&& /*other*/) noexcept(false) {
            throw std::range_error{"cannot be moved"};
        }
    };
    EXPECT_THROW((void)try_retry(patient(), [] { return throwing_move{}; }), std::range_error);
}

TEST_F(trying, keeps_a_failure_that_outlives_everything) {
    auto const failures = [this] {
        auto const result =
            try_retry(reprise::all_failures, patient(), [] { throw reset{std::string(100, 'x')}; });
        return result.report().failures;
    }();
    ASSERT_EQ(failures.size(), 4U);
    EXPECT_EQ(failures[0].failure.view().message(), std::string(100, 'x'));
    EXPECT_NE(failures[0].failure.view().get_if<reset>(), nullptr);
}

}  // namespace
