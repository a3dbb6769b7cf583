// SPDX-License-Identifier: Apache-2.0

// Compiled with -fno-exceptions: everything that needs no exception works without them.

#if defined(__cpp_exceptions)
#error "this test is meant to be compiled without exceptions"
#endif

#include <reprise/async_retry_stream.hpp>
#include <reprise/false_is_failure.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>
#include <reprise/retry_stream.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_errno.hpp>
#include <reprise/with_error_code.hpp>
#include <reprise/with_exit_code.hpp>
#include <reprise/with_returned_errno.hpp>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>  // std::ref
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

// Without exceptions, Boost wants to know from us what to do instead.
namespace boost {
void throw_exception(std::exception const& /*error*/) { std::abort(); }
void throw_exception(std::exception const& /*error*/, boost::source_location const& /*place*/) {
    std::abort();
}
}  // namespace boost

namespace {

struct answer {
    std::errc wrong{};
};

}  // namespace

// A type that nobody knows.
template <>
struct reprise::outcome_traits<answer> {
    static constexpr bool can_fail = true;
    [[nodiscard]] static bool failed(answer const& seen) noexcept {
        return seen.wrong != std::errc{};
    }
    [[nodiscard]] static std::errc error(answer const& seen) noexcept { return seen.wrong; }
};

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class without_exceptions : public ::testing::Test {
  protected:
    reprise::testing::virtual_clock clock;
    int calls = 0;

    auto policy() {
        return reprise::compose(
            reprise::attempts{4}, reprise::exponential{1s, 2.0, 10s}, reprise::no_jitter{},
            std::ref(clock));
    }

    template <class Result>
    auto fails_three_times(Result failure, Result success) {
        return [=, this]() -> Result { return ++calls <= 3 ? failure : success; };
    }
};

TEST_F(without_exceptions, error_codes_are_retried) {
    EXPECT_FALSE(reprise::retry(
        policy(), fails_three_times(make_error_code(std::errc::timed_out), std::error_code{})));
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 2s, 4s));
}

TEST_F(without_exceptions, a_permanent_error_comes_out_as_it_was) {
    auto const denied = make_error_code(std::errc::permission_denied);
    EXPECT_EQ(reprise::retry(policy(), fails_three_times(denied, std::error_code{})), denied);
    EXPECT_EQ(calls, 1);
}

TEST_F(without_exceptions, results_are_retried) {
    using result = boost::system::result<int>;
    result const refused = make_error_code(boost::system::errc::connection_refused);
    EXPECT_EQ(reprise::retry(policy(), fails_three_times<result>(refused, 7)), 7);
    EXPECT_EQ(calls, 4);
}

TEST_F(without_exceptions, wrapped_calls_are_retried) {
    auto const call = [this]() noexcept {
        errno = EINTR;
        return ++calls <= 3 ? -1 : 7;
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(call)), 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    auto const find = fails_three_times<std::optional<int>>(std::nullopt, 7);
    EXPECT_EQ(reprise::retry(policy(), reprise::false_is_failure(find)), 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    auto const fills = [this](std::error_code& code) {
        if (++calls <= 3) code = make_error_code(std::errc::timed_out);
        return 7;
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_error_code(fills)).value, 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    EXPECT_EQ(
        reprise::retry(policy(), reprise::with_returned_errno(fails_three_times(EINTR, 0))), 0);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    EXPECT_EQ(reprise::retry(policy(), reprise::with_exit_code(fails_three_times(75, 0))), 0);
    EXPECT_EQ(std::exchange(calls, 0), 4);
}

// A status in Abseil's manner.
struct status {
    int said = 0;
    [[nodiscard]] bool ok() const { return said == 0; }
    [[nodiscard]] int code() const { return said; }
    [[nodiscard]] std::string_view message() const { return "not now"; }
};

TEST_F(without_exceptions, every_other_channel_is_retried) {
    auto const timed_out = make_error_code(boost::system::errc::timed_out);
    EXPECT_FALSE(
        reprise::retry(policy(), fails_three_times(timed_out, boost::system::error_code{})));
    EXPECT_EQ(std::exchange(calls, 0), 4);

    using result =
        boost::outcome_v2::basic_result<int, std::error_code, boost::outcome_v2::policy::terminate>;
    result const refused = make_error_code(std::errc::connection_refused);
    EXPECT_EQ(reprise::retry(policy(), fails_three_times<result>(refused, 7)).value(), 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    auto const transient_status = reprise::with(
        policy(), reprise::retry_if([](status const& seen) { return seen.code() == 14; }));
    EXPECT_TRUE(reprise::retry(transient_status, fails_three_times(status{14}, status{})).ok());
    EXPECT_EQ(std::exchange(calls, 0), 4);
    EXPECT_EQ(reprise::retry(transient_status, fails_three_times(status{3}, status{})).code(), 3);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    auto const own = fails_three_times(answer{std::errc::timed_out}, answer{});
    EXPECT_EQ(reprise::retry(policy(), own).wrong, std::errc{});
    EXPECT_EQ(std::exchange(calls, 0), 4);

    EXPECT_TRUE(
        reprise::retry(policy(), reprise::false_is_failure(fails_three_times(false, true))));
    EXPECT_EQ(std::exchange(calls, 0), 4);

    std::error_code code;
    auto const fills = [this](std::error_code& filled) {
        if (++calls <= 9) filled = make_error_code(std::errc::timed_out);
    };
    reprise::retry(policy(), reprise::with_error_code(code, fills));
    EXPECT_EQ(code, std::errc::timed_out);
    EXPECT_EQ(std::exchange(calls, 0), 4);
}

TEST_F(without_exceptions, what_must_not_happen_twice_does_not) {
    auto const reset =
        fails_three_times(make_error_code(std::errc::connection_reset), std::error_code{});
    EXPECT_TRUE(reprise::retry(policy(), reprise::non_idempotent(reset)));
    EXPECT_EQ(calls, 1);
}

TEST_F(without_exceptions, values_are_judged) {
    auto const polite =
        reprise::with(policy(), reprise::retry_if_result([](int got) { return got < 0; }));
    EXPECT_EQ(reprise::retry(polite, fails_three_times(-1, 7)), 7);
    EXPECT_EQ(calls, 4);
}

TEST_F(without_exceptions, there_is_a_report) {
    auto const result = reprise::try_retry(
        reprise::all_failures, policy(),
        fails_three_times(make_error_code(std::errc::timed_out), std::error_code{}));
    EXPECT_EQ(result.report().reason, reprise::stop_reason::succeeded);
    EXPECT_EQ(result.report().attempts, 4U);
    EXPECT_EQ(result.report().failures.size(), 3U);
    EXPECT_EQ(result.report().waited, 7s);
}

TEST_F(without_exceptions, an_operation_may_be_told_the_attempt) {
    std::vector<std::uint64_t> numbers;
    auto const told = [&numbers](reprise::attempt const& described) {
        numbers.push_back(described.number());
        return make_error_code(std::errc::timed_out);
    };
    EXPECT_EQ(reprise::retry(policy(), told), std::errc::timed_out);
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));
}

TEST_F(without_exceptions, a_loop_goes_on_as_long_as_it_is_told_of_errors) {
    for (auto& turn : reprise::attempts_of(policy())) {
        ++calls;
        if (turn.failed(make_error_code(std::errc::timed_out))) continue;
    }
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 2s, 4s));
}

TEST_F(without_exceptions, an_operation_that_cannot_fail_is_called_once) {
    EXPECT_EQ(reprise::retry(policy(), [this] { return ++calls; }), 1);
    reprise::retry(policy(), [this] { ++calls; });
    EXPECT_EQ(calls, 2);
}

TEST(without_exceptions_death, a_policy_that_makes_no_sense_says_why_and_ends_the_program) {
    volatile unsigned none = 0;
    EXPECT_DEATH((void)reprise::attempts{none}, "attempts: .*, got 0");
}

// the least that a coroutine type can be: it starts at once, and nothing in it waits
template <class Result>
class job {
  public:
    struct promise_type {
        std::optional<Result> value;
        job get_return_object() noexcept {
            return job{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        static std::suspend_never initial_suspend() noexcept { return {}; }
        static std::suspend_always final_suspend() noexcept { return {}; }
        static void unhandled_exception() noexcept {}
        void return_value(Result result) { value.emplace(std::move(result)); }
    };

    explicit job(std::coroutine_handle<promise_type> handle) noexcept : handle_{handle} {}
    job(job&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
    job& operator=(job&&) = delete;
    ~job() {
        if (handle_) handle_.destroy();
    }

    [[nodiscard]] bool await_ready() const noexcept { return handle_.done(); }
    void await_suspend(std::coroutine_handle<> /*waiting*/) const noexcept {}
    Result await_resume() { return std::move(*handle_.promise().value); }

  private:
    std::coroutine_handle<promise_type> handle_;
};

TEST(without_any_exceptions, coroutines_are_retried_by_what_they_yield) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{4}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
        reprise::retry_if([](boost::system::error_code) { return true; }));
    int calls = 0;
    auto const fails_twice = [&calls]() -> job<boost::system::error_code> {
        co_return ++calls < 3 ? make_error_code(boost::system::errc::connection_refused)
                              : boost::system::error_code{};
    };
    EXPECT_FALSE(reprise::async_retry(policy, fails_twice).await_resume());
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));

    calls = -9;
    auto const result = reprise::async_try_retry(policy, fails_twice).await_resume();
    EXPECT_FALSE(result);
    EXPECT_EQ(*result, boost::system::errc::connection_refused);
    EXPECT_EQ(result.report().attempts, 4);
}

TEST(without_any_exceptions, streams_are_gone_through) {
    std::vector<int> got;
    for (int const item : reprise::retry_stream(
             reprise::compose(), reprise::resuming{},
             [](std::optional<int> const&) { return std::vector{1, 2, 3}; })) {
        got.push_back(item);
    }
    EXPECT_THAT(got, ElementsAre(1, 2, 3));

    struct source {
        int left;
        job<std::optional<int>> next() {
            co_return left == 0 ? std::nullopt : std::optional{left--};
        }
    };
    reprise::testing::virtual_clock clock;
    auto stream = reprise::async_retry_stream(
        reprise::compose(std::ref(clock)), reprise::buffering{}, [] { return source{3}; });
    EXPECT_THAT(stream.await_resume(), ElementsAre(3, 2, 1));
}

TEST(without_any_exceptions, an_attempt_that_blocks_is_asked_to_stop_at_its_limit) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{2}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
        reprise::run_timeout{5s},
        reprise::retry_if([](boost::system::error_code) { return false; }));
    auto const error = reprise::retry(policy, [&](reprise::attempt const& attempt) {
        return clock.wait(1h, attempt.stop_token())
                   ? boost::system::error_code{}
                   : make_error_code(boost::system::errc::timed_out);
    });
    EXPECT_EQ(error, boost::system::errc::timed_out);
    EXPECT_EQ(clock.elapsed(), 11s);
}

}  // namespace
