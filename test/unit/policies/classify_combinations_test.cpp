// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/classify/retry_if_cause.hpp>
#include <reprise/policies/classify/retry_if_message.hpp>
#include <reprise/policies/classify/retry_on_condition.hpp>
#include <reprise/retry.hpp>

#include <boost/system/system_error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <future>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace {

using namespace std::chrono_literals;
using reprise::exception_types;
using reprise::other_exception;
using reprise::verdict;

struct timeout : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct no_exception {
    int number;
};

// How often a policy with a classifier calls what throws.
template <class Classifier, class Throw>
int calls(Classifier const& classifier, Throw const& thrower) {
    int count = 0;
    auto const policy = reprise::compose(classifier, reprise::attempts{3}, reprise::no_backoff{});
    try {
        reprise::retry(policy, [&] {
            ++count;
            thrower();
        });
    } catch (...) {
        return count;
    }
    return -count;
}

template <class Exception>
auto throwing(Exception exception) {
    return [exception] { throw exception; };
}

template <class Outer, class Inner>
auto nesting(Outer outer, Inner inner) {
    return [outer, inner] {
        try {
            inner();
        } catch (...) {
            std::throw_with_nested(outer);
        }
    };
}

// by message

TEST(retry_if_message, looks_for_a_text) {
    constexpr auto classifier = reprise::retry_if_message("deadlock");
    static_assert(reprise::classifier_policy<decltype(classifier)>);
    EXPECT_EQ(calls(classifier, throwing(std::runtime_error{"a deadlock was detected"})), 3);
    EXPECT_EQ(calls(classifier, throwing(std::runtime_error{"a dead lock"})), 1);
    EXPECT_EQ(calls(classifier, throwing(no_exception{1})), 1) << "it has no message";
    EXPECT_EQ(classifier.classify(std::string{"deadlock"}), verdict::transient());
    EXPECT_EQ(
        classifier.classify(std::make_error_code(std::errc::timed_out)), verdict::permanent());
    EXPECT_EQ(classifier.classify(timeout{"deadlock"}), verdict::transient());
}

TEST(retry_if_message, asks_a_predicate) {
    auto const classifier = reprise::retry_if_message(
        [wanted = std::string{"40001"}](std::string_view text) { return text.ends_with(wanted); });
    EXPECT_EQ(calls(classifier, throwing(std::runtime_error{"error 40001"})), 3);
    EXPECT_EQ(calls(classifier, throwing(std::runtime_error{"error 40001!"})), 1);
}

TEST(retry_if_message, whose_predicate_throws_makes_the_failure_permanent) {
    auto const classifier =
        reprise::retry_if_message([](std::string_view) -> bool { throw std::domain_error{"no"}; });
    static_assert(!noexcept(classifier.classify(std::exception{})));
    EXPECT_EQ(calls(classifier, throwing(std::runtime_error{"x"})), 1);
}

// by condition

enum class shop_errc { sold_out = 1, closed = 2 };
class shop_category_t : public std::error_category {
  public:
    [[nodiscard]] char const* name() const noexcept override { return "shop"; }
    [[nodiscard]] std::string message(int /*code*/) const override { return "shop"; }
    [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
        return code == 2 ? std::make_error_condition(std::errc::device_or_resource_busy)
                         : std::error_condition{code, *this};
    }
};
std::error_category const& shop_category() {
    static shop_category_t const category;
    return category;
}
[[maybe_unused]] std::error_code make_error_code(shop_errc code) {
    return {static_cast<int>(code), shop_category()};
}

}  // namespace

template <>
struct std::is_error_code_enum<shop_errc> : std::true_type {};

namespace {

TEST(retry_on_condition, compares_codes_of_any_category) {
    constexpr auto classifier =
        reprise::retry_on_condition(std::errc::timed_out, std::errc::device_or_resource_busy);
    auto const timed_out = std::make_error_code(std::errc::timed_out);
    EXPECT_EQ(calls(classifier, throwing(std::system_error{timed_out})), 3);
    EXPECT_EQ(
        calls(
            classifier,
            throwing(std::system_error{std::make_error_code(std::errc::not_supported)})),
        1);
    EXPECT_EQ(
        calls(
            classifier, throwing(boost::system::system_error{
                            boost::system::errc::make_error_code(boost::system::errc::timed_out)})),
        3);
    EXPECT_EQ(calls(classifier, throwing(timeout{"timed out"})), 1) << "it has no code";
    EXPECT_EQ(calls(classifier, throwing(no_exception{1})), 1);
    EXPECT_EQ(classifier.classify(timed_out), verdict::transient());
    EXPECT_EQ(classifier.classify(std::errc::timed_out), verdict::transient());
    EXPECT_EQ(classifier.classify(std::errc::not_supported), verdict::permanent());
    EXPECT_EQ(classifier.classify(shop_errc::closed), verdict::transient()) << "by its condition";
    EXPECT_EQ(classifier.classify(shop_errc::sold_out), verdict::permanent());
    EXPECT_EQ(classifier.classify(42), verdict::permanent());
}

TEST(retry_on_condition, takes_conditions_as_values_too) {
    auto const classifier =
        reprise::retry_on_condition(std::make_error_condition(std::errc::timed_out));
    EXPECT_EQ(classifier.classify(std::errc::timed_out), verdict::transient());
}

// by cause

constexpr auto by_cause = reprise::retry_if_cause(reprise::retry_on<timeout, std::bad_alloc>{});

TEST(retry_if_cause, finds_the_failure_itself) {
    EXPECT_EQ(calls(by_cause, throwing(timeout{"x"})), 3);
    EXPECT_EQ(calls(by_cause, throwing(std::logic_error{"x"})), 1);
    EXPECT_EQ(calls(by_cause, throwing(no_exception{1})), 1);
}

TEST(retry_if_cause, finds_what_is_nested_however_deep) {
    auto const once = nesting(std::logic_error{"outer"}, throwing(timeout{"inner"}));
    EXPECT_EQ(calls(by_cause, once), 3);
    EXPECT_EQ(calls(by_cause, nesting(std::domain_error{"outermost"}, once)), 3);
    EXPECT_EQ(calls(by_cause, nesting(no_exception{1}, once)), 3)
        << "the outermost is no std::exception";
    EXPECT_EQ(
        calls(by_cause, nesting(std::logic_error{"outer"}, throwing(std::bad_array_new_length{}))),
        3)
        << "by its base";
}

TEST(retry_if_cause, does_not_find_what_is_not_there) {
    EXPECT_EQ(
        calls(by_cause, nesting(std::logic_error{"outer"}, throwing(std::domain_error{"inner"}))),
        1);
    EXPECT_EQ(calls(by_cause, nesting(std::logic_error{"outer"}, throwing(no_exception{2}))), 1);
    EXPECT_EQ(calls(by_cause, nesting(std::logic_error{"outer"}, throwing(42))), 1);
    auto const nothing_nested = [] { std::throw_with_nested(std::logic_error{"alone"}); };
    EXPECT_EQ(calls(by_cause, nothing_nested), 1);
}

TEST(retry_if_cause, gives_the_first_verdict_that_is_worth_another_attempt) {
    struct hinting {
        using exceptions = exception_types<timeout>;
        static verdict classify(timeout const&) { return verdict::throttled().after(7s); }
        static verdict classify(other_exception const&) { return verdict::permanent(); }
    };
    auto const classifier = reprise::retry_if_cause(hinting{});
    try {
        nesting(std::logic_error{"outer"}, throwing(timeout{"inner"}))();
    } catch (std::exception const& caught) {
        EXPECT_EQ(classifier.classify(caught), verdict::throttled().after(7s));
    }
}

TEST(retry_if_cause, asks_of_a_cause_that_nobody_listed_like_of_any_other) {
    auto const unless = reprise::retry_if_cause(reprise::retry_unless<std::logic_error>{});
    EXPECT_EQ(calls(unless, throwing(std::logic_error{"x"})), 1);
    EXPECT_EQ(calls(unless, nesting(std::logic_error{"x"}, throwing(std::logic_error{"y"}))), 1);
    EXPECT_EQ(calls(unless, nesting(std::logic_error{"x"}, throwing(no_exception{1}))), 3);
}

TEST(retry_if_cause, looks_at_a_table_of_many_types) {
    auto const classifier = reprise::retry_if_cause(reprise::transient{});
    auto const refused = std::system_error{std::make_error_code(std::errc::connection_refused)};
    EXPECT_EQ(calls(classifier, nesting(std::logic_error{"outer"}, throwing(refused))), 3);
    EXPECT_EQ(
        calls(classifier, nesting(std::logic_error{"outer"}, throwing(std::logic_error{"inner"}))),
        1);
}

TEST(retry_if_cause, judges_returned_errors_like_its_classifier) {
    EXPECT_EQ(by_cause.classify(timeout{"x"}), verdict::transient());
    EXPECT_EQ(by_cause.classify(7), verdict::permanent());
}

TEST(visit_exception_as, sees_bases_and_what_is_no_class) {
    int seen = 0;
    auto const count = [&seen](auto const&) { ++seen; };
    auto const kept = std::make_exception_ptr(timeout{"x"});
    EXPECT_TRUE(reprise::detail::visit_exception_as<timeout>(kept, count));
    EXPECT_TRUE(reprise::detail::visit_exception_as<std::exception>(kept, count));
    EXPECT_FALSE(reprise::detail::visit_exception_as<std::logic_error>(kept, count));
    EXPECT_TRUE(reprise::detail::visit_exception_as<int>(
        std::make_exception_ptr(42), [&seen](int value) { seen += value; }));
    EXPECT_FALSE(reprise::detail::visit_exception_as<int>(nullptr, count));
    EXPECT_EQ(seen, 44);
    reprise::detail::visit_exception_as<std::runtime_error>(
        kept, [](std::runtime_error const& error) { EXPECT_STREQ(error.what(), "x"); });
}

// or, and, not

struct base_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct derived_error : base_error {
    using base_error::base_error;
};

TEST(classifiers, or_retries_what_either_would) {
    auto const either = reprise::retry_on<derived_error>{} || reprise::retry_on<timeout>{};
    static_assert(reprise::classifier_policy<decltype(either)>);
    static_assert(
        std::same_as<decltype(either)::exceptions, exception_types<derived_error, timeout>>);
    EXPECT_EQ(calls(either, throwing(derived_error{"x"})), 3);
    EXPECT_EQ(calls(either, throwing(timeout{"x"})), 3);
    EXPECT_EQ(calls(either, throwing(base_error{"x"})), 1);
    EXPECT_EQ(calls(either, throwing(no_exception{1})), 1);
}

TEST(classifiers, each_sees_the_failure_as_the_type_that_it_lists) {
    // one lists the base, the other the derived class: each is asked about its own
    auto const either = reprise::retry_on<base_error>{} && reprise::retry_unless<derived_error>{};
    static_assert(
        std::same_as<decltype(either)::exceptions, exception_types<derived_error, base_error>>);
    EXPECT_EQ(calls(either, throwing(derived_error{"x"})), 1);
    EXPECT_EQ(calls(either, throwing(base_error{"x"})), 3);
    EXPECT_EQ(calls(either, throwing(timeout{"x"})), 1);
}

TEST(classifiers, and_retries_what_both_would) {
    auto const both = reprise::transient{} && !reprise::retry_if_message("read-only");
    EXPECT_EQ(calls(both, throwing(std::runtime_error{"busy"})), 3);
    EXPECT_EQ(calls(both, throwing(std::runtime_error{"read-only"})), 1);
    EXPECT_EQ(calls(both, throwing(std::logic_error{"busy"})), 1);
    EXPECT_EQ(calls(both, throwing(no_exception{1})), 3) << "transient, and without a message";
}

TEST(classifiers, not_retries_what_another_would_not) {
    auto const contrary = !reprise::retry_on<timeout>{};
    EXPECT_EQ(calls(contrary, throwing(timeout{"x"})), 1);
    EXPECT_EQ(calls(contrary, throwing(base_error{"x"})), 3);
    static_assert(noexcept(contrary.classify(1)));
}

struct fixed {
    verdict said;
    using exceptions = exception_types<>;
    template <class Failure>
    [[nodiscard]] constexpr verdict classify(Failure const&) const noexcept {
        return said;
    }
};

// for classifiers of which none is the library's
using reprise::operator||;
using reprise::operator&&;
using reprise::operator!;

constexpr verdict verdicts[] = {
    verdict::transient(), verdict::throttled(), verdict::throttled().after(3s),
    verdict::permanent()};

template <class Law>
constexpr bool for_all_verdicts(Law const& law) {
    for (auto const& a : verdicts) {
        for (auto const& b : verdicts) {
            for (auto const& c : verdicts) {
                if (!law(fixed{a}, fixed{b}, fixed{c})) return false;
            }
        }
    }
    return true;
}

constexpr auto said_of(auto const& classifier) { return classifier.classify(1); }
constexpr auto retries_of(auto const& classifier) { return classifier.classify(1).retryable(); }

// The algebra: of verdicts where order does not change the hint, of what is retried everywhere.
static_assert(
    for_all_verdicts([](auto a, auto b, auto c) {
        return said_of((a || b) || c) == said_of(a || (b || c)) &&
               said_of((a && b) && c) == said_of(a && (b && c));
    }),
    "both associate");
static_assert(
    for_all_verdicts([](auto a, auto b, auto) {
        return retries_of(a || b) == retries_of(b || a) && retries_of(a && b) == retries_of(b && a);
    }),
    "both commute");
static_assert(
    for_all_verdicts([](auto a, auto b, auto c) {
        return retries_of(a && (b || c)) == retries_of((a && b) || (a && c)) &&
               retries_of(a || (b && c)) == retries_of((a || b) && (a || c));
    }),
    "both distribute over one another");
static_assert(
    for_all_verdicts([](auto a, auto, auto) {
        fixed const never{verdict::permanent()};
        fixed const always{verdict::transient()};
        return said_of(a || never) == said_of(a) && said_of(always && a) == said_of(a) &&
               said_of(a || a) == said_of(a) && said_of(a && a) == said_of(a) &&
               retries_of(a || always) && !retries_of(a && never);
    }),
    "never is neutral for or, always for and; both are idempotent and have an absorbing element");
static_assert(
    for_all_verdicts([](auto a, auto b, auto) {
        return retries_of(!(a || b)) == retries_of(!a && !b) &&
               retries_of(!(a && b)) == retries_of(!a || !b) && retries_of(!!a) == retries_of(a) &&
               retries_of(a || !a) && !retries_of(a && !a);
    }),
    "De Morgan, and not is its own contrary");

}  // namespace
