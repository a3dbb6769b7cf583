// SPDX-License-Identifier: Apache-2.0

#include "tiny_task.hpp"

#include <reprise/async_retry.hpp>
#include <reprise/before_retry.hpp>
#include <reprise/blocking_retry.hpp>
#include <reprise/idempotent.hpp>
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/none.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if_result.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/policies/stop/combine.hpp>
#include <reprise/policies/stop/stop_on.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <boost/outcome/outcome.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise_test::tiny_task;
using ::testing::ElementsAre;

// a clock whose waits suspend until the test moves the time on
class manual_clock {
  public:
    class wait {
      public:
        wait(manual_clock& clock, reprise::duration delay, std::stop_token token)
            : clock_{&clock}, delay_{delay}, token_{std::move(token)} {}

        [[nodiscard]] bool await_ready() const noexcept {
            return token_.stop_requested() || delay_ == 0ns;
        }
        void await_suspend(std::coroutine_handle<> waiting) {
            clock_->waits_.push_back(delay_);
            clock_->waiting_.emplace(clock_->now_ + delay_, waiting);
        }
        [[nodiscard]] bool await_resume() const noexcept { return !token_.stop_requested(); }

      private:
        manual_clock* clock_;
        reprise::duration delay_;
        std::stop_token token_;
    };

    [[nodiscard]] reprise::time_point now() noexcept { return now_; }
    [[nodiscard]] wait async_wait(reprise::duration delay, std::stop_token const& token) {
        return {*this, delay, token};
    }

    void advance(reprise::duration span) {
        auto const end = now_ + span;
        while (!waiting_.empty() && waiting_.begin()->first <= end) {
            auto const due = waiting_.extract(waiting_.begin());
            now_ = due.key();
            due.mapped().resume();
        }
        now_ = end;
    }

    [[nodiscard]] std::vector<reprise::duration> const& waits() const noexcept { return waits_; }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

  private:
    reprise::time_point now_{1h};
    std::multimap<reprise::time_point, std::coroutine_handle<>> waiting_;
    std::vector<reprise::duration> waits_;
};

static_assert(reprise::async_clock_policy<std::reference_wrapper<manual_clock>>);
static_assert(!reprise::clock_policy<std::reference_wrapper<manual_clock>>);

constexpr auto patient = reprise::compose(
    reprise::attempts{4}, reprise::exponential{100ms, 2.0, 1s}, reprise::no_jitter{},
    reprise::retry_on<std::runtime_error>{});

struct quick_clock {
    static constexpr bool waits_virtually = true;
    [[nodiscard]] reprise::time_point now() const noexcept { return {}; }
    [[nodiscard]] bool wait(reprise::duration, std::stop_token const&) const noexcept {
        return true;
    }
};

class refused : public std::runtime_error {
  public:
    explicit refused(int number) : runtime_error{"refused"}, code{number} {}
    int code;
};

// fails so many times, then yields
template <class Result>
auto failing(int& calls, int failures, Result result) {
    return [&calls, failures, result]() -> tiny_task<Result> {
        if (++calls <= failures) throw refused{calls};
        co_return result;
    };
}

TEST(async_retry, yields_what_the_first_attempt_yields_without_reading_the_clock) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const policy = reprise::with(patient, std::ref(clock));
    EXPECT_EQ(reprise::async_retry(policy, failing(calls, 0, 42)).run(), 42);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(clock.reads(), 0);
    EXPECT_EQ(clock.wait_count(), 0);
}

TEST(async_retry, waits_the_policys_delays_between_attempts) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const policy = reprise::with(patient, std::ref(clock));
    EXPECT_EQ(reprise::async_retry(policy, failing(calls, 3, std::string{"body"})).run(), "body");
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(clock.waits(), ElementsAre(100ms, 200ms, 400ms));
}

TEST(async_retry, suspends_for_a_clock_that_is_awaited_and_goes_on_to_the_nanosecond) {
    manual_clock clock;
    int calls = 0;
    auto task = reprise::async_retry(reprise::with(patient, std::ref(clock)), failing(calls, 2, 7));
    task.start();
    EXPECT_EQ(calls, 1);
    clock.advance(100ms - 1ns);
    EXPECT_EQ(calls, 1);
    clock.advance(1ns);
    EXPECT_EQ(calls, 2);
    clock.advance(199'999'999ns);
    EXPECT_FALSE(task.done());
    clock.advance(1ns);
    ASSERT_TRUE(task.done());
    EXPECT_EQ(task.finish(), 7);
}

TEST(async_retry, lets_the_last_exception_out_as_it_was_thrown) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto task = reprise::async_retry(
        reprise::with(patient, std::ref(clock)), failing(calls, 99, std::string{}));
    try {
        task.run();
        FAIL() << "no exception";
    } catch (refused const& last) {
        EXPECT_EQ(last.code, 4);
    }
    EXPECT_EQ(calls, 4);
    EXPECT_EQ(clock.wait_count(), 3);
}

TEST(async_retry, does_not_repeat_what_the_classifier_calls_permanent) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto task = reprise::async_retry(
        reprise::with(patient, std::ref(clock)), [&calls]() -> tiny_task<void> {
            ++calls;
            throw 17;
            co_return;
        });
    EXPECT_THROW(task.run(), int);
    EXPECT_EQ(calls, 1);
}

TEST(async_retry, retries_by_every_value_that_a_coroutine_can_yield_and_hands_on_the_last) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock));
    int calls = 0;
    auto const expect = [&](auto const& failure, auto const& success, auto const& is_success) {
        using result = std::remove_cvref_t<decltype(failure)>;
        for (int const failures : {0, 2, 9}) {
            auto const operation = [&, failures]() -> tiny_task<result> {
                co_return ++calls <= failures ? failure : success;
            };
            EXPECT_EQ(is_success(reprise::async_retry(policy, operation).run()), failures < 3);
            EXPECT_EQ(std::exchange(calls, 0), std::min(failures + 1, 3));
        }
    };
    using system_result = boost::system::result<int>;
    expect(
        system_result{make_error_code(boost::system::errc::timed_out)}, system_result{7},
        [](auto const& got) { return got.has_value(); });
    using outcome = boost::outcome_v2::outcome<std::string, std::error_code, std::exception_ptr>;
    expect(
        outcome{std::make_exception_ptr(std::runtime_error{"cut"})}, outcome{std::string{"fine"}},
        [](auto const& got) { return got.has_value(); });
    expect(
        make_error_code(boost::system::errc::timed_out), boost::system::error_code{},
        [](auto const& got) { return !got; });
    struct status {
        int said = 0;
        [[nodiscard]] bool ok() const { return said == 0; }
        [[nodiscard]] int error_code() const { return said; }
        [[nodiscard]] std::string error_message() const { return "not now"; }
    };
    expect(status{14}, status{}, [](auto const& got) { return got.ok(); });

    // one that can only be moved, judged
    auto const wants_seven = reprise::with(
        policy, reprise::retry_if_result([](std::unique_ptr<int> const& got) { return *got < 7; }));
    auto const last = reprise::async_retry(wants_seven, [&]() -> tiny_task<std::unique_ptr<int>> {
                          co_return std::make_unique<int>(++calls);
                      }).run();
    EXPECT_EQ(*last, 3);
}

TEST(async_retry, does_not_repeat_what_must_not_happen_twice_after_an_ambiguous_failure) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const send = [&calls]() -> tiny_task<std::error_code> {
        ++calls;
        co_return make_error_code(std::errc::connection_reset);
    };
    auto const polite = reprise::compose(
        reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock));
    EXPECT_EQ(reprise::async_retry(polite, send).run(), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 3);
    EXPECT_EQ(
        reprise::async_retry(polite, reprise::non_idempotent(send)).run(),
        std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 1);
}

TEST(async_retry, takes_operations_that_yield_nothing_references_and_what_can_only_be_moved) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::with(patient, std::ref(clock));
    int calls = 0;
    reprise::async_retry(policy, [&calls]() -> tiny_task<void> {
        if (++calls < 3) throw refused{calls};
        co_return;
    }).run();
    EXPECT_EQ(calls, 3);

    int target = 0;
    int& yielded = reprise::async_retry(policy, [&]() -> tiny_task<int&> {
                       if (++calls < 6) throw refused{calls};
                       co_return target;
                   }).run();
    EXPECT_EQ(&yielded, &target);

    auto const owned = reprise::async_retry(policy, []() -> tiny_task<std::unique_ptr<int>> {
                           co_return std::make_unique<int>(5);
                       }).run();
    EXPECT_EQ(*owned, 5);
}

TEST(async_retry, keeps_the_operation_and_the_policy_alive_until_it_has_ended) {
    manual_clock clock;
    int calls = 0;
    auto make = [&] {
        auto const policy = reprise::with(patient, std::ref(clock));
        auto const text = std::make_shared<std::string>("what the operation owns");
        return reprise::async_retry(policy, [&calls, text]() -> tiny_task<std::string> {
            if (++calls == 1) throw refused{1};
            co_return *text;
        });
    };
    auto task = make();
    task.start();
    clock.advance(1s);
    EXPECT_EQ(task.finish(), "what the operation owns");
}

TEST(async_retry, tells_an_operation_that_asks_which_attempt_it_is) {
    reprise::testing::virtual_clock clock;
    std::vector<std::uint64_t> numbers;
    std::vector<std::string> before;
    reprise::async_retry(
        reprise::with(patient, std::ref(clock)),
        [&](reprise::attempt const& attempt) -> tiny_task<void> {
            numbers.push_back(attempt.number());
            if (attempt.previous_failure() != nullptr)
                before.emplace_back(attempt.previous_failure()->message());
            if (attempt.number() < 3) throw refused{0};
            co_return;
        })
        .run();
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
    EXPECT_THAT(before, ElementsAre("refused", "refused"));
}

TEST(async_retry, looks_at_what_the_operation_yields) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const policy = reprise::with(
        patient, std::ref(clock),
        reprise::retry_if_result([](int status) { return status == 503; }));
    auto const status = reprise::async_retry(policy, [&calls]() -> tiny_task<int> {
                            co_return ++calls < 3 ? 503 : 200;
                        }).run();
    EXPECT_EQ(status, 200);
    EXPECT_EQ(calls, 3);

    calls = 0;
    auto const all = reprise::with(patient, std::ref(clock), reprise::retry_all{});
    auto const code = reprise::async_retry(all, [&calls]() -> tiny_task<std::error_code> {
                          ++calls;
                          co_return std::make_error_code(std::errc::timed_out);
                      }).run();
    EXPECT_EQ(code, std::errc::timed_out);
    EXPECT_EQ(calls, 4);
}

TEST(async_retry, ends_a_wait_when_a_stop_is_requested_and_keeps_the_failure) {
    manual_clock clock;
    std::stop_source source;
    int calls = 0;
    auto const policy = reprise::with(
        patient, std::ref(clock), reprise::attempts{9} || reprise::stop_on{source.get_token()});
    auto task = reprise::async_try_retry(policy, failing(calls, 99, 0));
    task.start();
    source.request_stop();
    clock.advance(100ms);  // this clock looks at its token when the time is up
    ASSERT_TRUE(task.done());
    auto const result = task.finish();
    EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
    EXPECT_EQ(result.report().attempts, 1);
    EXPECT_THROW(std::rethrow_exception(result.exception()), refused);
    EXPECT_EQ(calls, 1);
}

TEST(async_retry, takes_an_error_that_says_cancelled_for_a_failure_like_any_other) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const policy =
        reprise::with(patient, std::ref(clock), reprise::retry_on<std::system_error>{});
    EXPECT_EQ(
        reprise::async_retry(
            policy,
            [&calls]() -> tiny_task<int> {
                if (++calls < 3)
                    throw std::system_error{std::make_error_code(std::errc::operation_canceled)};
                co_return calls;
            })
            .run(),
        3);
}

TEST(async_retry, contains_what_the_clock_throws_and_tells_the_logger) {
    struct broken_clock {
        [[nodiscard]] reprise::time_point now() const { return {}; }
        [[nodiscard]] tiny_task<bool> async_wait(reprise::duration, std::stop_token const&) const {
            throw std::length_error{"no timer left"};
            co_return true;
        }
    };
    reprise::testing::mock_logger logger;
    EXPECT_CALL(logger, on(::testing::A<reprise::attempt_failed const&>()));
    EXPECT_CALL(logger, on(::testing::A<reprise::attempt_started const&>()));
    EXPECT_CALL(logger, on(::testing::A<reprise::retry_scheduled const&>()));
    EXPECT_CALL(logger, on(::testing::A<reprise::policy_failed const&>()))
        .WillOnce([](reprise::policy_failed const& event) {
            EXPECT_EQ(event.axis, reprise::policy_axis::clock);
            EXPECT_EQ(event.failure.message(), "no timer left");
        });
    EXPECT_CALL(logger, on(::testing::A<reprise::gave_up const&>()));
    int calls = 0;
    auto const policy = reprise::with(patient, broken_clock{}, std::ref(logger));
    EXPECT_THROW(reprise::async_retry(policy, failing(calls, 9, 0)).run(), refused);
}

TEST(async_retry, contains_what_is_no_standard_exception_from_the_clock_as_well) {
    struct broken_clock {
        [[nodiscard]] reprise::time_point now() const { return {}; }
        [[nodiscard]] tiny_task<bool> async_wait(reprise::duration, std::stop_token const&) const {
            throw 17;
            co_return true;
        }
    };
    ::testing::NiceMock<reprise::testing::mock_logger> logger;
    EXPECT_CALL(logger, on(::testing::A<reprise::policy_failed const&>()))
        .WillOnce([](reprise::policy_failed const& event) {
            EXPECT_EQ(event.axis, reprise::policy_axis::clock);
            EXPECT_EQ(event.attempt, 1);
        });
    int calls = 0;
    auto const policy = reprise::with(patient, broken_clock{}, std::ref(logger));
    EXPECT_THROW(reprise::async_retry(policy, failing(calls, 9, 0)).run(), refused);
    EXPECT_EQ(calls, 1);
}

TEST(before_retry, awaits_its_hook_in_every_attempt_but_the_first_after_the_wait) {
    manual_clock clock;
    std::vector<std::string> happened;
    auto task = reprise::async_retry(
        reprise::with(patient, std::ref(clock)),
        reprise::before_retry(
            [&](reprise::attempt const& attempt) -> tiny_task<void> {
                auto wait = clock.async_wait(10ms, {});
                (void)co_await wait;
                happened.push_back("hook " + std::to_string(attempt.number()));
            },
            [&]() -> tiny_task<int> {
                happened.emplace_back("operation");
                if (happened.size() < 5) throw refused{0};
                co_return 5;
            }));
    task.start();
    clock.advance(1h);
    EXPECT_EQ(task.finish(), 5);
    EXPECT_THAT(happened, ElementsAre("operation", "hook 2", "operation", "hook 3", "operation"));
    EXPECT_THAT(clock.waits(), ElementsAre(100ms, 10ms, 200ms, 10ms));
}

TEST(before_retry, makes_a_failure_of_the_attempt_of_what_its_hook_throws) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    int hooks = 0;
    auto const policy = reprise::with(patient, std::ref(clock));
    EXPECT_EQ(
        reprise::retry(
            policy, reprise::before_retry(
                        [&] {
                            if (++hooks == 1) throw refused{-1};
                        },
                        [&] {
                            if (++calls < 2) throw refused{calls};
                            return calls;
                        })),
        2);
    EXPECT_EQ(hooks, 2);
    EXPECT_THAT(clock.waits(), ElementsAre(100ms, 200ms));

    EXPECT_THROW(
        reprise::async_retry(
            policy, reprise::before_retry(
                        []() -> tiny_task<void> {
                            throw std::logic_error{"no credentials"};
                            co_return;
                        },
                        []() -> tiny_task<int> {
                            throw refused{0};
                            co_return 0;
                        }))
            .run(),
        std::logic_error);
}

TEST(async_try_retry, yields_the_value_or_the_exception_with_a_report) {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::with(patient, std::ref(clock));
    int calls = 0;
    auto const good = reprise::async_try_retry(policy, failing(calls, 2, 3)).run();
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 3);
    EXPECT_EQ(good.report().attempts, 3);
    EXPECT_EQ(good.report().waited, 300ms);
    EXPECT_EQ(good.report().failures.size(), 1);

    calls = 0;
    auto const bad =
        reprise::async_try_retry(reprise::all_failures, policy, failing(calls, 9, 3)).run();
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.report().failures.size(), 4);
    EXPECT_EQ(bad.report().reason, reprise::stop_reason::attempts_exhausted);
    EXPECT_THROW(std::rethrow_exception(bad.exception()), refused);
}

TEST(async_try_retry, reports_on_an_operation_that_yields_nothing) {
    reprise::testing::virtual_clock clock;
    int calls = 0;
    auto const done = reprise::async_try_retry(
                          reprise::with(patient, std::ref(clock)),
                          [&calls]() -> tiny_task<void> {
                              if (++calls < 3) throw refused{calls};
                              co_return;
                          })
                          .run();
    EXPECT_TRUE(done);
    EXPECT_EQ(done.report().attempts, 3);
    EXPECT_EQ(done.report().reason, reprise::stop_reason::succeeded);
}

TEST(async_retry, fails_ten_million_times_in_constant_room) {
#if defined(NDEBUG)
    constexpr std::uint64_t many = 10'000'000;
#else
    constexpr std::uint64_t many = 1'000'000;  // the stack would not hold these either
#endif
    constexpr auto policy = reprise::compose(
        reprise::attempts{many + 1}, reprise::no_backoff{}, reprise::no_jitter{}, quick_clock{},
        reprise::retry_all{});
    std::uint64_t calls = 0;
    // without exceptions, whose ten million throws would take a minute
    auto const code = reprise::async_retry(policy, [&calls]() -> tiny_task<std::error_code> {
                          ++calls;
                          co_return std::make_error_code(std::errc::timed_out);
                      }).run();
    EXPECT_TRUE(code);
    EXPECT_EQ(calls, many + 1);
}

}  // namespace
