// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>  // std::ref
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#if __has_include(<expected>)
#include <expected>
#endif

namespace outcomes_test {

enum class status { ok, busy, broken };

struct reply {
    status code = status::ok;
    int body = 0;
};

std::string to_string(status code) {
    switch (code) {
        case status::ok: return "ok";
        case status::busy: return "busy";
        case status::broken: return "broken";
    }
    return "?";
}

// a result in a wrapping that the caller is not to see
struct wrapped {
    status code = status::ok;
    std::unique_ptr<int> body;
};

}  // namespace outcomes_test

template <>
struct reprise::outcome_traits<outcomes_test::reply> {
    static constexpr bool can_fail = true;
    static constexpr bool failed(outcomes_test::reply const& answer) noexcept {
        return answer.code != outcomes_test::status::ok;
    }
    static constexpr outcomes_test::status error(outcomes_test::reply const& answer) noexcept {
        return answer.code;
    }
};

template <>
struct reprise::outcome_traits<outcomes_test::wrapped> {
    static constexpr bool can_fail = true;
    static bool failed(outcomes_test::wrapped const& answer) noexcept {
        return answer.code != outcomes_test::status::ok;
    }
    static outcomes_test::status error(outcomes_test::wrapped const& answer) noexcept {
        return answer.code;
    }
    static std::unique_ptr<int> release(outcomes_test::wrapped&& answer) noexcept {
        return std::move(answer.body);
    }
};

namespace {

using namespace std::chrono_literals;
using outcomes_test::reply;
using outcomes_test::status;
using outcomes_test::wrapped;
using reprise::retry;

// The shape of std::expected, which C++20 has not got.
template <class Value, class Error>
class result {
  public:
    result(Value value) : held_{std::in_place_index<0>, std::move(value)} {}
    result(std::in_place_t /*failure*/, Error error)
        : held_{std::in_place_index<1>, std::move(error)} {}

    [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
    [[nodiscard]] Value const& value() const { return std::get<0>(held_); }
    [[nodiscard]] Error const& error() const { return std::get<1>(held_); }

  private:
    std::variant<Value, Error> held_;
};

template <class Value, class Error>
result<Value, Error> failed_with(Error error) {
    return {std::in_place, std::move(error)};
}

struct only_moved {
    explicit only_moved(int made_of) : number{std::make_unique<int>(made_of)} {}
    std::unique_ptr<int> number;
};

struct judging_status {
    using exceptions = reprise::exception_types<>;
    static reprise::verdict classify(reprise::other_exception const& /*other*/) noexcept {
        return reprise::verdict::permanent();
    }
    static reprise::verdict classify(status code) noexcept {
        return code == status::busy ? reprise::verdict::transient() : reprise::verdict::permanent();
    }
};

class outcomes : public ::testing::Test {
  protected:
    template <class... Parts>
    [[nodiscard]] auto patient(Parts... parts) {
        return reprise::with(
            reprise::compose(
                reprise::attempts{4}, reprise::linear{1ms, 1ms, 1s}, reprise::no_jitter{},
                std::ref(clock)),
            parts...);
    }

    reprise::testing::virtual_clock clock;
};

std::error_code const timed_out = make_error_code(std::errc::timed_out);
std::error_code const not_found = make_error_code(std::errc::no_such_file_or_directory);

// what has a value or an error

TEST_F(outcomes, an_expected_with_a_value_has_succeeded) {
    int calls = 0;
    auto const fetched = retry(patient(), [&calls]() -> result<std::string, std::error_code> {
        ++calls;
        return std::string{"body"};
    });
    EXPECT_EQ(fetched.value(), "body");
    EXPECT_EQ(calls, 1);
}

TEST_F(outcomes, an_expected_with_an_error_is_retried_as_the_classifier_says_of_the_error) {
    int calls = 0;
    auto const recovers = retry(patient(), [&calls]() -> result<int, std::error_code> {
        if (++calls < 3) return failed_with<int>(timed_out);
        return calls;
    });
    EXPECT_EQ(recovers.value(), 3);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(1ms, 2ms));

    calls = 0;
    auto const permanent = retry(patient(), [&calls]() -> result<int, std::error_code> {
        ++calls;
        return failed_with<int>(not_found);
    });
    EXPECT_EQ(permanent.error(), not_found);
    EXPECT_EQ(calls, 1);
}

TEST_F(outcomes, the_last_error_is_returned_as_it_was) {
    int calls = 0;
    auto const failing = [&calls]() -> result<int, only_moved> {
        return failed_with<int>(only_moved{++calls});
    };
    auto const given_up = retry(patient(reprise::retry_all{}), failing);
    EXPECT_EQ(*given_up.error().number, 4);
    static_assert(
        std::same_as<
            decltype(retry(patient(reprise::retry_all{}), failing)), result<int, only_moved>>);
}

TEST_F(outcomes, errors_of_any_type_can_be_classified) {
    int calls = 0;
    auto const by_status = [&calls]() -> result<int, status> {
        return failed_with<int>(++calls < 3 ? status::busy : status::broken);
    };
    EXPECT_EQ(retry(patient(judging_status{}), by_status).error(), status::broken);
    EXPECT_EQ(calls, 3);

    calls = 0;
    auto const by_predicate =
        patient(reprise::retry_if([](status code) { return code == status::broken; }));
    EXPECT_EQ(retry(by_predicate, by_status).error(), status::busy);
    EXPECT_EQ(calls, 1);

    calls = 0;
    EXPECT_EQ(retry(patient(reprise::retry_on<status>{}), by_status).error(), status::broken);
    EXPECT_EQ(calls, 4);
}

TEST_F(outcomes, an_operation_can_return_errors_and_throw_exceptions) {
    int calls = 0;
    auto const mixed = [&calls]() -> result<int, std::error_code> {
        switch (++calls) {
            case 1: throw std::system_error{timed_out};
            case 2: return failed_with<int>(timed_out);
            case 3: throw std::system_error{timed_out};
            default: return calls;
        }
    };
    EXPECT_EQ(retry(patient(), mixed).value(), 4);

    calls = -1;  // an attempt more: the last of them returns
    auto const ends_with_value = [&calls]() -> result<int, std::error_code> {
        if (++calls < 3) throw std::system_error{timed_out};
        return failed_with<int>(timed_out);
    };
    EXPECT_EQ(retry(patient(), ends_with_value).error(), timed_out);

    calls = 0;
    auto const ends_with_exception = [&calls]() -> result<int, std::error_code> {
        if (++calls < 4) return failed_with<int>(timed_out);
        throw std::system_error{not_found, "thrown"};
    };
    EXPECT_THROW((void)retry(patient(), ends_with_exception), std::system_error);
    EXPECT_EQ(calls, 4);
}

TEST_F(outcomes, the_first_exception_of_an_operation_that_can_return_errors_comes_out) {
    auto const kept = std::make_exception_ptr(std::logic_error{"a mistake"});
    std::exception_ptr caught;
    try {
        (void)retry(reprise::compose(), [&]() -> std::error_code { std::rethrow_exception(kept); });
    } catch (...) {
        caught = std::current_exception();
    }
    EXPECT_NE(caught, nullptr);
    EXPECT_EQ(caught, kept);
}

TEST_F(outcomes, a_reference_to_an_expected_is_looked_at_and_returned_as_it_is) {
    std::vector<result<int, std::error_code>> answers;
    answers.push_back(failed_with<int>(timed_out));
    answers.push_back(failed_with<int>(timed_out));
    answers.emplace_back(3);
    std::size_t next = 0;
    auto const operation = [&]() -> result<int, std::error_code> const& { return answers[next++]; };
    EXPECT_EQ(&retry(patient(), operation), &answers[2]);
    EXPECT_EQ(clock.wait_count(), 2U);

    next = 0;
    auto const rvalue = [&]() -> result<int, std::error_code>&& {
        return std::move(answers[next++]);
    };
    auto&& returned = retry(patient(), rvalue);
    EXPECT_EQ(&returned, &answers[2]);
}

#if defined(__cpp_lib_expected)

TEST_F(outcomes, the_librarys_expected_is_one_of_them) {
    int calls = 0;
    auto const fetch = [&calls]() noexcept -> std::expected<int, std::error_code> {
        if (++calls < 3) return std::unexpected{timed_out};
        return calls;
    };
    auto const policy = patient();
    static_assert(noexcept(retry(policy, fetch)));
    EXPECT_EQ(retry(policy, fetch), 3);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(1ms, 2ms));

    std::expected<void, std::error_code> const given_up =
        retry(patient(), []() -> std::expected<void, std::error_code> {
            return std::unexpected{timed_out};
        });
    EXPECT_EQ(given_up.error(), timed_out);
    EXPECT_EQ(clock.wait_count(), 5U);

    auto const reported =
        reprise::try_retry(patient(), []() -> std::expected<int, std::error_code> {
            return std::unexpected{not_found};
        });
    EXPECT_FALSE(reported);
    EXPECT_EQ(reported->error(), not_found);
}

#endif

// std::error_code

TEST_F(outcomes, an_error_code_that_is_set_has_failed) {
    int calls = 0;
    auto const recovers = [&calls] { return ++calls < 3 ? timed_out : std::error_code{}; };
    EXPECT_FALSE(retry(patient(), recovers));
    EXPECT_EQ(calls, 3);

    calls = 0;
    auto const fails = [&calls] {
        ++calls;
        return timed_out;
    };
    EXPECT_EQ(retry(patient(), fails), timed_out);
    EXPECT_EQ(calls, 4);

    calls = 0;
    auto const permanent = [&calls] {
        ++calls;
        return not_found;
    };
    EXPECT_EQ(retry(patient(), permanent), not_found);
    EXPECT_EQ(calls, 1);
}

TEST_F(outcomes, nothing_is_thrown_and_nothing_caught_where_values_say_that_they_failed) {
    if constexpr (!counted::counts) GTEST_SKIP() << "the sanitizer counts here";
    counted::since_now const meanwhile;
    (void)retry(patient(), [] { return timed_out; });
    (void)retry(patient(), []() noexcept { return timed_out; });
    (void)retry(patient(reprise::retry_all{}), []() -> result<int, status> {
        return failed_with<int>(status::busy);
    });
    (void)retry(patient(reprise::retry_if_result([](int) { return true; })), [] { return 1; });
    (void)retry(patient(), [](reprise::attempt const&) { return timed_out; });
    EXPECT_EQ(meanwhile.throws(), 0);
    EXPECT_EQ(meanwhile.catches(), 0);
}

TEST_F(outcomes, noexcept_is_kept_where_values_say_that_they_failed) {
    int calls = 0;
    auto const quiet = [&calls]() noexcept { return ++calls < 3 ? timed_out : std::error_code{}; };
    auto const policy = patient();
    static_assert(noexcept(retry(policy, quiet)));
    EXPECT_FALSE(retry(policy, quiet));
    EXPECT_EQ(calls, 3);

    auto const told = [&calls](reprise::attempt const& attempt) noexcept {
        ++calls;
        return attempt.number() < 3 ? timed_out : std::error_code{};
    };
    static_assert(noexcept(retry(policy, told)));
    EXPECT_FALSE(retry(policy, told));
}

// a trait of one's own

TEST_F(outcomes, a_type_can_be_taught_to_fail) {
    int calls = 0;
    auto const fetch = [&calls]() -> reply {
        if (++calls < 3) return {status::busy, 0};
        return {status::ok, calls};
    };
    EXPECT_EQ(retry(patient(judging_status{}), fetch).body, 3);
    EXPECT_EQ(calls, 3);

    auto const broken = retry(patient(judging_status{}), [] { return reply{status::broken, 9}; });
    EXPECT_EQ(broken.code, status::broken);
    EXPECT_EQ(broken.body, 9);
}

TEST_F(outcomes, a_type_can_hand_the_caller_something_else) {
    int calls = 0;
    auto const fetch = [&calls]() -> wrapped {
        if (++calls < 3) return {status::busy, nullptr};
        return {status::ok, std::make_unique<int>(calls)};
    };
    auto const body = retry(patient(judging_status{}), fetch);
    static_assert(std::same_as<decltype(body), std::unique_ptr<int> const>);
    EXPECT_EQ(*body, 3);

    auto const reported = reprise::try_retry(patient(judging_status{}), fetch);
    EXPECT_EQ(**reported, 4);
    auto const policy = patient(judging_status{});
    static_assert(noexcept(retry(policy, []() noexcept { return wrapped{}; })));
}

TEST_F(outcomes, a_trait_that_says_so_makes_no_type_fail) {
    EXPECT_EQ(retry(patient(), [] { return status::broken; }), status::broken);
    static_assert(!reprise::outcome_traits<status>::can_fail);
}

// retry_if_result

TEST_F(outcomes, a_predicate_can_reject_any_value) {
    int calls = 0;
    auto const odd = reprise::retry_if_result([](int value) { return value % 2 == 1; });
    auto const counting = [&calls] { return ++calls; };
    EXPECT_EQ(retry(patient(odd), counting), 2);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(1ms));

    auto const all = reprise::retry_if_result([](std::string const&) { return true; });
    calls = 0;
    EXPECT_EQ(retry(patient(all), [&calls] { return std::string(1, "abcdef"[calls++]); }), "d")
        << "the last value, as it was";
}

TEST_F(outcomes, a_predicate_looks_at_values_that_it_fits_and_at_no_others) {
    auto const on_ints = patient(reprise::retry_if_result([](std::string const&) { return true; }));
    EXPECT_EQ(retry(on_ints, [] { return 1; }), 1);
    retry(on_ints, [] {});
    int calls = 0;
    EXPECT_THROW(
        retry(
            on_ints,
            [&calls]() -> int {
                ++calls;
                throw std::system_error{timed_out};
            }),
        std::system_error);
    EXPECT_EQ(calls, 4) << "exceptions are for the classifier that stands behind it";
}

TEST_F(outcomes, a_predicate_sees_an_expected_before_its_error_is_classified) {
    int calls = 0;
    auto const impatient = patient(reprise::retry_if_result(
        [](result<int, std::error_code> const& answer) {
            return answer.has_value() && answer.value() < 2;
        },
        reprise::retry_on<std::error_code>{}));
    auto const fetch = [&calls]() -> result<int, std::error_code> {
        if (++calls == 1) return failed_with<int>(not_found);  // an error, which is listed
        return calls - 1;                                      // 1 is rejected, 2 is not
    };
    EXPECT_EQ(retry(impatient, fetch).value(), 2);
    EXPECT_EQ(calls, 3);
}

TEST_F(outcomes, a_judge_can_say_more_than_yes_or_no) {
    struct by_code {
        using exceptions = reprise::exception_types<>;
        static reprise::verdict classify(reprise::other_exception const& /*other*/) {
            return reprise::verdict::permanent();
        }
        static std::optional<reprise::verdict> judge_code(int code) {
            if (code == 429) return reprise::verdict::throttled().after(3s);
            if (code == 404) return reprise::verdict::permanent();
            return std::nullopt;
        }
        [[nodiscard]] std::optional<reprise::verdict> judge(int code) const {
            return judge_code(code);
        }
    };
    int calls = 0;
    EXPECT_EQ(retry(patient(by_code{}), [&calls] { return ++calls == 1 ? 429 : 200; }), 200);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(3s));
    calls = 0;
    EXPECT_EQ(
        retry(
            patient(by_code{}),
            [&calls] {
                ++calls;
                return 404;
            }),
        404);
    EXPECT_EQ(calls, 1);
}

TEST_F(outcomes, constant_values_are_judged_too) {
    int calls = 0;
    auto const odd = reprise::retry_if_result([](int const& value) { return value % 2 == 1; });
    auto const operation = [&calls]() -> int const& { return ++calls; };
    EXPECT_EQ(retry(patient(odd), operation), 2);
}

// marks

TEST_F(outcomes, a_marked_value_says_itself_what_is_to_follow) {
    int calls = 0;
    auto const anyway = [&calls]() -> reprise::marked<std::string> {
        if (++calls < 3) return {std::string{"odd"}, reprise::verdict::transient()};
        return std::string{"fine"};
    };
    auto const text = retry(patient(), anyway);
    static_assert(std::same_as<decltype(text), std::string const>);
    EXPECT_EQ(text, "fine");
    EXPECT_EQ(calls, 3);

    calls = 0;
    auto const stop = [&calls]() -> reprise::marked<result<int, std::error_code>> {
        ++calls;
        return {failed_with<int>(timed_out), reprise::verdict::permanent()};
    };
    EXPECT_EQ(retry(patient(), stop).error(), timed_out);
    EXPECT_EQ(calls, 1);
}

TEST_F(outcomes, a_marked_value_without_a_mark_is_what_it_holds) {
    int calls = 0;
    auto const plain = [&calls]() -> reprise::marked<result<int, std::error_code>> {
        if (++calls < 3) return failed_with<int>(timed_out);
        return result<int, std::error_code>{calls};
    };
    EXPECT_EQ(retry(patient(), plain).value(), 3);
    EXPECT_EQ(calls, 3);
}

TEST_F(outcomes, a_marked_value_can_ask_for_a_delay) {
    int calls = 0;
    auto const asking = [&calls]() -> reprise::marked<int> {
        if (++calls == 1) return {503, reprise::verdict::throttled().after(2s)};
        return 200;
    };
    EXPECT_EQ(retry(patient(), asking), 200);
    EXPECT_THAT(clock.waits(), ::testing::ElementsAre(2s));
}

// what others see of it

TEST_F(outcomes, loggers_see_the_error_itself) {
    std::vector<std::string> seen;
    auto const logger = reprise::on_retry([&seen](reprise::retry_scheduled const& event) {
        EXPECT_FALSE(event.failure.is_exception());
        EXPECT_EQ(event.failure.exception(), nullptr);
        if (auto const* code = event.failure.get_if<std::error_code>())
            seen.push_back(code->message());
        if (auto const* code = event.failure.get_if<status>()) seen.push_back(to_string(*code));
        if (auto const* rejected = event.failure.get_if<int>())
            seen.push_back(std::to_string(*rejected));
    });
    (void)retry(patient(logger, reprise::attempts{2}), []() -> result<int, std::error_code> {
        return failed_with<int>(timed_out);
    });
    (void)retry(patient(logger, reprise::attempts{2}, judging_status{}), [] {
        return reply{status::busy, 0};
    });
    (void)retry(
        patient(logger, reprise::attempts{2}, reprise::retry_if_result([](int) { return true; })),
        [] { return 7; });
    EXPECT_THAT(seen, ::testing::ElementsAre(timed_out.message(), "busy", "7"));
}

TEST_F(outcomes, an_attempt_sees_the_error_of_the_one_before) {
    (void)retry(patient(), [](reprise::attempt const& attempt) -> result<int, std::error_code> {
        if (attempt.number() == 1) return failed_with<int>(timed_out);
        EXPECT_FALSE(attempt.previous_failure()->is_exception());
        EXPECT_EQ(*attempt.previous_failure()->get_if<std::error_code>(), timed_out);
        return 1;
    });
    (void)retry(
        patient(reprise::retry_all{}),
        [](reprise::attempt const& attempt) -> result<int, only_moved> {
            if (attempt.number() == 1) return failed_with<int>(only_moved{1});
            EXPECT_EQ(attempt.previous_failure()->type(), typeid(only_moved));
            EXPECT_EQ(attempt.previous_failure()->get_if<only_moved>(), nullptr)
                << "it could not be kept, only described";
            return 1;
        });
}

}  // namespace
