// SPDX-License-Identifier: Apache-2.0

#include <reprise/concepts/alarm.hpp>
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// ThreadSanitizer gives up where a process of several threads forks.
#if __has_include(<sys/wait.h>) && __has_include(<unistd.h>) && !defined(__SANITIZE_THREAD__)
#if !defined(__has_feature)
#define REPRISE_TEST_CAN_FORK_THREADS 1
#elif !__has_feature(thread_sanitizer)
#define REPRISE_TEST_CAN_FORK_THREADS 1
#endif
#endif
#if defined(REPRISE_TEST_CAN_FORK_THREADS)
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace {

using namespace std::chrono_literals;
using reprise::attempt_timed_out;
using reprise::time_limit;
using ::testing::ElementsAre;

class left_early : public std::runtime_error {
  public:
    left_early() : runtime_error{"left early"} {}
};

class refused : public std::runtime_error {
  public:
    refused() : runtime_error{"refused"} {}
};

// In virtual time: what takes time waits by the clock, and heeds a token.
class blocking_limits : public ::testing::Test {
  protected:
    template <class... Policies>
    [[nodiscard]] auto policy(Policies... policies) {
        return reprise::compose(
            reprise::constant{100ms}, reprise::no_jitter{}, std::ref(clock),
            std::move(policies)...);
    }

    int takes(reprise::duration span, std::stop_token const& token) {
        if (!clock.wait(span, token)) throw left_early{};
        return 7;
    }

    reprise::testing::virtual_clock clock;
};

TEST_F(blocking_limits, leave_an_attempt_alone_that_is_quick_enough) {
    EXPECT_EQ(
        reprise::retry(
            policy(reprise::run_timeout{1s}),
            [&](reprise::attempt const& attempt) { return takes(1s - 1ns, attempt.stop_token()); }),
        7);
    EXPECT_EQ(clock.elapsed(), 1s - 1ns);
}

TEST_F(blocking_limits, ask_an_attempt_to_stop_at_its_run_timeout_and_make_the_next) {
    std::vector<reprise::duration> begun;
    auto const result = reprise::try_retry(
        reprise::all_failures, policy(reprise::run_timeout{1s}),
        [&](reprise::attempt const& attempt) {
            begun.push_back(clock.elapsed());
            return takes(begun.size() < 3 ? 5s : 10ms, attempt.stop_token());
        });
    EXPECT_EQ(result.value(), 7);
    EXPECT_THAT(begun, ElementsAre(0ms, 1100ms, 2200ms));
    EXPECT_EQ(clock.elapsed(), 2210ms);
    ASSERT_EQ(result.report().failures.size(), 2);
    EXPECT_EQ(
        result.report().failures[0].failure.view().message(),
        "the attempt was ended by the run timeout of 1s, after 1s");
    EXPECT_TRUE(result.report().failures[0].verdict.is_ambiguous());
    EXPECT_EQ(result.report().abandoned, 0);
}

TEST_F(blocking_limits, are_forgotten_when_the_next_attempt_fails_by_itself) {
    int calls = 0;
    EXPECT_THROW(
        reprise::retry(
            policy(reprise::run_timeout{1s}),
            [&](reprise::attempt const& attempt) {
                auto const& token = attempt.stop_token();
                if (++calls == 2) throw std::logic_error{"a mistake"};
                return takes(5s, token);
            }),
        std::logic_error);
    EXPECT_EQ(calls, 2);
}

struct counted_alarms {
    reprise::testing::virtual_clock* clock;
    int* set;

    [[nodiscard]] reprise::time_point now() const { return clock->now(); }
    bool wait(reprise::duration delay, std::stop_token const& token) const {
        return clock->wait(delay, token);
    }
    void set_alarm(
        std::shared_ptr<reprise::alarm> const& ringing, reprise::time_point moment) const {
        ++*set;
        clock->set_alarm(ringing, moment);
    }
    void clear_alarm(reprise::alarm const& cleared) const { clock->clear_alarm(cleared); }
};

TEST_F(blocking_limits, set_no_alarm_for_a_limit_that_is_reached_when_somebody_asks) {
    int set = 0;
    auto const composed = reprise::compose(
        counted_alarms{&clock, &set}, reprise::run_timeout{1s}, reprise::attempts{1});
    for (auto const before : {reprise::duration{1s} - 1ns, reprise::duration{1s}}) {
        static_cast<void>(reprise::try_retry(composed, [&](reprise::attempt const& attempt) {
            clock.advance(before);
            return attempt.stop_token().stop_requested();
        }));
    }
    EXPECT_EQ(set, 1);
}

TEST_F(blocking_limits, say_which_it_was_and_keep_what_the_attempt_threw) {
    try {
        reprise::retry(
            policy(reprise::run_timeout{1s}, reprise::attempts{1}),
            [&](reprise::attempt const& attempt) {
                static_cast<void>(clock.wait(5s, attempt.stop_token()));
                clock.advance(200ms);  // it takes its time
                throw left_early{};
            });
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::run);
        EXPECT_EQ(error.value(), 1s);
        EXPECT_EQ(error.elapsed(), 1200ms);
        EXPECT_FALSE(error.abandoned());
        EXPECT_THROW(std::rethrow_exception(error.thrown()), left_early);
    }
}

TEST_F(blocking_limits, count_as_transient_whatever_the_classifier_lists) {
    int calls = 0;
    EXPECT_EQ(
        reprise::retry(
            policy(reprise::run_timeout{1s}, reprise::retry_on<std::logic_error>{}),
            [&](reprise::attempt const& attempt) {
                return takes(++calls < 3 ? 5s : 1ms, attempt.stop_token());
            }),
        7);
    EXPECT_EQ(calls, 3);
}

TEST_F(blocking_limits, leave_a_failure_alone_that_comes_before_them) {
    EXPECT_THROW(
        reprise::retry(
            policy(reprise::run_timeout{1s}, reprise::retry_on<std::logic_error>{}),
            [&](reprise::attempt const& attempt) {
                takes(999ms, attempt.stop_token());
                throw refused{};
            }),
        refused);
    EXPECT_EQ(clock.elapsed(), 999ms);
}

TEST_F(blocking_limits, leave_an_attempt_alone_that_does_not_ask_for_its_token) {
    EXPECT_THROW(
        reprise::retry(
            policy(reprise::run_timeout{1s}, reprise::retry_on<std::logic_error>{}),
            [&](reprise::attempt const& attempt) {
                EXPECT_EQ(attempt.deadline(), attempt.began() + 1s);
                attempt.heartbeat()();
                clock.advance(5s);
                throw refused{};  // a client's own timeout, say
            }),
        refused);
}

TEST_F(blocking_limits, keep_a_value_that_comes_late) {
    EXPECT_EQ(
        reprise::retry(
            policy(reprise::run_timeout{1s}),
            [&](reprise::attempt const& attempt) {
                clock.advance(5s);
                return attempt.stop_token().stop_requested() ? 1 : 2;
            }),
        1);
}

TEST_F(blocking_limits, let_an_attempt_run_for_as_long_as_it_makes_progress) {
    auto const result = reprise::try_retry(
        policy(reprise::idle_timeout{100ms} || reprise::run_timeout{1h}, reprise::attempts{1}),
        [&](reprise::attempt const& attempt) {
            auto const& token = attempt.stop_token();
            for (int i = 0; i < 50; ++i) {
                takes(99ms, token);
                attempt.heartbeat()();
            }
            return takes(10s, token);
        });
    EXPECT_EQ(clock.elapsed(), 50 * 99ms + 100ms);
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::idle);
        EXPECT_EQ(error.value(), 100ms);
        EXPECT_EQ(error.elapsed(), 50 * 99ms + 100ms);
    }
}

TEST_F(blocking_limits, count_progress_from_before_the_token_is_asked_for) {
    EXPECT_EQ(
        reprise::retry(
            policy(reprise::idle_timeout{100ms}),
            [&](reprise::attempt const& attempt) {
                clock.advance(90ms);
                auto const beat = attempt.heartbeat();
                beat();
                clock.advance(90ms);
                return takes(9ms, attempt.stop_token());
            }),
        7);
}

TEST_F(blocking_limits, shrink_with_the_time_that_is_left) {
    auto const result = reprise::try_retry(
        policy(reprise::run_timeout{1s}, reprise::elapsed{1500ms}),
        [&](reprise::attempt const& attempt) { return takes(10s, attempt.stop_token()); });
    EXPECT_EQ(result.report().reason, reprise::stop_reason::deadline);
    EXPECT_EQ(result.report().attempts, 2);
    EXPECT_EQ(clock.elapsed(), 1500ms);
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (attempt_timed_out const& error) {
        EXPECT_EQ(error.limit(), time_limit::total);
        EXPECT_EQ(error.value(), 400ms);
    }
}

TEST_F(blocking_limits, pass_a_stop_request_on_which_is_no_timeout) {
    std::stop_source source;
    clock.at(300ms, [&] { source.request_stop(); });
    auto const result = reprise::try_retry(
        policy(
            reprise::run_timeout{1s}, reprise::attempts{5} || reprise::stop_on{source.get_token()}),
        [&](reprise::attempt const& attempt) { return takes(10s, attempt.stop_token()); });
    EXPECT_EQ(result.report().reason, reprise::stop_reason::cancelled);
    EXPECT_THROW(result.value(), left_early);
    EXPECT_EQ(clock.elapsed(), 300ms);
}

// a failure by value, which nothing may throw over
enum class status : std::uint8_t { good, late };

struct answer {
    status is;
};

}  // namespace

template <>
struct reprise::outcome_traits<answer> {
    static constexpr bool can_fail = true;
    static bool failed(answer const& said) noexcept { return said.is != status::good; }
    static status error(answer const& said) noexcept { return said.is; }
};

namespace {

TEST_F(blocking_limits, leave_a_failure_by_value_as_it_is_and_retry_it) {
    int calls = 0;
    auto const never = reprise::retry_if([](status) { return false; });
    auto const said = reprise::retry(
        policy(reprise::run_timeout{1s}, never), [&](reprise::attempt const& attempt) noexcept {
            ++calls;
            return answer{clock.wait(5s, attempt.stop_token()) ? status::good : status::late};
        });
    EXPECT_EQ(said.is, status::late);
    EXPECT_EQ(calls, 3) << "whatever the classifier says of it";
    EXPECT_EQ(clock.elapsed(), 3 * 1s + 2 * 100ms);
}

TEST_F(blocking_limits, hold_for_the_turns_of_a_loop) {
    std::vector<std::uint64_t> numbers;
    auto const policy = this->policy(
        reprise::run_timeout{1s}, reprise::retry_on<std::logic_error>{}, reprise::attempts{3});
    for (auto& attempt : reprise::attempts_of(policy)) {
        numbers.push_back(attempt.number());
        try {
            takes(attempt.number() < 3 ? 5s : 1ms, attempt.stop_token());
        } catch (left_early const& error) {
            EXPECT_TRUE(attempt.stop_token().stop_requested());
            attempt.failed(error);
        }
    }
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
    EXPECT_EQ(clock.elapsed(), 2 * 1100ms + 1ms);

    for (auto& attempt : reprise::attempts_of(policy)) {
        numbers.push_back(attempt.number());
        try {
            takes(1ms, attempt.stop_token());
            throw refused{};
        } catch (...) {
            EXPECT_THROW(attempt.failed(), refused) << "in time, and permanent";
            break;
        }
    }
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 1));
}

TEST_F(blocking_limits, may_be_asked_for_by_several_threads) {
    EXPECT_EQ(
        reprise::retry(
            policy(reprise::run_timeout{1s} || reprise::idle_timeout{1s}),
            [&](reprise::attempt const& attempt) {
                std::vector<std::jthread> threads;
                for (int i = 0; i < 4; ++i) {
                    threads.emplace_back([&attempt] {
                        attempt.heartbeat()();
                        EXPECT_FALSE(attempt.stop_token().stop_requested());
                    });
                }
                return 1;
            }),
        1);
}

TEST(blocking_limits_without_alarms, are_told_and_nothing_more) {
    ::testing::NiceMock<reprise::testing::mock_clock> clock;
    static_assert(!reprise::alarm_clock_policy<decltype(std::ref(clock))>);
    reprise::retry(
        reprise::compose(std::ref(clock), reprise::run_timeout{1s}),
        [](reprise::attempt const& attempt) {
            EXPECT_FALSE(attempt.stop_token().stop_possible());
            EXPECT_EQ(attempt.limits().run, 1s);
        });
}

TEST(blocking_limits_in_real_time, end_a_wait_of_the_operations_own) {
    int calls = 0;
    auto const start = std::chrono::steady_clock::now();
    auto const result = reprise::try_retry(
        reprise::compose(
            reprise::attempts{2}, reprise::no_backoff{}, reprise::run_timeout{5ms},
            reprise::retry_on<std::logic_error>{}),
        [&](reprise::attempt const& attempt) {
            ++calls;
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock{mutex};
            never.wait(lock, attempt.stop_token(), [] { return false; });
            throw left_early{};
        });
    EXPECT_EQ(calls, 2);
    EXPECT_THROW(result.value(), attempt_timed_out);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 10ms);
}

TEST(blocking_limits_in_real_time, are_kept_for_many_threads_at_once) {
    std::atomic<int> timed_out = 0;
    std::atomic<int> succeeded = 0;
    auto const policy = reprise::compose(
        reprise::attempts{20}, reprise::no_backoff{},
        reprise::run_timeout{2ms} || reprise::idle_timeout{1ms}, reprise::retry_all{});
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                auto const result =
                    reprise::try_retry(policy, [&](reprise::attempt const& attempt) {
                        auto const token = attempt.stop_token();
                        while (!token.stop_requested()) {
                            if (i % 2 == 0 && attempt.number() > 10) return;
                            if (attempt.number() % 2 == 0) attempt.heartbeat()();
                            std::this_thread::yield();
                        }
                        throw left_early{};
                    });
                ++(result ? succeeded : timed_out);
            });
        }
    }
    EXPECT_EQ(succeeded, 4);
    EXPECT_EQ(timed_out, 4);
}

TEST(alarms_of_the_steady_clock, are_rung_in_order_and_again_and_not_when_cleared) {
    class noted : public reprise::alarm {
      public:
        noted(std::function<void()> note, int times) : note_{std::move(note)}, times_{times} {}
        reprise::time_point ring(reprise::time_point now) noexcept override {
            note_();
            return --times_ == 0 ? reprise::time_point::max() : now + 1ms;
        }

      private:
        std::function<void()> note_;
        int times_;
    };
    std::mutex mutex;
    std::condition_variable rung;
    std::vector<int> order;
    auto const start = std::chrono::steady_clock::now();
    auto const set = [&](int number, reprise::duration after, int times) {
        auto const alarm = std::make_shared<noted>(
            [&, number] {
                std::lock_guard const lock{mutex};
                order.push_back(number);
                rung.notify_all();
            },
            times);
        reprise::steady::set_alarm(alarm, start + after);
        return alarm;
    };
    auto const far_away = set(0, 1h, 1);
    auto const cleared = set(0, 2h, 1);
    reprise::steady::clear_alarm(*cleared);
    reprise::steady::clear_alarm(*cleared);  // once is enough, twice does no harm
    EXPECT_EQ(cleared.use_count(), 1) << "the clock keeps none";

    auto const first = set(1, 2ms, 1);
    auto const last = set(2, 4ms, 3);
    std::unique_lock lock{mutex};
    EXPECT_TRUE(rung.wait_for(lock, 60s, [&] { return order.size() == 4; }));
    EXPECT_THAT(order, ElementsAre(1, 2, 2, 2));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 6ms);
    lock.unlock();
    reprise::steady::clear_alarm(*far_away);
    reprise::steady::clear_alarm(*last);  // its thread may not be through with it yet
}

TEST(alarms_of_the_steady_clock, may_be_cleared_and_forgotten_while_they_ring) {
    static std::mutex mutex;
    static std::condition_variable changed;
    static int rung = 0;
    static bool ended = false;
    class clears_itself : public reprise::alarm {
      public:
        ~clears_itself() override {
            std::lock_guard const lock{mutex};
            ended = true;
            changed.notify_all();
        }
        reprise::time_point ring(reprise::time_point now) noexcept override {
            reprise::steady::clear_alarm(*this);
            std::lock_guard const lock{mutex};
            ++rung;
            return now + 1ms;  // nobody asks for that any more
        }
    };
    reprise::steady::set_alarm(
        std::make_shared<clears_itself>(), std::chrono::steady_clock::now() + 1ms);
    std::unique_lock lock{mutex};
    EXPECT_TRUE(changed.wait_for(lock, 60s, [] { return ended; }));
    EXPECT_EQ(rung, 1);
}

#if defined(REPRISE_TEST_CAN_FORK_THREADS)

// The child has no thread that could ring, although the parent's has rung before.
TEST(alarms_of_the_steady_clock, are_rung_in_a_forked_child) {
    auto const times_out = [] {
        auto const policy =
            reprise::compose(reprise::attempts{1}, reprise::retry_all{}, reprise::run_timeout{2ms});
        auto const wait = [](reprise::attempt const& attempt) {
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock{mutex};
            never.wait_for(lock, attempt.stop_token(), 60s, [] { return false; });
            throw left_early{};
        };
        try {
            reprise::retry(policy, wait);
        } catch (attempt_timed_out const&) {
            return true;
        } catch (left_early const&) {
            return false;  // a minute later, by itself
        }
        return false;
    };
    EXPECT_TRUE(times_out());
    auto const child = fork();
    if (child == 0) _exit(times_out() ? 0 : 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "the child's attempt was not asked to stop";
    EXPECT_TRUE(times_out()) << "and the parent's alarms go on";
}

#endif

}  // namespace
