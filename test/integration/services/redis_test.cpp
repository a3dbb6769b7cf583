// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"
#include "with_server.hpp"

#include <reprise/idempotency_key.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/redis_session.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::redis_session;
using reprise::redis_stage;

constexpr auto patient = reprise::compose(
    reprise::attempts{1000}, reprise::exponential{1ms, 2.0, 20ms}, reprise::redis_failures{});

// Once for each key, however often it is called with it.
constexpr char const* add_once =
    "if redis.call('SETNX', KEYS[2], 1) == 1 then redis.call('INCRBY', KEYS[1], ARGV[1]) end "
    "return redis.call('GET', KEYS[1])";

class redis : public services::with_server<services::redis_server> {
  protected:
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);
        with_server::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        redis_session session{"127.0.0.1", server().port()};
        (void)reprise::retry(patient, [&] { return session.command("FLUSHALL"); });
    }

    [[nodiscard]] static std::string get(std::string const& key) {
        redis_session session{"127.0.0.1", server().port()};
        auto const reply = reprise::retry(patient, [&] { return session.command("GET", key); });
        return reply && reply->str != nullptr ? reply->str : "nothing";
    }
};

TEST_F(redis, restarted_under_load_loses_nothing_and_counts_nothing_twice) {
    constexpr int threads = 4;
    constexpr int each = 500;
    std::atomic<int> done = 0;
    std::atomic<int> attempts = 0;
    std::atomic<int> failed = 0;
    std::vector<std::thread> crowd;
    for (int t = 0; t < threads; ++t) {
        crowd.emplace_back([&, t] {
            redis_session session{"127.0.0.1", server().port()};
            for (int i = 0; i < each; ++i) {
                auto const key = "seen/" + std::to_string(t) + "/" + std::to_string(i);
                auto const reply = reprise::retry(
                    patient, reprise::with_key(key, [&](reprise::idempotency_key const& once) {
                        ++attempts;
                        return session.command(
                            "EVAL", add_once, "2", "sum", once.text(), std::to_string(t + 1));
                    }));
                if (!reply) {
                    ADD_FAILURE() << reply.error().what();
                    ++failed;
                }
                ++done;
            }
        });
    }
    for (int const after : {400, 900, 1400}) {
        services::wait_until("some commands", [&] { return done >= after; });
        server().stop();
        std::this_thread::sleep_for(50ms);
        server().start();
    }
    for (auto& one : crowd) one.join();

    EXPECT_EQ(failed, 0);
    EXPECT_EQ(get("sum"), std::to_string(each * (1 + 2 + 3 + 4)));
    EXPECT_GT(attempts, threads * each);
    std::cout << attempts << " attempts for " << threads * each << " commands\n";
}

class redis_policy : public redis {
  protected:
    reprise::testing::virtual_clock clock_;
    decltype(reprise::compose(
        reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
        reprise::redis_failures{}, std::ref(clock_))) policy_ =
        reprise::compose(
            reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::redis_failures{}, std::ref(clock_));
    int calls_ = 0;
};

TEST_F(redis_policy, sends_words_as_they_are) {
    redis_session session{"127.0.0.1", server().port()};
    std::string const odd{"a b\0\r\n$", 7};
    ASSERT_TRUE(session.command("SET", "odd", odd));
    auto const reply = session.command("GET", "odd");
    ASSERT_TRUE(reply);
    EXPECT_EQ((std::string{reply->str, reply->len}), odd);
}

TEST_F(redis_policy, does_not_repeat_an_increment_whose_reply_got_lost) {
    services::cutting_proxy proxy{server().port()};
    redis_session session{"127.0.0.1", proxy.port()};
    proxy.cut_the_answer_to("INCR");
    auto const reply = reprise::retry(policy_, reprise::non_idempotent([&] {
                                          ++calls_;
                                          return session.command("INCR", "n");
                                      }));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().stage(), redis_stage::exchanging);
    EXPECT_EQ(proxy.cuts(), 1);
    EXPECT_EQ(calls_, 1);
    EXPECT_EQ(get("n"), "1");
}

TEST_F(redis_policy, repeats_an_increment_with_a_key_whose_reply_got_lost) {
    services::cutting_proxy proxy{server().port()};
    redis_session session{"127.0.0.1", proxy.port()};
    proxy.cut_the_answer_to("EVAL");
    auto const reply = reprise::retry(
        policy_, reprise::with_key("seen/1", [&](reprise::idempotency_key const& key) {
            ++calls_;
            return session.command("EVAL", add_once, "2", "n", key.text(), "1");
        }));
    ASSERT_TRUE(reply);
    EXPECT_EQ(proxy.cuts(), 1);
    EXPECT_EQ(calls_, 2);
    EXPECT_EQ(get("n"), "1");
}

TEST_F(redis_policy, repeats_what_was_never_sent_whatever_it_is) {
    redis_session session{"127.0.0.1", services::free_port()};
    auto const reply = reprise::retry(policy_, reprise::non_idempotent([&] {
                                          ++calls_;
                                          return session.command("INCR", "n");
                                      }));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().stage(), redis_stage::connecting);
    EXPECT_FALSE(session.is_connected());
    EXPECT_EQ(calls_, 3);
    EXPECT_EQ(clock_.waits().size(), 2);
    EXPECT_THROW((void)reply.value(), reprise::redis_error);
}

TEST_F(redis_policy, does_not_repeat_a_command_that_is_wrong) {
    redis_session session{"127.0.0.1", server().port()};
    ASSERT_TRUE(session.command("SET", "text", "no number"));
    auto const reply = reprise::retry(policy_, [&] {
        ++calls_;
        return session.command("INCR", "text");
    });
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().stage(), redis_stage::answered);
    EXPECT_THAT(reply.error().what(), testing::HasSubstr("not an integer"));
    EXPECT_EQ(calls_, 1);
    EXPECT_TRUE(session.is_connected());
}

TEST_F(redis_policy, waits_for_a_script_that_keeps_the_server_busy) {
    redis_session session{"127.0.0.1", server().port()};
    ASSERT_TRUE(session.command("CONFIG", "SET", "busy-reply-threshold", "1"));
    std::thread busy{[] {
        redis_session other{"127.0.0.1", server().port(), 10s};
        (void)other.command("EVAL", "while true do end", "0");
    }};
    services::wait_until("the script to be noticed", [&] {
        auto const reply = session.command("PING");
        return !reply && std::string_view{reply.error().what()}.starts_with("BUSY");
    });
    auto const reply = reprise::retry(policy_, reprise::non_idempotent([&] {
                                          if (++calls_ == 3) {
                                              (void)session.command("SCRIPT", "KILL");
                                              busy.join();
                                          }
                                          return session.command("INCR", "n");
                                      }));
    EXPECT_EQ(calls_, 3);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->integer, 1);
}

TEST_F(redis_policy, leaves_a_server_that_has_become_a_replica) {
    redis_session session{"127.0.0.1", server().port()};
    ASSERT_TRUE(session.command("REPLICAOF", "127.0.0.1", std::to_string(services::free_port())));
    auto const reply = reprise::retry(policy_, reprise::non_idempotent([&] {
                                          if (++calls_ == 2) {
                                              EXPECT_FALSE(session.is_connected());
                                              (void)session.command("REPLICAOF", "NO", "ONE");
                                          }
                                          return session.command("INCR", "n");
                                      }));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->integer, 1);
    EXPECT_EQ(calls_, 2);
}

TEST_F(redis_policy, begins_every_connection_with_what_it_was_told) {
    redis_session session{"127.0.0.1", server().port(), 1s, {{"SELECT", "3"}}};
    ASSERT_TRUE(session.command("SET", "where", "three"));
    session.disconnect();
    ASSERT_TRUE(session.command("GET", "where"));
    EXPECT_EQ(get("where"), "nothing");
}

TEST_F(redis_policy, says_what_was_wrong_with_the_beginning_of_a_connection) {
    redis_session session{"127.0.0.1", server().port(), 1s, {{"SELECT", "300"}}};
    auto const reply = reprise::retry(policy_, [&] {
        ++calls_;
        return session.command("PING");
    });
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().stage(), redis_stage::answered);
    EXPECT_FALSE(session.is_connected());
    EXPECT_EQ(calls_, 1);
}

}  // namespace
