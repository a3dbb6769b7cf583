// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>  // std::ref
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#if __has_include(<pthread.h>)
#include <pthread.h>
#endif

namespace {

using namespace std::chrono_literals;
using reprise::retry;

struct reset : std::runtime_error {
    reset() : runtime_error{"reset"} {}
};
struct connection_reset : reset {};

// Waits 1 ms, 2 ms, 3 ms ... by a clock that stands still in between.
class blocking_retry : public ::testing::Test {
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

template <class Policy, class Operation, class... Args>
constexpr bool is_noexcept = noexcept(
    retry(std::declval<Policy const&>(), std::declval<Operation>(), std::declval<Args>()...));

using default_policy = reprise::default_policy;

// what comes back

TEST_F(blocking_retry, returns_what_the_first_attempt_returns) {
    int calls = 0;
    EXPECT_EQ(retry(patient(), [&calls] { return ++calls; }), 1);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(clock.wait_count(), 0U);
}

TEST_F(blocking_retry, returns_what_the_first_attempt_that_succeeds_returns) {
    int calls = 0;
    auto const result = retry(patient(), [&calls] {
        if (++calls < 4) throw reset{};
        return std::string(3, 'x');
    });
    EXPECT_EQ(result, "xxx");
    EXPECT_EQ(calls, 4);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(1ms, 2ms, 3ms));
}

TEST_F(blocking_retry, returns_nothing_where_the_operation_returns_nothing) {
    int calls = 0;
    auto const operation = [&calls] {
        if (++calls < 3) throw reset{};
    };
    static_assert(std::is_void_v<decltype(retry(patient(), operation))>);
    retry(patient(), operation);
    EXPECT_EQ(calls, 3);
}

TEST_F(blocking_retry, returns_references_as_they_are) {
    int value = 0;
    int calls = 0;
    auto const lvalue = [&]() -> int& {
        if (++calls == 1) throw reset{};
        return value;
    };
    static_assert(std::is_same_v<decltype(retry(patient(), lvalue)), int&>);
    EXPECT_EQ(&retry(patient(), lvalue), &value);

    auto const constant = [&]() -> int const& { return value; };
    static_assert(std::is_same_v<decltype(retry(patient(), constant)), int const&>);
    EXPECT_EQ(&retry(patient(), constant), &value);

    calls = 0;
    auto const rvalue = [&]() -> int&& {
        if (++calls == 1) throw reset{};
        return std::move(value);
    };
    static_assert(std::is_same_v<decltype(retry(patient(), rvalue)), int&&>);
    auto&& returned = retry(patient(), rvalue);
    EXPECT_EQ(&returned, &value);
}

TEST_F(blocking_retry, returns_what_can_only_be_moved) {
    int calls = 0;
    auto const result = retry(patient(), [&calls] {
        if (++calls < 3) throw reset{};
        return std::make_unique<int>(7);
    });
    EXPECT_EQ(*result, 7);
}

TEST_F(blocking_retry, returns_what_can_neither_be_moved_nor_made_of_nothing) {
    struct rooted {
        explicit rooted(int number) : value{number} {}
        rooted(rooted const&) = delete;
        rooted& operator=(rooted const&) = delete;
        int value;
    };
    int calls = 0;
    auto const result = retry(patient(), [&calls] {
        if (++calls < 3) throw reset{};
        return rooted{7};
    });
    EXPECT_EQ(result.value, 7);

    struct recovered_logger {
        int* told;
        void on(reprise::recovered const& /*event*/) const { ++*told; }
    };
    int told = 0;
    calls = 0;
    auto const logged = retry(patient(recovered_logger{&told}), [&calls] {
        if (++calls < 3) throw reset{};
        return rooted{8};
    });
    EXPECT_EQ(logged.value, 8);
    EXPECT_EQ(told, 1) << "the recovery is told although the result was already on its way";
}

TEST_F(blocking_retry, moves_a_result_that_is_looked_at_once_and_copies_none) {
    struct traced {
        explicit traced(int* moved) : moves{moved} {}
        traced(traced const&) = delete;
        traced(traced&& other) noexcept : moves{other.moves} { ++*moves; }
        traced& operator=(traced const&) = delete;
        traced& operator=(traced&&) = delete;
        ~traced() = default;
        int* moves;
    };
    int moves = 0;
    (void)retry(patient(), [&moves] { return traced{&moves}; });
    EXPECT_EQ(moves, 0) << "only exceptions can fail: the result is handed on where it is made";

    auto const judging = patient(reprise::retry_if_result([](traced const&) { return false; }));
    (void)retry(judging, [&moves] { return traced{&moves}; });
    EXPECT_EQ(moves, 1);
}

TEST_F(blocking_retry, returns_constant_values) {
    int calls = 0;
    auto const operation = [&calls]() -> std::string const {
        if (++calls == 1) throw reset{};
        return "constant";
    };
    EXPECT_EQ(retry(patient(), operation), "constant");
    auto const judging =
        patient(reprise::retry_if_result([](std::string const& text) { return text.empty(); }));
    EXPECT_EQ(retry(judging, []() -> std::string const { return "constant"; }), "constant");
}

// how it is called

TEST_F(blocking_retry, calls_with_the_arguments_as_lvalues_in_every_attempt) {
    std::vector<std::string> seen;
    std::string text = "text";
    auto const operation = [&](std::string& argument, std::unique_ptr<int> const& owned,
                               int number) {
        seen.push_back(argument + std::to_string(*owned) + std::to_string(number));
        argument += '!';
        if (seen.size() < 3) throw reset{};
        return &argument;
    };
    EXPECT_EQ(retry(patient(), operation, text, std::make_unique<int>(1), 2), &text);
    EXPECT_THAT(seen, ::testing::ElementsAre("text12", "text!12", "text!!12"));
}

TEST_F(blocking_retry, calls_one_and_the_same_callable_without_copying_it) {
    struct counter {
        counter() = default;
        counter(counter const&) = delete;
        counter& operator=(counter const&) = delete;
        int operator()() {
            if (++calls < 3) throw reset{};
            return calls;
        }
        int calls = 0;
    };
    counter operation;
    EXPECT_EQ(retry(patient(), operation), 3);
    EXPECT_EQ(operation.calls, 3);
    EXPECT_EQ(retry(patient(), counter{}), 3);
    EXPECT_EQ(retry(patient(), std::ref(operation)), 4);
}

int free_function(int number) { return number + 1; }

struct endpoint {
    int failures = 2;
    int value = 5;

    int fetch(int offset) {
        if (failures-- > 0) throw reset{};
        return value + offset;
    }
};

TEST_F(blocking_retry, calls_functions_and_members) {
    EXPECT_EQ(retry(patient(), free_function, 1), 2);
    EXPECT_EQ(retry(patient(), &free_function, 2), 3);
    endpoint service;
    EXPECT_EQ(retry(patient(), &endpoint::fetch, service, 10), 15);
    EXPECT_EQ(service.failures, -1) << "three calls of the very object";
    EXPECT_EQ(retry(patient(), &endpoint::fetch, &service, 20), 25);
    EXPECT_EQ(&retry(patient(), &endpoint::value, service), &service.value);
}

TEST_F(blocking_retry, tells_the_operation_which_attempt_it_is_if_it_wants_to_know) {
    struct told {
        std::uint64_t number;
        reprise::limit<std::uint64_t> left;
        reprise::duration elapsed;
        std::string previous;
    };
    std::vector<told> seen;
    int argument = 9;
    auto const result = retry(
        patient(),
        [&](reprise::attempt const& attempt, int const& value) {
            auto const* previous = attempt.previous_failure();
            seen.push_back(
                {attempt.number(), attempt.attempts_left(), attempt.elapsed(),
                 previous == nullptr ? "" : previous->message()});
            EXPECT_FALSE(attempt.stop_token().stop_possible());
            clock.advance(10ms);
            if (attempt.number() < 3) throw std::make_pair(reset{}, 0).first;
            return &value;
        },
        argument);
    EXPECT_EQ(result, &argument);
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0].number, 1U);
    EXPECT_EQ(seen[0].left, 3U);
    EXPECT_EQ(seen[0].elapsed, 0ms);
    EXPECT_EQ(seen[0].previous, "");
    EXPECT_EQ(seen[1].number, 2U);
    EXPECT_EQ(seen[1].left, 2U);
    EXPECT_EQ(seen[1].elapsed, 11ms);
    EXPECT_EQ(seen[1].previous, "reset");
    EXPECT_EQ(seen[2].left, 1U);
    EXPECT_EQ(seen[2].elapsed, 23ms);
}

TEST_F(blocking_retry, shows_an_attempt_the_exception_of_the_one_before) {
    std::exception_ptr thrown;
    std::exception_ptr shown;
    (void)retry(patient(), [&](reprise::attempt const& attempt) {
        if (attempt.number() == 1) {
            thrown = std::make_exception_ptr(connection_reset{});
            std::rethrow_exception(thrown);
        }
        shown = attempt.previous_failure()->exception();
        EXPECT_NE(attempt.previous_failure()->get_if<connection_reset>(), nullptr);
        return 0;
    });
    EXPECT_NE(shown, nullptr);
    EXPECT_EQ(shown, thrown);
}

TEST_F(blocking_retry, hands_the_attempt_the_policys_token) {
    std::stop_source source;
    auto const policy = patient(reprise::attempts{2} || reprise::stop_on{source.get_token()});
    EXPECT_TRUE(retry(policy, [&](reprise::attempt const& attempt) {
        source.request_stop();
        return attempt.stop_token().stop_requested();
    }));
}

TEST_F(blocking_retry, needs_no_policy) {
    EXPECT_EQ(retry([] { return 1; }), 1);
    EXPECT_EQ(retry(free_function, 1), 2);
    static_assert(noexcept(retry([]() noexcept { return 1; })));
    static_assert(!noexcept(retry([] { return 1; })));
    int calls = 0;
    EXPECT_THROW(
        retry([&calls] {
            ++calls;
            throw std::logic_error{"a mistake"};
        }),
        std::logic_error);
    EXPECT_EQ(calls, 1) << "a mistake in the program is not retried";
}

// what is noexcept

struct throwing_move {
    throwing_move() = default;
    throwing_move(throwing_move&& /*other*/) noexcept(false) {}
    throwing_move& operator=(throwing_move&& /*other*/) noexcept(false) { return *this; }
    [[nodiscard]] bool has_value() const noexcept { return true; }
    [[nodiscard]] int error() const noexcept { return 0; }
};

TEST_F(blocking_retry, is_noexcept_exactly_where_the_operation_is) {
    auto const quiet = []() noexcept { return 1; };
    auto const loud = [] { return 1; };
    auto const quiet_code = []() noexcept { return std::error_code{}; };
    auto const quiet_with_argument = [](int /*number*/) noexcept {};
    auto const quiet_with_attempt = [](reprise::attempt const&) noexcept {};
    static_assert(is_noexcept<default_policy, decltype(quiet)>);
    static_assert(!is_noexcept<default_policy, decltype(loud)>);
    static_assert(is_noexcept<default_policy, decltype(quiet_code)>);
    static_assert(is_noexcept<default_policy, decltype(quiet_with_argument), int>);
    static_assert(is_noexcept<default_policy, decltype(quiet_with_attempt)>);
    EXPECT_EQ(retry(patient(), quiet), 1);
    retry(patient(), quiet_with_argument, 1);
    retry(patient(), quiet_with_attempt);
}

TEST_F(blocking_retry, is_not_noexcept_where_moving_the_result_could_throw) {
    auto const made_quietly = []() noexcept { return throwing_move{}; };
    static_assert(!is_noexcept<default_policy, decltype(made_quietly)>);

    auto const marked_quietly = []() noexcept { return reprise::marked<int>{1}; };
    static_assert(is_noexcept<default_policy, decltype(marked_quietly)>);
    auto const marked = []() noexcept { return reprise::marked<throwing_move>{throwing_move{}}; };
    static_assert(!is_noexcept<default_policy, decltype(marked)>);

    static throwing_move kept;
    auto const by_reference = []() noexcept -> throwing_move& { return kept; };
    static_assert(is_noexcept<default_policy, decltype(by_reference)>);
    EXPECT_EQ(&retry(patient(), by_reference), &kept);
}

TEST_F(blocking_retry, tells_a_logger_that_an_operation_is_called_that_cannot_fail) {
    struct start_logger {
        int* told;
        void on(reprise::attempt_started const& /*event*/) const { ++*told; }
    };
    int told = 0;
    EXPECT_EQ(retry(patient(start_logger{&told}), []() noexcept { return 5; }), 5);
    EXPECT_EQ(told, 1);
}

// which exceptions

TEST_F(blocking_retry, retries_what_the_classifier_lists_and_what_derives_from_it) {
    int calls = 0;
    EXPECT_THROW(
        retry(
            patient(),
            [&calls] {
                ++calls;
                throw connection_reset{};
            }),
        connection_reset);
    EXPECT_EQ(calls, 4);
}

TEST_F(blocking_retry, does_not_retry_what_the_classifier_does_not_list) {
    int calls = 0;
    EXPECT_THROW(
        retry(
            patient(),
            [&calls] {
                ++calls;
                throw std::out_of_range{"mistake"};
            }),
        std::out_of_range);
    EXPECT_EQ(calls, 1);

    calls = 0;
    EXPECT_THROW(
        retry(
            patient(),
            [&calls] {
                ++calls;
                throw 7;
            }),
        int);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(clock.wait_count(), 0U);
}

TEST_F(blocking_retry, retries_exceptions_that_are_no_std_exception) {
    struct plain {
        int number;
    };
    auto const policy = patient(reprise::retry_on<int, plain, char const*>{});
    int calls = 0;
    EXPECT_EQ(
        retry(
            policy,
            [&calls] {
                switch (++calls) {
                    case 1: throw 1;
                    case 2: throw plain{2};
                    case 3: throw "three";
                    default: return calls;
                }
            }),
        4);
}

TEST_F(blocking_retry, asks_the_first_type_of_the_list_that_fits) {
    struct by_type {
        using exceptions = reprise::exception_types<connection_reset, reset>;
        std::vector<std::string>* asked;
        reprise::verdict classify(connection_reset const& /*failure*/) const {
            asked->emplace_back("derived");
            return reprise::verdict::transient();
        }
        reprise::verdict classify(reset const& /*failure*/) const {
            asked->emplace_back("base");
            return reprise::verdict::transient();
        }
        reprise::verdict classify(reprise::other_exception const& /*failure*/) const {
            asked->emplace_back("other");
            return reprise::verdict::permanent();
        }
    };
    std::vector<std::string> asked;
    int calls = 0;
    EXPECT_THROW(
        retry(
            patient(by_type{&asked}),
            [&calls] {
                switch (++calls) {
                    case 1: throw reset{};
                    case 2: throw connection_reset{};
                    default: throw std::runtime_error{"unlisted base of both"};
                }
            }),
        std::runtime_error);
    EXPECT_THAT(asked, ::testing::ElementsAre("base", "derived", "other"));
}

template <int Number>
struct numbered : std::exception {};

TEST_F(blocking_retry, has_a_handler_for_each_of_sixteen_types) {
    auto const policy = patient(
        reprise::attempts{18},
        reprise::retry_on<
            numbered<1>, numbered<2>, numbered<3>, numbered<4>, numbered<5>, numbered<6>,
            numbered<7>, numbered<8>, numbered<9>, numbered<10>, numbered<11>, numbered<12>,
            numbered<13>, numbered<14>, numbered<15>, numbered<16>>{});
    int calls = 0;
    EXPECT_EQ(
        retry(
            policy,
            [&calls] {
                switch (++calls) {
                    case 1: throw numbered<1>{};
                    case 2: throw numbered<2>{};
                    case 3: throw numbered<8>{};
                    case 4: throw numbered<15>{};
                    case 5: throw numbered<16>{};
                    default: return calls;
                }
            }),
        6);
    EXPECT_THROW(retry(policy, [] { throw numbered<17>{}; }), numbered<17>);
}

TEST_F(blocking_retry, heeds_the_marks_that_an_exception_bears) {
    int calls = 0;
    EXPECT_THROW(
        retry(
            patient(),
            [&calls] {
                ++calls;
                throw reprise::stop_now(reset{});
            }),
        reset);
    EXPECT_EQ(calls, 1);

    calls = 0;
    EXPECT_THROW(
        retry(
            patient(),
            [&calls] {
                ++calls;
                throw reprise::retry_anyway(std::logic_error{"odd"});
            }),
        std::logic_error);
    EXPECT_EQ(calls, 4);

    struct plain {};
    calls = 0;
    EXPECT_THROW(
        retry(
            patient(reprise::retry_on<plain>{}),
            [&calls] {
                ++calls;
                throw reprise::stop_now(plain{});
            }),
        plain);
    EXPECT_EQ(calls, 1) << "the mark is found although the handler of its type comes first";
}

TEST_F(blocking_retry, waits_at_least_as_long_as_a_mark_asks) {
    int calls = 0;
    EXPECT_EQ(
        retry(
            patient(),
            [&calls] {
                if (++calls == 1) throw reprise::retry_after(reset{}, 50ms);
                return calls;
            }),
        2);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(50ms));
}

// the error comes out

struct traced_error : reset {
    explicit traced_error(std::vector<void const*>& constructed, int& copied)
        : made{&constructed}, copies{&copied} {
        made->push_back(this);
    }
    traced_error(traced_error const& other) : reset{other}, made{other.made}, copies{other.copies} {
        ++*copies;
    }
    traced_error& operator=(traced_error const&) = delete;
    std::vector<void const*>* made;
    int* copies;
};
struct derived_error : traced_error {
    using traced_error::traced_error;
};

TEST_F(blocking_retry, throws_the_object_that_the_last_attempt_threw) {
    std::vector<void const*> made;
    int copies = 0;
    void const* caught = nullptr;
    try {
        retry(patient(), [&] { throw derived_error{made, copies}; });
    } catch (reset const& error) {
        caught = dynamic_cast<void const*>(&error);
        EXPECT_EQ(typeid(error), typeid(derived_error));
    }
    EXPECT_EQ(made.size(), 4U);
    EXPECT_EQ(caught, made.back());
    EXPECT_EQ(copies, 0);
}

TEST_F(blocking_retry, throws_the_object_that_the_only_attempt_threw) {
    std::vector<void const*> made;
    int copies = 0;
    void const* caught = nullptr;
    try {
        retry(patient(reprise::attempts{1}), [&] { throw derived_error{made, copies}; });
    } catch (derived_error const& error) {
        caught = &error;
    }
    EXPECT_EQ(caught, made.at(0));
    EXPECT_EQ(copies, 0);
}

TEST_F(blocking_retry, throws_the_exception_that_a_pointer_holds) {
    auto const kept = std::make_exception_ptr(connection_reset{});
    std::exception_ptr caught;
    try {
        retry(patient(), [&] { std::rethrow_exception(kept); });
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_NE(caught, nullptr);
    EXPECT_EQ(caught, kept);
}

TEST_F(blocking_retry, costs_one_throw_and_one_catch_for_each_failed_attempt) {
    if constexpr (!counted::counts) GTEST_SKIP() << "the sanitizer counts here";
    int calls = 0;
    auto const recovers = [&calls] {
        if (++calls % 4 != 0) throw connection_reset{};
    };
    auto const check = [&](auto const& policy, auto const& operation) {
        counted::since_now const meanwhile;
        retry(policy, operation);
        EXPECT_EQ(meanwhile.throws(), 3);
        EXPECT_EQ(meanwhile.rethrows(), 0);
        EXPECT_EQ(meanwhile.catches(), 3);
    };
    check(patient(), recovers);
    check(patient(reprise::steady{}, reprise::no_backoff{}), recovers);
    check(patient(reprise::retry_on<reset, std::bad_alloc>{}), recovers);
    check(patient(), [&](reprise::attempt const&) { recovers(); });

    counted::since_now const meanwhile;
    EXPECT_THROW(
        retry(patient(reprise::steady{}, reprise::no_backoff{}), [] { throw reset{}; }), reset);
    EXPECT_EQ(meanwhile.throws(), 4);
    EXPECT_EQ(meanwhile.rethrows(), 1) << "the last one, on its way out";
    EXPECT_EQ(meanwhile.catches(), 5) << "one is the test's";
}

TEST_F(blocking_retry, does_not_rethrow_to_find_out_a_type_that_nobody_listed) {
    if constexpr (!counted::counts) GTEST_SKIP() << "the sanitizer counts here";
    auto const check = [](auto const& policy) {
        int calls = 0;
        counted::since_now const meanwhile;
        retry(policy, [&calls] {
            if (++calls < 3) throw 7;
        });
        EXPECT_EQ(meanwhile.throws(), 2);
        EXPECT_EQ(meanwhile.rethrows(), 0);
        EXPECT_EQ(meanwhile.catches(), 2);
    };
    check(patient(reprise::retry_all{}));
    check(patient(reprise::retry_unless<std::bad_alloc>{}));
}

TEST_F(blocking_retry, can_be_nested) {
    int inner = 0;
    int outer = 0;
    EXPECT_THROW(
        retry(
            patient(reprise::attempts{3}),
            [&] {
                ++outer;
                retry(patient(reprise::attempts{2}), [&] {
                    ++inner;
                    throw reset{};
                });
            }),
        reset);
    EXPECT_EQ(outer, 3);
    EXPECT_EQ(inner, 6);
}

TEST_F(blocking_retry, works_in_a_handler_and_while_the_stack_unwinds) {
    int calls = 0;
    auto const twice = [&calls] {
        if (++calls % 2 == 1) throw reset{};
        return calls;
    };
    try {
        throw 1;
    } catch (int) {
        EXPECT_EQ(retry(patient(), twice), 2);
    }

    struct recovered_logger {
        int* told;
        void on(reprise::recovered const& /*event*/) const { ++*told; }
    };
    int told = 0;
    struct unwinding {
        std::function<void()> action;
        ~unwinding() { action(); }
    };
    try {
        unwinding const during{[&] { retry(patient(recovered_logger{&told}), twice); }};
        throw 1;
    } catch (int) {
        EXPECT_EQ(calls, 4);
    }
    EXPECT_EQ(told, 1) << "another exception on its way does not hide the recovery";
}

// glibc cancels with the unwinder of GCC, which does not mix with LLVM's, on which libc++ stands.
#if defined(__GLIBC__) && !defined(_LIBCPP_VERSION) && REPRISE_TEST_COUNTS_RUNTIME

TEST_F(blocking_retry, does_not_hold_up_a_thread_that_is_cancelled) {
    struct shared {
        int calls = 0;
        reprise::testing::virtual_clock* clock = nullptr;
    } state{.clock = &clock};
    auto const run = [](void* argument) -> void* {
        auto& inside = *static_cast<shared*>(argument);
        auto const policy =
            reprise::compose(reprise::attempts{5}, reprise::retry_all{}, std::ref(*inside.clock));
        retry(policy, [&inside] {
            ++inside.calls;
            pthread_cancel(pthread_self());
            pthread_testcancel();
        });
        return nullptr;
    };
    pthread_t thread{};
    ASSERT_EQ(pthread_create(&thread, nullptr, run, &state), 0);
    void* result = nullptr;
    ASSERT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, PTHREAD_CANCELED);
    EXPECT_EQ(state.calls, 1) << "the unwinding of the thread is no failure of the operation";
    EXPECT_EQ(clock.wait_count(), 0U);
}

TEST_F(blocking_retry, does_not_hold_up_a_thread_that_is_cancelled_while_it_logs) {
    auto const run = [](void* argument) -> void* {
        int& calls = *static_cast<int*>(argument);
        auto const policy = reprise::compose(
            reprise::attempts{5}, reprise::retry_all{}, reprise::no_backoff{},
            reprise::on_retry([](reprise::retry_scheduled const&) {
                pthread_cancel(pthread_self());
                pthread_testcancel();
            }));
        (void)retry(policy, [&calls] {
            ++calls;
            return make_error_code(std::errc::timed_out);
        });
        return nullptr;
    };
    int calls = 0;
    pthread_t thread{};
    ASSERT_EQ(pthread_create(&thread, nullptr, run, &calls), 0);
    void* result = nullptr;
    ASSERT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, PTHREAD_CANCELED);
    EXPECT_EQ(calls, 1);
}

#endif

TEST_F(blocking_retry, names_the_type_of_what_is_being_handled_without_a_rethrow) {
    try {
        throw 7;
    } catch (...) {
        EXPECT_EQ(reprise::detail::current_exception_type(), typeid(int));
    }
    EXPECT_EQ(reprise::detail::current_exception_type(), typeid(std::exception_ptr))
        << "where nothing is";
}

// retrying

TEST_F(blocking_retry, a_retrying_callable_is_called_like_its_operation) {
    int calls = 0;
    reprise::retrying fetch{patient(), [&calls](std::string const& name, int number) {
                                if (++calls % 3 != 0) throw reset{};
                                return name + std::to_string(number);
                            }};
    EXPECT_EQ(fetch("a", 1), "a1");
    EXPECT_EQ(fetch("b", 2), "b2");
    EXPECT_EQ(calls, 6);
    EXPECT_EQ(fetch.policy().stop(), reprise::attempts{4});
    static_assert(!std::is_invocable_v<decltype(fetch), int>);
}

TEST_F(blocking_retry, a_retrying_callable_is_constant_where_its_operation_is) {
    auto const plain = [] { return 1; };
    auto changing = [calls = 0]() mutable { return ++calls; };
    reprise::retrying<default_policy, decltype(plain)> const constant{reprise::compose(), plain};
    static_assert(std::is_invocable_v<decltype(constant)>);
    EXPECT_EQ(constant(), 1);
    reprise::retrying variable{patient(), changing};
    static_assert(!std::is_invocable_v<decltype(variable) const&>);
    EXPECT_EQ(variable(), 1);
    EXPECT_EQ(variable(), 2);
}

TEST_F(blocking_retry, a_retrying_callable_keeps_noexcept_and_references) {
    int value = 0;
    reprise::retrying const quiet{
        reprise::compose(), [&value]() noexcept -> int& { return value; }};
    static_assert(noexcept(quiet()));
    EXPECT_EQ(&quiet(), &value);
    reprise::retrying const loud{reprise::compose(), [] { return 1; }};
    static_assert(!noexcept(loud()));
    reprise::retrying const code{reprise::compose(), []() noexcept { return throwing_move{}; }};
    static_assert(!noexcept(code()));
}

TEST_F(blocking_retry, a_retrying_callable_tells_the_attempt_and_can_be_handed_on) {
    std::function<std::uint64_t(int)> const fetch =
        reprise::retrying{patient(), [](reprise::attempt const& attempt, int wanted) {
                              if (attempt.number() < static_cast<std::uint64_t>(wanted))
                                  throw reset{};
                              return attempt.number();
                          }};
    EXPECT_EQ(fetch(1), 1U);
    EXPECT_EQ(fetch(4), 4U);
    EXPECT_THROW((void)fetch(5), reset);
}

}  // namespace
