// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_if.hpp>
#include <reprise/policies/classify/retry_if_result.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace {

using namespace std::chrono_literals;
using reprise::exception_types;
using reprise::failure_kind;
using reprise::marked;
using reprise::other_exception;
using reprise::outcome_traits;
using reprise::retry_all;
using reprise::retry_if;
using reprise::retry_if_result;
using reprise::retry_on;
using reprise::retry_unless;
using reprise::verdict;

constexpr auto transient = verdict::transient();
constexpr auto permanent = verdict::permanent();

struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

struct timeout : http_error {
    timeout() : http_error{504} {}
};

enum class status_code { ok, busy, gone };

// retry_on, retry_unless

static_assert(std::is_empty_v<retry_on<http_error>>);
static_assert(std::is_empty_v<retry_unless<http_error>>);
static_assert(std::is_empty_v<retry_all>);
static_assert(std::is_same_v<
              retry_on<http_error, std::logic_error>::exceptions,
              exception_types<http_error, std::logic_error>>);
static_assert(std::is_same_v<retry_unless<http_error>::exceptions, exception_types<http_error>>);

TEST(retry_on, retries_the_listed_types_and_those_derived_from_them) {
    constexpr retry_on<http_error, std::logic_error> classifier;
    EXPECT_EQ(classifier.classify(http_error{500}), transient);
    EXPECT_EQ(classifier.classify(timeout{}), transient);
    EXPECT_EQ(classifier.classify(std::invalid_argument{"no"}), transient);
    EXPECT_EQ(classifier.classify(std::runtime_error{"no"}), permanent);
    EXPECT_EQ(classifier.classify(other_exception{}), permanent);
    EXPECT_EQ(classifier.classify(7), permanent);
}

TEST(retry_on, takes_error_values_and_thrown_things_of_any_type) {
    static_assert(retry_on<int>{}.classify(7) == transient);
    static_assert(retry_on<int>{}.classify(7L) == permanent);
    static_assert(retry_on<status_code, int>{}.classify(status_code::busy) == transient);
    EXPECT_EQ(retry_on<std::string>{}.classify(std::string{"down"}), transient);
    EXPECT_EQ(retry_on<std::error_code>{}.classify(std::error_code{}), transient);
}

TEST(retry_unless, retries_all_but_the_listed_types_and_those_derived_from_them) {
    constexpr retry_unless<http_error, std::logic_error> classifier;
    EXPECT_EQ(classifier.classify(http_error{500}), permanent);
    EXPECT_EQ(classifier.classify(timeout{}), permanent);
    EXPECT_EQ(classifier.classify(std::invalid_argument{"no"}), permanent);
    EXPECT_EQ(classifier.classify(std::runtime_error{"no"}), transient);
    EXPECT_EQ(classifier.classify(other_exception{}), transient);
    EXPECT_EQ(classifier.classify(7), transient);
    static_assert(retry_unless<int>{}.classify(7) == permanent);
}

TEST(retry_on, wants_derived_classes_before_their_bases) {
    using reprise::detail::derived_before_bases;
    static_assert(derived_before_bases<>);
    static_assert(derived_before_bases<std::exception>);
    static_assert(derived_before_bases<timeout, http_error, std::exception>);
    static_assert(derived_before_bases<std::logic_error, std::runtime_error>);
    static_assert(!derived_before_bases<http_error, timeout>);
    static_assert(!derived_before_bases<std::logic_error, std::exception, http_error>);
    static_assert(!derived_before_bases<int, int>);
    static_assert(derived_before_bases<int, long>);
}

// retry_all

TEST(retry_all, retries_everything) {
    EXPECT_EQ(retry_all{}.classify(http_error{400}), transient);
    EXPECT_EQ(retry_all{}.classify(std::logic_error{"a mistake"}), transient);
    EXPECT_EQ(retry_all{}.classify(other_exception{}), transient);
    static_assert(retry_all{}.classify(7) == transient);
    static_assert(std::is_same_v<retry_all::exceptions, exception_types<>>);
}

// retry_if

bool is_server_error(http_error const& error) { return error.status >= 500; }
bool is_seven(int number) noexcept { return number == 7; }

struct lvalue_const {
    bool operator()(http_error const& error) const& { return error.status >= 500; }
};
struct lvalue_const_noexcept {
    bool operator()(http_error const& error) const& noexcept { return error.status >= 500; }
};
struct const_noexcept {
    bool operator()(http_error const& error) const noexcept { return error.status >= 500; }
};
struct returns_something_like_bool {
    int operator()(http_error const& error) const { return error.status >= 500 ? 1 : 0; }
};
struct overloaded {
    bool operator()(std::exception const&) const { return true; }
    bool operator()(int) const { return false; }
};

template <class Predicate>
void expect_server_errors_only(Predicate predicate) {
    auto const classifier = retry_if(std::move(predicate));
    using classifier_type = std::remove_const_t<decltype(classifier)>;
    static_assert(reprise::classifier_policy<classifier_type>);
    static_assert(
        std::is_same_v<typename classifier_type::exceptions, exception_types<http_error>>);
    EXPECT_EQ(classifier.classify(http_error{503}), transient);
    EXPECT_EQ(classifier.classify(http_error{404}), permanent);
    EXPECT_EQ(classifier.classify(timeout{}), transient);
    EXPECT_EQ(classifier.classify(other_exception{}), permanent);
}

TEST(retry_if, looks_at_what_the_parameter_is_of_every_kind_of_predicate) {
    expect_server_errors_only([](http_error const& error) { return error.status >= 500; });
    expect_server_errors_only([](http_error error) noexcept { return error.status >= 500; });
    expect_server_errors_only(&is_server_error);
    expect_server_errors_only(is_server_error);
    expect_server_errors_only(std::function<bool(http_error const&)>{is_server_error});
    expect_server_errors_only(lvalue_const{});
    expect_server_errors_only(lvalue_const_noexcept{});
    expect_server_errors_only(const_noexcept{});
    expect_server_errors_only(returns_something_like_bool{});
    int least = 500;
    auto const kept = [least](http_error const& error) { return error.status >= least; };
    expect_server_errors_only(kept);
    expect_server_errors_only(std::ref(kept));
}

TEST(retry_if, keeps_the_promise_of_a_predicate_that_is_noexcept) {
    http_error const error{500};
    auto const quiet = retry_if(const_noexcept{});
    auto const loud = retry_if(lvalue_const{});
    static_assert(noexcept(quiet.classify(error)));
    static_assert(!noexcept(loud.classify(error)));
    static_assert(sizeof(quiet) == 1);
    static_assert(std::is_empty_v<decltype(retry_if(const_noexcept{}))>);
}

TEST(retry_if, looks_at_values_too) {
    auto const classifier = retry_if(is_seven);
    EXPECT_EQ(classifier.classify(7), transient);
    EXPECT_EQ(classifier.classify(8), permanent);
}

TEST(retry_if, asks_a_generic_or_overloaded_predicate_about_every_std_exception) {
    auto const generic =
        retry_if([](auto const& error) { return std::string{error.what()} == "HTTP error"; });
    static_assert(std::is_same_v<decltype(generic)::exceptions, exception_types<std::exception>>);
    EXPECT_EQ(generic.classify(http_error{404}), transient);
    EXPECT_EQ(generic.classify(std::logic_error{"other"}), permanent);
    auto const two = retry_if(overloaded{});
    static_assert(std::is_same_v<decltype(two)::exceptions, exception_types<std::exception>>);
    EXPECT_EQ(two.classify(std::logic_error{"other"}), transient);
    EXPECT_EQ(two.classify(other_exception{}), permanent);
}

TEST(retry_if, asks_about_the_type_that_is_named) {
    auto const classifier =
        retry_if<http_error>([](auto const& error) { return error.status >= 500; });
    static_assert(std::is_same_v<decltype(classifier)::exceptions, exception_types<http_error>>);
    EXPECT_EQ(classifier.classify(http_error{503}), transient);
    EXPECT_EQ(classifier.classify(http_error{404}), permanent);
    EXPECT_EQ(retry_if<int>(overloaded{}).classify(7), permanent);
}

TEST(retry_if, shows_every_exception_to_a_predicate_that_takes_a_pointer) {
    auto const classifier = retry_if([](std::exception_ptr const& pointer) {
        try {
            std::rethrow_exception(pointer);
        } catch (int number) {
            return number == 7;
        } catch (...) {
            return false;
        }
    });
    static_assert(std::is_same_v<decltype(classifier)::exceptions, exception_types<>>);
    auto const asked_in_a_handler = [&classifier](auto const& thrown) {
        try {
            throw thrown;
        } catch (...) {
            return classifier.classify(other_exception{});
        }
    };
    EXPECT_EQ(asked_in_a_handler(7), transient);
    EXPECT_EQ(asked_in_a_handler(8), permanent);
    EXPECT_EQ(asked_in_a_handler(http_error{500}), permanent);
    EXPECT_EQ(classifier.classify(std::make_exception_ptr(7)), transient)
        << "an operation may return one as its error";
}

// retry_if_result

constexpr auto is_busy = [](status_code code) noexcept { return code == status_code::busy; };

TEST(retry_if_result, judges_values_and_leaves_everything_else_to_another_classifier) {
    constexpr auto classifier = retry_if_result(is_busy);
    static_assert(reprise::judges<decltype(classifier), status_code>);
    static_assert(!reprise::judges<decltype(classifier), std::string>);
    static_assert(classifier.judge(status_code::busy) == transient);
    static_assert(!classifier.judge(status_code::ok));
    static_assert(noexcept(classifier.judge(status_code::ok)));
    EXPECT_EQ(classifier.classify(std::runtime_error{"down"}), transient.ambiguous());
    EXPECT_EQ(classifier.classify(std::logic_error{"a mistake"}), permanent);
    EXPECT_EQ(classifier.classify(other_exception{}), transient.ambiguous());
    static_assert(
        std::is_same_v<
            std::remove_const_t<decltype(classifier)>::exceptions, reprise::transient::exceptions>);
}

TEST(retry_if_result, leaves_exceptions_to_the_classifier_that_is_given) {
    constexpr auto classifier = retry_if_result(is_busy, retry_on<http_error>{});
    EXPECT_EQ(classifier.classify(http_error{500}), transient);
    EXPECT_EQ(classifier.classify(std::runtime_error{"down"}), permanent);
    static_assert(sizeof(classifier) == 1);
    retry_on<http_error> const shared;
    auto const by_reference = retry_if_result(is_busy, std::ref(shared));
    static_assert(reprise::classifier_policy<decltype(by_reference)>);
    EXPECT_EQ(by_reference.classify(http_error{500}), transient);
}

TEST(retry_if_result, asks_the_other_classifier_where_that_judges_too) {
    constexpr auto is_gone = [](status_code code) noexcept { return code == status_code::gone; };
    constexpr auto is_empty = [](std::string const& text) { return text.empty(); };
    constexpr auto two = retry_if_result(is_busy, retry_if_result(is_gone));
    static_assert(two.judge(status_code::busy) == transient);
    static_assert(two.judge(status_code::gone) == transient, "it was never asked");
    static_assert(!two.judge(status_code::ok));
    static_assert(noexcept(two.judge(status_code::ok)));
    auto const of_two_types = retry_if_result(is_busy, retry_if_result(is_empty));
    EXPECT_EQ(of_two_types.judge(status_code::busy), transient);
    EXPECT_EQ(of_two_types.judge(std::string{}), transient);
    EXPECT_EQ(of_two_types.judge(std::string{"body"}), std::nullopt);
    static_assert(!noexcept(of_two_types.judge(std::string{})));
    static_assert(!reprise::judges<decltype(of_two_types), int>);
}

TEST(retry_if_result, takes_a_pointer_to_a_member) {
    struct answer {
        bool incomplete;
    };
    auto const classifier = retry_if_result(&answer::incomplete);
    EXPECT_EQ(classifier.judge(answer{true}), transient);
    EXPECT_EQ(classifier.judge(answer{false}), std::nullopt);
}

// marks

TEST(marks, say_what_the_failure_is_and_keep_what_it_was) {
    auto const stopped = reprise::stop_now(http_error{503});
    EXPECT_EQ(stopped.verdict(), permanent);
    EXPECT_EQ(stopped.status, 503);
    EXPECT_EQ(reprise::retry_anyway(http_error{404}).verdict(), transient);
    EXPECT_EQ(reprise::retry_after(http_error{429}, 2s).verdict(), verdict::throttled().after(2s));
    http_error const kept{500};
    EXPECT_EQ(reprise::stop_now(kept).status, 500) << "of an lvalue, a copy";
}

TEST(marks, are_caught_as_what_they_mark_and_as_a_mark) {
    try {
        throw reprise::stop_now(timeout{});
    } catch (http_error const& caught) {
        EXPECT_EQ(caught.status, 504);
        auto const* mark = dynamic_cast<reprise::mark const*>(&caught);
        ASSERT_NE(mark, nullptr);
        EXPECT_EQ(mark->verdict(), permanent);
    }
    try {
        throw reprise::retry_anyway(http_error{404});
    } catch (reprise::mark const& mark) {
        EXPECT_EQ(mark.verdict(), transient);
    }
}

TEST(marks, are_copied_with_what_they_mark) {
    auto const original = reprise::stop_now(http_error{503});
    auto copy = reprise::retry_anyway(http_error{404});
    copy = original;
    EXPECT_EQ(copy.verdict(), permanent);
    EXPECT_EQ(copy.status, 503);
    auto const thrown = std::make_exception_ptr(original);
    EXPECT_THROW(std::rethrow_exception(thrown), reprise::mark);
}

TEST(marks, replace_one_another_the_last_one_counts) {
    // a second base of the same type would have been ambiguous: neither would have been found
    auto const twice = reprise::stop_now(reprise::retry_anyway(http_error{404}));
    static_assert(std::is_same_v<decltype(twice), reprise::with_mark<http_error> const>);
    EXPECT_EQ(twice.verdict(), permanent);
    EXPECT_EQ(twice.status, 404);
    auto const first = reprise::stop_now(http_error{429});
    EXPECT_EQ(reprise::retry_after(first, 1s).verdict(), verdict::throttled().after(1s));
}

// marked

struct answer {
    int status = 200;
};

using answer_traits = outcome_traits<marked<answer>>;

TEST(marked, is_a_success_without_a_mark) {
    marked<answer> const plain = answer{200};
    EXPECT_EQ(plain.verdict(), std::nullopt);
    EXPECT_EQ(plain.result().status, 200);
    EXPECT_FALSE(answer_traits::failed(plain));
    EXPECT_EQ(answer_traits::mark_of(plain), std::nullopt);
    static_assert(answer_traits::can_fail);
}

TEST(marked, is_a_failure_with_a_mark) {
    marked<answer> const stopped = reprise::stop_now(answer{404});
    EXPECT_TRUE(answer_traits::failed(stopped));
    EXPECT_EQ(answer_traits::mark_of(stopped), permanent);
    EXPECT_EQ(answer_traits::visit(stopped, [](answer const& a) { return a.status; }), 404);
    marked<answer> throttled = reprise::retry_after(answer{429}, 1s);
    EXPECT_EQ(throttled.verdict(), verdict::throttled().after(1s));
    EXPECT_EQ(answer_traits::release(std::move(throttled)).status, 429);
}

TEST(marked, takes_types_that_cannot_be_derived_from) {
    marked<int> const number{7, permanent};
    EXPECT_TRUE(outcome_traits<marked<int>>::failed(number));
    EXPECT_EQ(number.result(), 7);
    marked<std::unique_ptr<int>> owned{std::make_unique<int>(3), transient};
    EXPECT_EQ(*outcome_traits<marked<std::unique_ptr<int>>>::release(std::move(owned)), 3);
    static_assert(!std::is_constructible_v<marked<int>, std::string>);
}

TEST(marked, leaves_the_decision_to_a_result_that_knows_of_failure) {
    using traits = outcome_traits<marked<std::error_code>>;
    auto const refused = std::make_error_code(std::errc::connection_refused);
    marked<std::error_code> const good = std::error_code{};
    marked<std::error_code> const bad = refused;
    EXPECT_FALSE(traits::failed(good));
    EXPECT_TRUE(traits::failed(bad));
    EXPECT_EQ(traits::mark_of(bad), std::nullopt);
    auto const same = [](std::error_code const& code) { return code; };
    EXPECT_EQ(traits::visit(bad, same), refused);
    marked<std::error_code> const marked_good{std::error_code{}, transient};
    EXPECT_TRUE(traits::failed(marked_good)) << "the mark overrules";
    EXPECT_EQ(traits::visit(marked_good, same), std::error_code{});
}

}  // namespace
