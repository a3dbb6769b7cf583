// SPDX-License-Identifier: Apache-2.0

#include <reprise/any_of_policies.hpp>
#include <reprise/first_match.hpp>
#include <reprise/idempotency_key.hpp>
#include <reprise/policies.hpp>
#include <reprise/replay.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_errno.hpp>
#include <reprise/with_error_code.hpp>
#include <reprise/with_key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <future>      // std::future_errc
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise::attempt;
using reprise::idempotency_key;
using reprise::idempotent;
using reprise::non_idempotent;
using reprise::repeatable;
using reprise::repetition;
using reprise::stop_reason;
using reprise::verdict;
using ::testing::ElementsAre;

// Nobody knows whether the server has got it; nothing was sent; it will fail again.
struct cut : std::runtime_error {
    cut() : std::runtime_error{"cut"} {}
};
struct refused : std::runtime_error {
    refused() : std::runtime_error{"refused"} {}
};

struct knows_what_happened {
    using exceptions = reprise::exception_types<cut, refused>;

    static verdict classify(cut const& /*error*/) noexcept {
        return verdict::transient().ambiguous();
    }
    static verdict classify(refused const& /*error*/) noexcept { return verdict::transient(); }
    static verdict classify(reprise::other_exception const& /*error*/) noexcept {
        return verdict::permanent();
    }
    static verdict classify(std::error_code const& code) noexcept {
        return verdict::transient().ambiguous(code == std::errc::connection_reset);
    }
};

class idempotency : public ::testing::Test {
  protected:
    reprise::testing::virtual_clock clock;
    int calls = 0;
    stop_reason last = stop_reason::succeeded;

    auto policy() {
        return reprise::compose(
            reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{},
            knows_what_happened{}, std::ref(clock));
    }

    template <class Error, class... Args>
    auto fails_with(Args... args) {
        return [this, args...] {
            ++calls;
            throw Error{args...};
        };
    }
};

TEST(verdict, may_say_that_the_attempt_may_have_taken_effect) {
    constexpr auto said = verdict::throttled().after(2s).ambiguous();
    static_assert(said.is_ambiguous());
    static_assert(said.retryable());
    static_assert(said.hint() == 2s);
    static_assert(!verdict::transient().is_ambiguous());
    static_assert(said != verdict::throttled().after(2s));
    static_assert(said.ambiguous(false) == verdict::throttled().after(2s));
    static_assert(!said.as_permanent().retryable());
    static_assert(said.as_permanent().is_ambiguous());
    static_assert(sizeof(verdict) == 3 * sizeof(std::uint64_t));
}

TEST(step_machine_and_repetition, an_ambiguous_failure_is_permanent_only_where_twice_is_too_often) {
    constexpr auto decide = [](verdict said, repetition may) {
        auto const policy =
            reprise::compose(reprise::attempts{2}, reprise::constant{1s}, reprise::no_jitter{});
        auto machine = policy.machine();
        return machine.failed(said, {}, [] { return std::uint64_t{0}; }, may);
    };
    constexpr auto again = reprise::step::wait(1s);
    constexpr auto never = reprise::step::stop(stop_reason::permanent_failure);
    constexpr auto in_doubt = reprise::step::stop(stop_reason::ambiguous_failure);
    constexpr auto certain = verdict::transient();
    constexpr auto doubtful = verdict::transient().ambiguous();

    static_assert(decide(certain, repetition::unstated) == again);
    static_assert(decide(certain, repetition::safe) == again);
    static_assert(decide(certain, repetition::unsafe) == again);
    static_assert(decide(doubtful, repetition::unstated) == again);
    static_assert(decide(doubtful, repetition::safe) == again);
    static_assert(decide(doubtful, repetition::unsafe) == in_doubt);
    static_assert(decide(verdict::throttled().ambiguous(), repetition::unsafe) == in_doubt);
    static_assert(decide(verdict::permanent().ambiguous(), repetition::unsafe) == in_doubt);
    static_assert(decide(verdict::permanent().ambiguous(), repetition::safe) == never);
    static_assert(decide(verdict::permanent(), repetition::unsafe) == never);
    static_assert(decide(verdict::permanent(), repetition::safe) == never);
}

TEST_F(idempotency, an_unmarked_operation_is_retried_after_an_ambiguous_failure) {
    EXPECT_THROW(reprise::retry(policy(), fails_with<cut>()), cut);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, an_idempotent_operation_is_retried_after_an_ambiguous_failure) {
    EXPECT_THROW(reprise::retry(policy(), idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, a_non_idempotent_operation_is_not_retried_after_an_ambiguous_failure) {
    EXPECT_THROW(reprise::retry(policy(), non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(clock.elapsed(), 0s);
}

TEST_F(idempotency, a_non_idempotent_operation_is_retried_while_nothing_has_happened) {
    EXPECT_THROW(reprise::retry(policy(), non_idempotent(fails_with<refused>())), refused);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, an_ambiguous_failure_ends_a_run_that_has_begun_with_others) {
    auto const operation = [this] {
        if (++calls == 1) throw refused{};
        throw cut{};
    };
    EXPECT_THROW(reprise::retry(policy(), non_idempotent(operation)), cut);
    EXPECT_EQ(calls, 2);
}

TEST_F(idempotency, is_overridden_in_so_many_words) {
    EXPECT_THROW(
        reprise::retry(
            policy(), reprise::repeat_even_if_ambiguous(non_idempotent(fails_with<cut>()))),
        cut);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, can_be_said_at_run_time) {
    for (bool const may : {true, false}) {
        calls = 0;
        EXPECT_THROW(reprise::retry(policy(), repeatable(may, fails_with<cut>())), cut);
        EXPECT_EQ(calls, may ? 3 : 1);
    }
}

TEST_F(idempotency, can_be_said_at_run_time_of_an_operation_that_is_told_the_attempt) {
    for (bool const may : {true, false}) {
        std::vector<std::uint64_t> numbers;
        auto const operation = [&numbers](attempt const& described) {
            numbers.push_back(described.number());
            throw cut{};
        };
        EXPECT_THROW(reprise::retry(policy(), repeatable(may, operation)), cut);
        EXPECT_EQ(numbers.size(), may ? 3U : 1U);
    }
}

TEST_F(idempotency, holds_for_returned_failures_too) {
    auto const reset = [this]() noexcept {
        ++calls;
        return make_error_code(std::errc::connection_reset);
    };
    EXPECT_EQ(reprise::retry(policy(), reset), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 3);
    EXPECT_EQ(reprise::retry(policy(), non_idempotent(reset)), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_EQ(reprise::retry(policy(), repeatable(false, reset)), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    auto const may_throw = [this] {
        ++calls;
        return make_error_code(std::errc::connection_reset);
    };
    EXPECT_EQ(reprise::retry(policy(), repeatable(false, may_throw)), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_EQ(reprise::retry(policy(), repeatable(true, may_throw)), std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 3);
}

TEST_F(idempotency, is_reported_as_a_failure_that_somebody_has_to_look_into) {
    auto const result = reprise::try_retry(policy(), non_idempotent(fails_with<cut>()));
    EXPECT_EQ(result.report().reason, stop_reason::ambiguous_failure);
    EXPECT_EQ(result.report().attempts, 1U);
    ASSERT_EQ(result.report().failures.size(), 1U);
    EXPECT_EQ(result.report().failures[0].verdict, verdict::permanent().ambiguous());
}

TEST_F(idempotency, is_told_to_the_logger) {
    std::ostringstream log;
    auto const logged = reprise::with(policy(), reprise::log_to{log});
    EXPECT_THROW(reprise::retry(logged, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(
        log.str(),
        "reprise: gave up after 1 attempt (ambiguous failure, it may have taken effect), waited "
        "0s: (anonymous namespace)::cut: cut\n");
}

TEST_F(idempotency, of_an_unmarked_operation_is_no_word_in_the_log) {
    std::string log;
    auto const logged = reprise::with(policy(), reprise::log_each([&log](auto const& event) {
                                          log += reprise::to_line(event) + '\n';
                                      }));
    EXPECT_THROW(reprise::retry(logged, fails_with<cut>()), cut);
    EXPECT_THAT(log, ::testing::HasSubstr("attempt 3 failed (transient): "));
    EXPECT_THAT(log, ::testing::HasSubstr("gave up after 3 attempts (attempts exhausted), "));
    log.clear();
    EXPECT_THROW(reprise::retry(logged, non_idempotent(fails_with<cut>())), cut);
    EXPECT_THAT(
        log, ::testing::HasSubstr("attempt 1 failed (permanent, it may have taken effect): "));
}

TEST_F(idempotency, holds_in_a_loop) {
    auto const run = [this](auto... may) {
        for (auto& turn : reprise::attempts_of(policy(), may...)) {
            ++calls;
            if (turn.failed(make_error_code(std::errc::connection_reset))) continue;
        }
        return std::exchange(calls, 0);
    };
    EXPECT_EQ(run(), 3);
    EXPECT_EQ(run(idempotent), 3);
    EXPECT_EQ(run(non_idempotent), 1);
    EXPECT_EQ(run(repetition::unsafe), 1);
    EXPECT_EQ(run(repetition::safe), 3);
}

TEST_F(idempotency, holds_for_a_retrying_callable) {
    reprise::retrying const send{policy(), non_idempotent(fails_with<cut>())};
    EXPECT_THROW(send(), cut);
    EXPECT_EQ(calls, 1);
}

TEST_F(idempotency, a_mark_of_the_operation_itself_overrules_the_classifier) {
    auto const sure = [this] {
        ++calls;
        throw reprise::retry_anyway(cut{});
    };
    EXPECT_THROW(reprise::retry(policy(), non_idempotent(sure)), cut);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, a_classifier_may_be_declared_unambiguous) {
    auto const connects = reprise::with(policy(), reprise::unambiguous(reprise::retry_on<cut>{}));
    EXPECT_THROW(reprise::retry(connects, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(std::exchange(calls, 0), 3);

    auto const overruled = reprise::with(policy(), reprise::unambiguous(knows_what_happened{}));
    EXPECT_THROW(reprise::retry(overruled, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(std::exchange(calls, 0), 3);
}

TEST_F(idempotency, a_judged_result_may_be_declared_unambiguous) {
    auto const polite = reprise::with(
        policy(), reprise::unambiguous(reprise::retry_if_result([](int got) { return got < 0; })));
    auto const busy = [this] {
        ++calls;
        return -1;
    };
    EXPECT_EQ(reprise::retry(polite, non_idempotent(busy)), -1);
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, holds_where_the_first_match_of_several_policies_decides) {
    auto const rule = [](auto classifier, unsigned most) {
        return reprise::compose(
            reprise::attempts{most}, reprise::constant{1s}, reprise::no_jitter{}, classifier);
    };
    auto const both = reprise::first_match(
        rule(reprise::unambiguous(reprise::retry_on<refused>{}), 2), rule(knows_what_happened{}, 4),
        std::ref(clock));
    EXPECT_THROW(reprise::retry(both, fails_with<cut>()), cut);
    EXPECT_EQ(std::exchange(calls, 0), 4);
    EXPECT_THROW(reprise::retry(both, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(both, non_idempotent(fails_with<refused>())), refused);
    EXPECT_EQ(std::exchange(calls, 0), 2);
}

// What cannot tell is refused for operations that must not happen twice, whatever it is wrapped in.
TEST(classifiers, say_whether_they_know_which_failures_are_ambiguous) {
    using reprise::detail::ignores_ambiguity;
    constexpr auto blind = [](auto classifier) { return ignores_ambiguity<decltype(classifier)>; };
    constexpr reprise::transient knows;
    constexpr reprise::retry_on<cut> types;
    constexpr auto any = [](auto const& /*failure*/) { return true; };
    static_assert(!blind(knows));
    static_assert(!blind(knows_what_happened{}));
    static_assert(blind(reprise::retry_all{}));
    static_assert(blind(types));
    static_assert(blind(reprise::retry_unless<cut>{}));
    static_assert(blind(reprise::retry_if(any)));
    static_assert(blind(reprise::retry_if_result(any)));
    static_assert(blind(reprise::retry_if_message("cut")));
    static_assert(blind(reprise::retry_on_condition(std::errc::timed_out)));
    static_assert(blind(reprise::retry_if_cause(types)));
    static_assert(!blind(reprise::retry_if_cause(knows)));
    static_assert(blind(knows || types));
    static_assert(!blind(knows || knows));
    static_assert(!blind(knows && types));
    static_assert(!blind(types && knows));
    static_assert(blind(types && types));
    static_assert(blind(!knows));
    static_assert(!blind(reprise::unambiguous(types)));
    static_assert(!blind(reprise::unambiguous(!knows)));
}

TEST_F(idempotency, holds_where_one_of_two_classifiers_knows) {
    using reprise::retry_on;
    auto const first = reprise::with(policy(), knows_what_happened{} && retry_on<cut, refused>{});
    auto const second = reprise::with(policy(), retry_on<cut, refused>{} && knows_what_happened{});
    EXPECT_THROW(reprise::retry(first, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(second, non_idempotent(fails_with<cut>())), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(first, non_idempotent(fails_with<refused>())), refused);
    EXPECT_EQ(std::exchange(calls, 0), 3);
}

TEST(transient, knows_which_failures_may_come_after_an_effect) {
    constexpr reprise::transient classifier;
    for (auto const certain :
         {std::errc::connection_refused, std::errc::device_or_resource_busy,
          std::errc::text_file_busy, std::errc::resource_deadlock_would_occur,
          std::errc::too_many_files_open, std::errc::too_many_files_open_in_system}) {
        EXPECT_EQ(classifier.classify(make_error_code(certain)), verdict::transient());
        EXPECT_EQ(classifier.classify(certain), verdict::transient());
    }
    for (auto const doubtful :
         {std::errc::connection_reset, std::errc::connection_aborted, std::errc::broken_pipe,
          std::errc::timed_out, std::errc::host_unreachable, std::errc::network_unreachable,
          std::errc::network_down, std::errc::network_reset, std::errc::interrupted,
          std::errc::resource_unavailable_try_again, std::errc::no_buffer_space}) {
        EXPECT_EQ(classifier.classify(make_error_code(doubtful)), verdict::transient().ambiguous());
        EXPECT_EQ(classifier.classify(doubtful), verdict::transient().ambiguous());
    }
    EXPECT_EQ(classifier.classify(std::runtime_error{""}), verdict::transient().ambiguous());
    EXPECT_EQ(
        classifier.classify(make_error_code(std::future_errc::no_state)),
        verdict::transient().ambiguous());
    EXPECT_EQ(classifier.classify(std::logic_error{""}), verdict::permanent());
}

TEST(idempotent, keeps_the_signature) {
    auto const quiet = idempotent([](int number) noexcept { return number; });
    static_assert(reprise::operation<decltype(quiet), int>);
    static_assert(reprise::nothrow_operation<decltype(quiet), int>);
    static_assert(!reprise::operation<decltype(quiet)>);
    static_assert(!reprise::attempt_operation<decltype(quiet), int>);

    auto told = non_idempotent([](attempt const& /*told*/, int& number) -> int& { return number; });
    static_assert(reprise::attempt_operation<decltype(told), int>);
    static_assert(!reprise::nothrow_operation<decltype(told), int>);
    static_assert(std::is_same_v<reprise::operation_result_t<decltype(told), int>, int&>);

    struct counts {
        int number = 0;
        int operator()() { return ++number; }
    };
    auto counting = idempotent(counts{});
    static_assert(reprise::operation<decltype(counting)>);
    static_assert(!reprise::operation<decltype(counting) const>);
    static_assert(sizeof(idempotent([] {})) == 1);
}

TEST(idempotent, takes_members_and_functions) {
    struct client {
        int status = 204;
        int get() { return status; }
    };
    client used;
    EXPECT_EQ(reprise::retry(reprise::compose(), idempotent(&client::get), used), 204);
    EXPECT_EQ(reprise::retry(reprise::compose(), idempotent(&client::status), used), 204);
    EXPECT_EQ(reprise::retry(reprise::compose(), idempotent(+[] { return 1; })), 1);
}

TEST_F(idempotency, with_a_key_every_attempt_is_told_the_same_one) {
    std::vector<std::string> keys;
    auto const pay = reprise::with_key("order-17", [&keys](idempotency_key const& key) {
        keys.push_back(key.text());
        throw cut{};
    });
    static_assert(std::is_same_v<decltype(pay.repetition())::value_type, repetition>);
    EXPECT_THROW(reprise::retry(policy(), pay), cut);
    EXPECT_THAT(keys, ElementsAre("order-17", "order-17", "order-17"));
}

TEST_F(idempotency, with_a_key_the_operation_may_be_told_the_attempt_too) {
    std::vector<std::string> told;
    auto pay = reprise::with_key(
        idempotency_key{"order-17"},
        [&told](attempt const& described, idempotency_key const& key, int amount) {
            told.push_back(
                key.text() + '/' + std::to_string(described.number()) + '/' +
                std::to_string(amount));
            throw cut{};
        });
    static_assert(reprise::attempt_operation<decltype(pay), int>);
    EXPECT_THROW(reprise::retry(policy(), pay, 5), cut);
    EXPECT_THAT(told, ElementsAre("order-17/1/5", "order-17/2/5", "order-17/3/5"));
    EXPECT_EQ(pay.key(), idempotency_key{"order-17"});
}

TEST(with_key, keeps_the_rest_of_the_signature) {
    auto const quiet =
        reprise::with_key("k", [](idempotency_key const& key, int) noexcept { return key.text(); });
    static_assert(reprise::nothrow_operation<decltype(quiet), int>);
    static_assert(!reprise::attempt_operation<decltype(quiet), int>);
    // one that takes no key is refused when it is called, with a sentence: see test/compile_fail
    auto const generic = reprise::with_key("k", [](auto const& key) { return key.text(); });
    static_assert(reprise::operation<decltype(generic)>);
    static_assert(!reprise::attempt_operation<decltype(generic)>);
}

TEST(idempotency_key, is_visible_ascii) {
    for (std::string const bad : {"", "a b", "a\r\nX-Admin: 1", "caf\xc3\xa9", "\x7f", " "}) {
        EXPECT_THROW(idempotency_key{bad}, std::invalid_argument) << bad;
    }
    try {
        idempotency_key const key{"a\nb"};
        FAIL() << key.text();
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(
            error.what(),
            "idempotency_key: the key must be visible ASCII without spaces, and not empty, got "
            "\"a?b\"");
    }
    EXPECT_EQ(idempotency_key{"~!"}.text(), "~!");
}

TEST(idempotency_key, is_a_quoted_string_in_its_header) {
    EXPECT_EQ(idempotency_key{"order-17"}.header_value(), R"("order-17")");
    EXPECT_EQ(idempotency_key{R"(a"b\c)"}.header_value(), R"("a\"b\\c")");
}

TEST(idempotency_key, can_be_a_random_uuid) {
    struct words {
        struct source {
            std::uint64_t next = 0;
            std::uint64_t operator()() { return next++ == 0 ? 0x0123456789abcdef : ~0ULL; }
        };
        static source stream() { return {}; }
    };
    EXPECT_EQ(idempotency_key::random(words{}).text(), "01234567-89ab-4def-bfff-ffffffffffff");
    auto const one = idempotency_key::random();
    EXPECT_THAT(
        one.text(), ::testing::MatchesRegex(
                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_NE(one, idempotency_key::random());
}

TEST_F(idempotency, replay_makes_a_fresh_operation_for_each_attempt) {
    struct once {
        std::unique_ptr<int> owned;
        int operator()() && {
            auto const number = *std::exchange(owned, nullptr);
            if (number < 3) throw refused{};
            return number;
        }
    };
    static_assert(!reprise::operation<once>);
    int made = 0;
    auto const factory = [&made] { return once{std::make_unique<int>(++made)}; };
    EXPECT_EQ(reprise::retry(policy(), reprise::replay(factory)), 3);
    EXPECT_EQ(made, 3);
}

TEST_F(idempotency, replay_makes_fresh_arguments_for_each_attempt) {
    int made = 0;
    auto const send = [this](std::unique_ptr<int> body, std::string name) {
        ++calls;
        if (*body < 3) throw refused{};
        return name + std::to_string(*body);
    };
    EXPECT_EQ(
        reprise::retry(
            policy(), reprise::replay(
                          send, [&made] { return std::make_unique<int>(++made); },
                          [] { return std::string{"n"}; })),
        "n3");
    EXPECT_EQ(calls, 3);
}

TEST_F(idempotency, replay_tells_the_attempt_to_who_takes_it) {
    std::vector<std::uint64_t> numbers;
    auto const send = [&numbers](attempt const& described, std::unique_ptr<int> /*body*/) {
        numbers.push_back(described.number());
        throw refused{};
    };
    auto const body = [] { return std::make_unique<int>(1); };
    EXPECT_THROW(reprise::retry(policy(), reprise::replay(send, body)), refused);
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3));

    numbers.clear();
    auto const factory = [&] {
        return [&numbers](attempt const& described) {
            numbers.push_back(described.number());
            throw refused{};
        };
    };
    EXPECT_THROW(reprise::retry(policy(), reprise::replay(factory)), refused);
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
}

TEST_F(idempotency, replay_keeps_what_the_operation_says) {
    auto const send = [this](std::unique_ptr<int> /*body*/) {
        ++calls;
        throw cut{};
    };
    auto const body = [] { return std::make_unique<int>(1); };
    EXPECT_THROW(reprise::retry(policy(), reprise::replay(non_idempotent(send), body)), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(policy(), non_idempotent(reprise::replay(send, body))), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(policy(), reprise::replay(send, body)), cut);
    EXPECT_EQ(std::exchange(calls, 0), 3);
}

TEST_F(idempotency, replay_keeps_what_is_said_by_what_the_factory_makes) {
    auto const made = [this](auto operation) {
        EXPECT_THROW(reprise::retry(policy(), reprise::replay([&] { return operation; })), cut);
        return std::exchange(calls, 0);
    };
    EXPECT_EQ(made(fails_with<cut>()), 3);
    EXPECT_EQ(made(idempotent(fails_with<cut>())), 3);
    EXPECT_EQ(made(non_idempotent(fails_with<cut>())), 1);
    EXPECT_EQ(
        made(reprise::with_key(
            "k",
            [this](idempotency_key const&) {
                ++calls;
                throw cut{};
            })),
        3);
}

TEST_F(idempotency, is_that_of_the_operation_that_a_reference_refers_to) {
    auto send = non_idempotent(fails_with<cut>());
    EXPECT_THROW(reprise::retry(policy(), std::ref(send)), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(policy(), std::cref(send)), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_THROW(reprise::retry(policy(), reprise::repeat_even_if_ambiguous(std::ref(send))), cut);
    EXPECT_EQ(std::exchange(calls, 0), 3);

    auto reads = non_idempotent([this]() noexcept {
        ++calls;
        errno = ECONNRESET;
        return -1;
    });
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(std::ref(reads))), -1);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    auto fills = repeatable(false, [this](std::error_code& code) {
        ++calls;
        code = make_error_code(std::errc::connection_reset);
    });
    EXPECT_EQ(
        reprise::retry(policy(), reprise::with_error_code(std::ref(fills))),
        std::errc::connection_reset);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    auto takes = repeatable(false, [this](std::unique_ptr<int> /*body*/) {
        ++calls;
        throw cut{};
    });
    auto const body = [] { return std::make_unique<int>(1); };
    EXPECT_THROW(reprise::retry(policy(), reprise::replay(std::ref(takes), body)), cut);
    EXPECT_EQ(std::exchange(calls, 0), 1);
}

TEST_F(idempotency, holds_under_policies_of_which_nobody_sees_whether_they_know) {
    auto const rule = [](auto classifier) {
        return reprise::any_retry_policy{reprise::compose(
            reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{}, classifier)};
    };
    auto const calls_under = [&](reprise::any_retry_policy const& one, auto const& operation) {
        std::vector const list{one};
        reprise::any_of_policies<
            reprise::detail::no_ceiling, reprise::no_logging,
            std::reference_wrapper<reprise::testing::virtual_clock>> const chosen{
            list, false, {}, {}, std::ref(clock)};
        auto const result = reprise::try_retry(chosen, operation);
        last = result.report().reason;
        return std::exchange(calls, 0);
    };
    auto const knows = rule(knows_what_happened{});
    auto const blind = rule(reprise::retry_on<cut, refused, int>{});
    EXPECT_EQ(calls_under(knows, non_idempotent(fails_with<cut>())), 1);
    EXPECT_EQ(calls_under(knows, non_idempotent(fails_with<refused>())), 3);
    EXPECT_EQ(calls_under(blind, fails_with<refused>()), 3);
    EXPECT_EQ(calls_under(blind, idempotent(fails_with<refused>())), 3);
    EXPECT_EQ(calls_under(blind, non_idempotent(fails_with<refused>())), 1);
    EXPECT_EQ(last, stop_reason::ambiguous_failure);
    auto const throws_a_number = [this] {
        ++calls;
        throw 17;
    };
    EXPECT_EQ(calls_under(blind, throws_a_number), 3);
    EXPECT_EQ(calls_under(blind, non_idempotent(throws_a_number)), 1);
    EXPECT_EQ(last, stop_reason::ambiguous_failure);
    // what is not retried anyway is no more in doubt than before
    EXPECT_EQ(calls_under(blind, non_idempotent(fails_with<std::logic_error>("bug"))), 1);
    EXPECT_EQ(last, stop_reason::permanent_failure);
}

TEST(replay, keeps_noexcept) {
    auto const fresh = []() noexcept { return 1; };
    auto const uses = [](int) noexcept {};
    auto const throws = [] { return 1; };
    static_assert(reprise::nothrow_operation<decltype(reprise::replay(uses, fresh))>);
    static_assert(!reprise::nothrow_operation<decltype(reprise::replay(uses, throws))>);
    auto const factory = [uses]() noexcept { return uses; };
    static_assert(reprise::nothrow_operation<decltype(reprise::replay(factory)), int>);
}

}  // namespace
