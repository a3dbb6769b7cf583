// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"
#include "with_server.hpp"

#include <reprise/idempotency_key.hpp>
#include <reprise/policies/classify/libpqxx.hpp>
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/postgresql_session.hpp>
#include <reprise/services/retry_transaction.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pqxx/nontransaction>
#include <pqxx/transaction>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// libpqxx 6.4 leaks the last result of a connection that breaks; what we allocate does not come through it.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libpqxx"; }

namespace {

using namespace std::chrono_literals;
using reprise::postgresql_session;
using reprise::verdict;
using serializable = pqxx::transaction<pqxx::isolation_level::serializable>;

constexpr int accounts = 8;
constexpr int start_balance = 1000;

constexpr auto patient = reprise::compose(
    reprise::attempts{1000}, reprise::exponential{1ms, 2.0, 20ms}, reprise::postgresql_failures{});

class postgresql : public services::with_server<services::postgresql_server> {
  protected:
    void SetUp() override {
        with_server::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        run("DROP TABLE IF EXISTS account, applied;"
            "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance > -100000));"
            "CREATE TABLE applied (key text PRIMARY KEY);"
            "INSERT INTO account SELECT g, " +
            std::to_string(start_balance) + " FROM generate_series(0, " +
            std::to_string(accounts - 1) + ") g");
    }

    static void run(std::string const& sql) {
        pqxx::connection connection{server().options()};
        pqxx::nontransaction{connection}.exec(sql);
    }

    [[nodiscard]] static std::int64_t ask(std::string const& sql) {
        pqxx::connection connection{server().options()};
        return pqxx::nontransaction{connection}.exec1(sql)[0].as<std::int64_t>();
    }

    [[nodiscard]] static std::int64_t sum() { return ask("SELECT sum(balance) FROM account"); }
};

// Reads, then writes: two that overlap cannot both be right, and one of them fails with 40001.
void transfer(pqxx::transaction_base& transaction, int from, int to, int amount) {
    auto const balance = [&](int id) {
        return transaction.exec1("SELECT balance FROM account WHERE id = " + std::to_string(id))[0]
            .as<std::int64_t>();
    };
    auto const taken = balance(from) - amount;
    auto const given = balance(to) + amount;
    auto const set = [&](int id, std::int64_t value) {
        transaction.exec0(
            "UPDATE account SET balance = " + std::to_string(value) +
            " WHERE id = " + std::to_string(id));
    };
    set(from, taken);
    set(to, given);
}

TEST_F(postgresql, bank_of_16_threads_of_conflicting_transactions_keeps_its_sum) {
    constexpr int threads = 16;
    constexpr int each = 20;
    std::atomic<int> attempts = 0;
    std::atomic<int> failed = 0;
    std::vector<std::thread> crowd;
    for (int t = 0; t < threads; ++t) {
        crowd.emplace_back([&, t] {
            postgresql_session session{server().options()};
            std::minstd_rand random{static_cast<unsigned>(t + 1)};
            for (int i = 0; i < each; ++i) {
                // two of three accounts: nearly everything conflicts
                int const from = static_cast<int>(random() % 3);
                int const to = (from + 1) % 3;
                try {
                    reprise::retry_transaction(patient, session, [&](serializable& transaction) {
                        ++attempts;
                        transaction.exec0(
                            "INSERT INTO applied VALUES ('" + std::to_string(t) + "/" +
                            std::to_string(i) + "')");
                        transfer(transaction, from, to, 1 + i);
                    });
                } catch (std::exception const& error) {
                    ADD_FAILURE() << error.what();
                    ++failed;
                }
            }
        });
    }
    for (auto& one : crowd) one.join();

    EXPECT_EQ(failed, 0);
    EXPECT_EQ(sum(), accounts * start_balance);
    EXPECT_EQ(ask("SELECT count(*) FROM applied"), threads * each);
    // each transfer was applied once, and so every balance is what an accountant gets
    std::vector<std::int64_t> expected(accounts, start_balance);
    for (int t = 0; t < threads; ++t) {
        std::minstd_rand random{static_cast<unsigned>(t + 1)};
        for (int i = 0; i < each; ++i) {
            auto const from = random() % 3;
            expected.at(from) -= 1 + i;
            expected.at((from + 1) % 3) += 1 + i;
        }
    }
    for (int id = 0; id < accounts; ++id)
        EXPECT_EQ(
            ask("SELECT balance FROM account WHERE id = " + std::to_string(id)),
            expected.at(static_cast<std::size_t>(id)))
            << id;
    // it was no quiet afternoon
    EXPECT_GT(attempts, threads * each);
    std::cout << attempts << " attempts for " << threads * each << " transactions\n";
}

TEST_F(
    postgresql,
    restarted_in_the_middle_of_200_transactions_loses_nothing_and_applies_nothing_twice) {
    constexpr int transactions = 200;
    std::atomic<int> done = 0;
    std::atomic<int> attempts = 0;
    std::atomic<int> retries = 0;
    auto const counting = reprise::with(
        patient, reprise::on_retry([&](reprise::retry_scheduled const&) { ++retries; }));
    std::thread client{[&] {
        postgresql_session session{server().options()};
        for (int i = 0; i < transactions; ++i) {
            auto const keyed = reprise::with_key(
                reprise::idempotency_key{"order-" + std::to_string(i)},
                [&](reprise::idempotency_key const& key, serializable& transaction) {
                    ++attempts;
                    auto const fresh = transaction.exec_params(
                        "INSERT INTO applied VALUES ($1) ON CONFLICT DO NOTHING",
                        std::string{key.text()});
                    if (fresh.affected_rows() == 1) transfer(transaction, 0, 1, 1);
                });
            try {
                reprise::retry_transaction(counting, session, keyed);
            } catch (std::exception const& error) {
                ADD_FAILURE() << i << ": " << error.what();
            }
            ++done;
        }
    }};
    // told to go, killed at once, told to go
    int after = 50;
    for (int const signal : {SIGINT, SIGQUIT, SIGINT}) {
        services::wait_until("some transactions", [&] { return done >= after; });
        server().stop(signal);
        std::this_thread::sleep_for(100ms);
        server().start();
        after += 40;
    }
    client.join();

    EXPECT_EQ(done, transactions);
    services::wait_until("PostgreSQL to let us in", [] {
        try {
            return sum() != 0;
        } catch (pqxx::broken_connection const&) {
            return false;
        }
    });
    EXPECT_EQ(ask("SELECT count(*) FROM applied"), transactions);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 0"), start_balance - transactions);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 1"), start_balance + transactions);
    EXPECT_EQ(sum(), accounts * start_balance);
    EXPECT_GE(attempts, transactions);
    // each restart breaks the connection
    EXPECT_GE(retries, 3);
}

// Has a transaction of its own commit in the middle of ours, so that ours fails with 40001, as often as it is told.
class rival {
  public:
    explicit rival(std::string const& options) : connection_{options} {}

    void interfere() {
        pqxx::work transaction{connection_};
        transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 0");
        transaction.exec0("UPDATE account SET balance = balance - 1 WHERE id = 1");
        transaction.commit();
    }

  private:
    pqxx::connection connection_;
};

TEST_F(postgresql, needs_no_more_attempts_for_1000_conflicting_transactions_than_a_loop_by_hand) {
    constexpr int transactions = 1000;
    constexpr int most = 5;
    rival other{server().options()};
    int attempts = 0;
    int conflicts = 0;
    // transaction i meets i % 4 rivals, one an attempt
    auto const body = [&](serializable& transaction) {
        ++attempts;
        auto const balance =
            transaction.exec1("SELECT balance FROM account WHERE id = 0")[0].as<std::int64_t>();
        if (conflicts > 0) {
            --conflicts;
            other.interfere();
        }
        transaction.exec0(
            "UPDATE account SET balance = " + std::to_string(balance - 1) + " WHERE id = 0");
        transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 1");
    };

    pqxx::connection connection{server().options()};
    for (int i = 0; i < transactions; ++i) {
        conflicts = i % 4;
        for (int attempt = 1;; ++attempt) {
            try {
                serializable transaction{connection};
                body(transaction);
                transaction.commit();
                break;
            } catch (pqxx::serialization_failure const&) {
                if (attempt == most) throw;
            }
        }
    }
    int const by_hand = attempts;
    EXPECT_EQ(by_hand, transactions / 4 * (1 + 2 + 3 + 4));

    attempts = 0;
    constexpr auto policy = reprise::compose(
        reprise::attempts{most}, reprise::no_backoff{}, reprise::no_jitter{},
        reprise::postgresql_failures{});
    postgresql_session session{server().options()};
    for (int i = 0; i < transactions; ++i) {
        conflicts = i % 4;
        reprise::retry_transaction(policy, session, body);
    }
    EXPECT_LE(attempts, by_hand);
    EXPECT_EQ(sum(), accounts * start_balance);
    EXPECT_EQ(
        ask("SELECT balance FROM account WHERE id = 0"),
        start_balance - 2 * transactions + 2 * transactions / 4 * (0 + 1 + 2 + 3));
    std::cout << attempts << " attempts, by hand " << by_hand << '\n';
}

// A policy whose waits are recorded instead of waited.
class postgresql_policy : public postgresql {
  protected:
    reprise::testing::virtual_clock clock_;
    decltype(reprise::compose(
        reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
        reprise::postgresql_failures{}, std::ref(clock_))) policy_ =
        reprise::compose(
            reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::postgresql_failures{}, std::ref(clock_));
    postgresql_session session_{server_options()};
    int calls_ = 0;

    // the fixture is made even where the server is missing
    [[nodiscard]] static std::string server_options() {
        return has_server() ? server().options() : std::string{};
    }
};

TEST_F(postgresql_policy, returns_what_the_body_returned_and_has_committed_it) {
    auto const seen = reprise::retry_transaction(policy_, session_, [](serializable& transaction) {
        transaction.exec0("UPDATE account SET balance = 7 WHERE id = 5");
        return std::string{"done"};
    });
    EXPECT_EQ(seen, "done");
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), 7);
}

TEST_F(postgresql_policy, lets_a_mistake_in_the_sql_out_at_once_as_it_was_thrown) {
    EXPECT_THROW(
        reprise::retry_transaction(
            policy_, session_,
            [&](serializable& transaction) {
                ++calls_;
                transaction.exec("SELECT nothing FROM nowhere");
            }),
        pqxx::undefined_table);
    EXPECT_EQ(calls_, 1);
}

TEST_F(postgresql_policy, rolls_back_when_the_program_itself_throws_and_does_not_repeat) {
    EXPECT_THROW(
        reprise::retry_transaction(
            policy_, session_,
            [&](serializable& transaction) {
                ++calls_;
                transaction.exec0("UPDATE account SET balance = 7 WHERE id = 5");
                throw std::runtime_error{"ours"};
            }),
        std::runtime_error);
    EXPECT_EQ(calls_, 1);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance);
}

TEST_F(postgresql_policy, rolls_back_when_the_body_returns_a_failure) {
    auto const code = reprise::retry_transaction(policy_, session_, [&](serializable& transaction) {
        ++calls_;
        transaction.exec0("UPDATE account SET balance = 7 WHERE id = 5");
        return make_error_code(std::errc::no_message);
    });
    EXPECT_EQ(code, std::errc::no_message);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance);
}

TEST_F(postgresql_policy, rolls_back_what_the_classifier_rejects_before_it_is_committed) {
    int judged = 0;
    auto const picky = reprise::with(
        policy_, reprise::unambiguous(reprise::retry_if_result([&judged](int balance) {
            ++judged;
            return balance < start_balance + 3;
        })));
    auto const add = [&](serializable& transaction) {
        ++calls_;
        transaction.exec0(
            "UPDATE account SET balance = balance + " + std::to_string(calls_) + " WHERE id = 5");
        return transaction.exec1("SELECT balance FROM account WHERE id = 5")[0].as<int>();
    };
    EXPECT_EQ(reprise::retry_transaction(picky, session_, add), start_balance + 3);
    EXPECT_EQ(calls_, 3);
    EXPECT_EQ(judged, 3);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 3);

    // on giving up, the last one comes out, and is not committed either
    calls_ = -9;
    EXPECT_EQ(reprise::retry_transaction(picky, session_, add), start_balance + 3 - 6);
    EXPECT_EQ(calls_, -6);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 3);
}

TEST_F(postgresql_policy, rolls_back_what_could_not_be_judged) {
    auto const confused = reprise::with(
        policy_, reprise::unambiguous(reprise::retry_if_result([](int balance) -> bool {
            throw std::runtime_error{std::to_string(balance)};
        })));
    EXPECT_EQ(
        reprise::retry_transaction(
            confused, session_,
            [&](serializable& transaction) {
                ++calls_;
                transaction.exec0("UPDATE account SET balance = 7 WHERE id = 5");
                return 7;
            }),
        7);
    EXPECT_EQ(calls_, 1);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance);
}

TEST_F(postgresql_policy, repeats_a_body_whose_connection_the_server_ended_over_a_new_one) {
    int prepared = 0;
    postgresql_session session{server().options(), [&](pqxx::connection&) { ++prepared; }};
    int first = 0;
    int second = 0;
    reprise::retry_transaction(policy_, session, [&](serializable& transaction) {
        auto const pid = transaction.conn().backendpid();
        (++calls_ == 1 ? first : second) = pid;
        transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 5");
        if (calls_ == 1) run("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
        transaction.exec1("SELECT 1");
    });
    EXPECT_EQ(calls_, 2);
    EXPECT_NE(first, second);
    EXPECT_EQ(prepared, 2);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 1);
    EXPECT_EQ(clock_.waits().size(), 1);
}

TEST_F(
    postgresql_policy,
    leaves_a_connection_on_which_the_server_said_goodbye_though_it_still_seems_open) {
    int prepared = 0;
    postgresql_session session{server().options(), [&](pqxx::connection&) { ++prepared; }};
    reprise::detail::transaction_state const state;
    reprise::postgresql_failures const judge;
    reprise::detail::in_transaction const told{judge, session, state};
    (void)session.connection();
    EXPECT_FALSE(told.classify(pqxx::sql_error{"wrong", "SELECT", "42601"}).retryable());
    (void)session.connection();
    EXPECT_EQ(prepared, 1);
    EXPECT_TRUE(told.classify(pqxx::sql_error{"going down", "SELECT", "57P01"}).retryable());
    (void)session.connection();
    EXPECT_EQ(prepared, 2);
}

TEST_F(postgresql_policy, notices_that_its_connection_was_ended_while_nobody_looked) {
    int prepared = 0;
    postgresql_session session{server().options(), [&](pqxx::connection&) { ++prepared; }};
    run("SELECT pg_terminate_backend(" + std::to_string(session.connection().backendpid()) + ")");
    reprise::retry_transaction(policy_, session, [&](serializable& transaction) {
        ++calls_;
        transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 5");
    });
    EXPECT_EQ(prepared, 2);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 1);
    EXPECT_EQ(clock_.waits().size(), 1);
}

// The commit takes place, and its answer gets lost: the client cannot know.
TEST_F(postgresql_policy, does_not_repeat_a_commit_whose_answer_got_lost) {
    services::cutting_proxy proxy{server().port()};
    postgresql_session far{server().options_through(proxy.port())};
    EXPECT_THROW(
        reprise::retry_transaction(
            policy_, far,
            [&](serializable& transaction) {
                ++calls_;
                transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 5");
                proxy.cut_the_answer_to("COMMIT");
            }),
        pqxx::in_doubt_error);
    EXPECT_EQ(proxy.cuts(), 1);
    EXPECT_EQ(calls_, 1);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 1);
}

TEST_F(
    postgresql_policy, repeats_a_commit_whose_answer_got_lost_if_a_key_shows_that_it_took_place) {
    services::cutting_proxy proxy{server().port()};
    postgresql_session far{server().options_through(proxy.port())};
    int applied = 0;
    reprise::retry_transaction(
        policy_, far,
        reprise::with_key(
            "once", [&](reprise::idempotency_key const& key, serializable& transaction) {
                if (++calls_ == 1) proxy.cut_the_answer_to("COMMIT");
                auto const fresh = transaction.exec_params(
                    "INSERT INTO applied VALUES ($1) ON CONFLICT DO NOTHING", key.text());
                if (fresh.affected_rows() == 0) return;
                ++applied;
                transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 5");
            }));
    EXPECT_EQ(proxy.cuts(), 1);
    EXPECT_EQ(calls_, 2);
    EXPECT_EQ(applied, 1);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 1);
}

TEST_F(postgresql_policy, repeats_without_a_key_what_was_cut_before_the_commit) {
    services::cutting_proxy proxy{server().port()};
    postgresql_session far{server().options_through(proxy.port())};
    reprise::retry_transaction(policy_, far, [&](serializable& transaction) {
        if (++calls_ == 1) proxy.cut_the_answer_to("UPDATE");
        transaction.exec0("UPDATE account SET balance = balance + 1 WHERE id = 5");
    });
    EXPECT_EQ(proxy.cuts(), 1);
    EXPECT_EQ(calls_, 2);
    EXPECT_EQ(ask("SELECT balance FROM account WHERE id = 5"), start_balance + 1);
}

// A deferred trigger ends the connection while the commit is under way: the server says goodbye instead of an answer.
TEST_F(postgresql_policy, does_not_repeat_a_commit_that_was_answered_with_a_goodbye) {
    try {
        reprise::retry_transaction(policy_, session_, [&](serializable& transaction) {
            ++calls_;
            transaction.exec(
                "CREATE FUNCTION pg_temp.fall() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                "CREATE CONSTRAINT TRIGGER fall AFTER INSERT ON applied DEFERRABLE INITIALLY "
                "DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.fall()");
            transaction.exec0("INSERT INTO applied VALUES ('once')");
        });
        ADD_FAILURE() << "the commit went well";
    } catch (pqxx::sql_error const& error) {
        EXPECT_EQ(error.sqlstate(), "57P01");
    } catch (pqxx::in_doubt_error const&) {
        // the same, if the end of the connection was seen in time
    }
    EXPECT_EQ(calls_, 1);
}

TEST_F(postgresql_policy, gives_up_after_its_attempts_when_there_is_no_server) {
    postgresql_session nowhere{
        "host=127.0.0.1 port=" + std::to_string(services::free_port()) + " dbname=x user=x"};
    EXPECT_THROW(
        reprise::retry_transaction(policy_, nowhere, [&](serializable&) { ++calls_; }),
        pqxx::broken_connection);
    EXPECT_EQ(calls_, 0);
    EXPECT_EQ(clock_.waits().size(), 2);
}

TEST_F(postgresql_policy, meets_a_lock_that_is_held_and_waits_for_it_between_attempts) {
    pqxx::connection holder{server().options()};
    pqxx::work lock{holder};
    lock.exec0("UPDATE account SET balance = 7 WHERE id = 5");
    EXPECT_THROW(
        reprise::retry_transaction(
            policy_, session_,
            [&](serializable& transaction) {
                ++calls_;
                transaction.exec1("SELECT balance FROM account WHERE id = 5 FOR UPDATE NOWAIT");
            }),
        pqxx::sql_error);
    EXPECT_EQ(calls_, 3);
}

TEST_F(postgresql, sessions_prepare_every_new_connection) {
    int prepared = 0;
    postgresql_session session{server().options(), [&](pqxx::connection&) { ++prepared; }};
    EXPECT_EQ(prepared, 0);
    (void)session.connection();
    (void)session.connection();
    EXPECT_EQ(prepared, 1);
    session.disconnect();
    (void)session.connection();
    EXPECT_EQ(prepared, 2);
}

TEST_F(postgresql, sessions_do_not_keep_a_connection_that_could_not_be_prepared) {
    int prepared = 0;
    postgresql_session session{server().options(), [&](pqxx::connection&) {
                                   if (++prepared == 1) throw std::runtime_error{"not yet"};
                               }};
    EXPECT_THROW((void)session.connection(), std::runtime_error);
    (void)session.connection();
    EXPECT_EQ(prepared, 2);
}

TEST(postgresql_failures, judge_by_the_type_that_libpqxx_throws) {
    reprise::postgresql_failures const judge;
    EXPECT_EQ(judge.classify(pqxx::serialization_failure{"x"}), verdict::transient());
    EXPECT_EQ(judge.classify(pqxx::deadlock_detected{"x"}), verdict::transient());
    EXPECT_EQ(judge.classify(pqxx::transaction_rollback{"x"}), verdict::transient());
    EXPECT_EQ(
        judge.classify(pqxx::statement_completion_unknown{"x"}), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(pqxx::in_doubt_error{"x"}), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(pqxx::broken_connection{"x"}), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(pqxx::too_many_connections{"x"}), verdict::throttled());
    EXPECT_EQ(judge.classify(pqxx::sql_error{"x", "q", "55P03"}), verdict::transient());
    EXPECT_EQ(judge.classify(pqxx::sql_error{"x", "q", "42601"}), verdict::permanent());
    EXPECT_EQ(judge.classify(pqxx::sql_error{"x", "q"}), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(reprise::other_exception{}), verdict::permanent());
}

}  // namespace
