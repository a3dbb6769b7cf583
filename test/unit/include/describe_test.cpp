// SPDX-License-Identifier: Apache-2.0

#include <reprise/describe.hpp>
#include <reprise/description_text.hpp>
#include <reprise/from_range.hpp>
#include <reprise/here.hpp>
#include <reprise/policies.hpp>
#include <reprise/policies/classify/http.hpp>
#include <reprise/retry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/transform.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <limits>
#include <new>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

struct two_speeds {
    static constexpr reprise::duration delay(std::uint64_t /*retry*/) {
        return std::chrono::seconds{1};
    }
};

template <class First, class Second>
struct pair_of {};

enum class shop_condition { closed = 7 };
[[maybe_unused]] static std::error_condition make_error_condition(shop_condition condition) {
    return {static_cast<int>(condition), std::generic_category()};
}
template <>
struct std::is_error_condition_enum<shop_condition> : std::true_type {};

namespace {

using namespace std::chrono_literals;
using reprise::compose;
using reprise::describe;
using reprise::to_line;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

template <class... Part>
std::string line(Part... part) {
    return to_line(describe(compose(part...)));
}

TEST(describe, names_every_axis_of_the_default_policy) {
    EXPECT_EQ(
        line(),
        "backoff exponential(initial 500ms, factor 2, cap 128s), jitter full_jitter, "
        "classifier transient, stop attempts(most 3), logger no_logging, clock steady, random entropy");
}

TEST(describe, tells_the_parameters_of_every_backoff) {
    EXPECT_THAT(line(reprise::no_backoff{}), StartsWith("backoff no_backoff, "));
    EXPECT_THAT(line(reprise::constant{1s}), StartsWith("backoff constant(delay 1s), "));
    EXPECT_THAT(
        line(reprise::linear{1s, 2s, 9s}),
        StartsWith("backoff linear(initial 1s, step 2s, cap 9s), "));
    EXPECT_THAT(
        line(reprise::fibonacci{1s, 9s}), StartsWith("backoff fibonacci(unit 1s, cap 9s), "));
    EXPECT_THAT(
        line(reprise::polynomial{1s, 3, 9s}),
        StartsWith("backoff polynomial(unit 1s, degree 3, cap 9s), "));
    EXPECT_THAT(
        line(reprise::delay_table{1s, 2s}),
        StartsWith("backoff delay_table(delay 1s, delay 2s), "));
    EXPECT_THAT(
        line(reprise::from_range(std::vector{1s, 2s})),
        StartsWith("backoff from_range(delays 2, delay 1s, delay 2s), "));
    EXPECT_THAT(
        line(reprise::from_function(
            [](std::uint64_t) { return reprise::delay_answer::keep(); }, reprise::no_backoff{})),
        StartsWith("backoff from_function(otherwise no_backoff), "));
}

TEST(describe, nests_policies_in_policies) {
    EXPECT_THAT(
        line(reprise::then(
            reprise::first_at_once(reprise::constant{1s}), reprise::retries{3},
            reprise::capped(reprise::floored(reprise::constant{1s}, 2s), 3s))),
        StartsWith(
            "backoff then(first first_at_once(backoff constant(delay 1s)), retries 3, "
            "second capped(backoff floored(backoff constant(delay 1s), least 2s), cap 3s)), "));
    EXPECT_THAT(
        line(
            reprise::shorter(reprise::constant{1s}, reprise::no_backoff{}) +
            reprise::longer(reprise::no_backoff{}, reprise::no_backoff{})),
        StartsWith("backoff sum(first shorter(first constant(delay 1s), second no_backoff), "
                   "second longer(first no_backoff, second no_backoff)), "));
}

TEST(describe, tells_the_parameters_of_every_jitter) {
    EXPECT_THAT(line(reprise::no_jitter{}), HasSubstr(", jitter no_jitter, "));
    EXPECT_THAT(line(reprise::equal_jitter{}), HasSubstr(", jitter equal_jitter, "));
    EXPECT_THAT(line(reprise::additive_jitter{}), HasSubstr(", jitter additive_jitter(most 1s), "));
    EXPECT_THAT(
        line(reprise::proportional_jitter{0.1}),
        HasSubstr(", jitter proportional_jitter(fraction 0.1), "));
    EXPECT_THAT(
        line(reprise::multiplicative_jitter{0.5, 1.5}),
        HasSubstr(", jitter multiplicative_jitter(low 0.5, high 1.5), "));
    EXPECT_THAT(
        line(reprise::decorrelated_jitter{1s}),
        HasSubstr(", jitter decorrelated_jitter(base 1s), "));
    EXPECT_THAT(
        line(reprise::monotone_jitter{1s}), HasSubstr(", jitter monotone_jitter(base 1s), "));
    EXPECT_THAT(line(reprise::smoothed_jitter{}), HasSubstr(", jitter smoothed_jitter, "));
}

TEST(describe, tells_the_rest) {
    EXPECT_THAT(
        line(reprise::retry_on<std::system_error>{}),
        HasSubstr(", classifier retry_on(type std::system_error), "));
    EXPECT_THAT(
        line(reprise::retry_unless<std::logic_error, int>{}),
        HasSubstr(", classifier retry_unless(type std::logic_error, type int), "));
    EXPECT_THAT(
        line(reprise::retry_if([](two_speeds const&) { return true; })),
        HasSubstr(", classifier retry_if(type two_speeds), "));
    EXPECT_THAT(
        line(reprise::retry_if_result([](int) { return true; }, reprise::retry_all{})),
        HasSubstr(", classifier retry_if_result(otherwise retry_all), "));
    EXPECT_THAT(
        line((reprise::attempts{5} || reprise::elapsed{9s}.clip()) && reprise::retries{2}),
        HasSubstr(
            ", stop both(first either(first attempts(most 5), second elapsed(most 9s, clips true)), "
            "second retries(most 2)), "));
    EXPECT_THAT(
        line(reprise::forever{} || reprise::stop_on{std::stop_token{}}),
        HasSubstr(", stop either(first forever, second stop_on), "));
    EXPECT_THAT(
        line(reprise::deadline{reprise::time_point{7s}}),
        HasSubstr(", stop deadline(moment 7s, clips false), "));
    EXPECT_THAT(
        line(reprise::loggers{reprise::log_to{std::cout}, reprise::on_retry([](auto const&) {})}),
        HasSubstr(", logger loggers(logger log_to, logger log_each), "));
    EXPECT_THAT(
        line(reprise::unambiguous(reprise::retry_if_message("try again"))),
        HasSubstr(", classifier unambiguous(classifier retry_if_message(text try again)), "));
    EXPECT_THAT(
        line(reprise::run_timeout{5s} || reprise::idle_timeout{1s}.grace(2s)),
        HasSubstr(", time limit either(first run_timeout(most 5s, grace 1s), "
                  "second idle_timeout(most 1s, grace 2s))"));
    EXPECT_THAT(line(reprise::fixed_seed{7, 2}), HasSubstr(", random fixed_seed(seed 7, run 2)"));
}

TEST(describe, tells_what_every_classifier_looks_for) {
    EXPECT_THAT(
        line(reprise::retry_on_condition(std::errc::timed_out, std::errc::interrupted)),
        HasSubstr(
            ", classifier retry_on_condition(condition " +
            std::to_string(static_cast<int>(std::errc::timed_out)) + ", condition " +
            std::to_string(static_cast<int>(std::errc::interrupted)) + "), "));
    EXPECT_THAT(
        line(reprise::retry_on_condition(
            shop_condition::closed, std::error_condition{5, std::generic_category()})),
        HasSubstr("shop_condition, condition 7, category generic, condition 5), "));
    EXPECT_THAT(
        line(reprise::retry_if_cause(reprise::retry_on<std::bad_alloc>{})),
        HasSubstr(", classifier retry_if_cause(classifier retry_on(type std::bad_alloc)), "));
    EXPECT_THAT(
        line(
            (reprise::retry_on<int>{} || reprise::transient{}) &&
            !reprise::retry_if_message([](std::string_view) { return true; })),
        HasSubstr(", classifier both(first either(first retry_on(type int), second transient), "
                  "second not(classifier retry_if_message)), "));
    EXPECT_THAT(line(reprise::http_failures{}), HasSubstr(", classifier http_failures, "));
}

TEST(describe, tells_of_loggers_that_watch) {
    static reprise::counters numbers;
    static reprise::trace_events events;
    EXPECT_THAT(
        line(reprise::loggers{reprise::count_in{numbers}, reprise::trace_in{events}}),
        HasSubstr(", logger loggers(logger count_in, logger trace_in), "));
    EXPECT_THAT(
        to_line(describe(reprise::here(compose(reprise::log_to{std::cout})))),
        HasSubstr(", logger located(logger log_to), "));
    EXPECT_THAT(
        line(reprise::attempts{2} || reprise::stop_if([] { return false; })),
        HasSubstr(", stop either(first attempts(most 2), second stop_if), "));
}

TEST(describe, tells_the_first_delays_of_a_long_range) {
    std::vector<reprise::duration> delays(20, 1s);
    auto const told = line(reprise::from_range(delays));
    delays[7] = 2s;
    EXPECT_NE(line(reprise::from_range(delays)), told);
    EXPECT_THAT(
        told,
        StartsWith("backoff from_range(delays 20, delay 1s, delay 1s, delay 1s, delay 1s, delay "
                   "1s, delay 1s, delay 1s, delay 1s), "));
    EXPECT_THAT(
        line(reprise::from_range(ranges::views::iota(-1) | ranges::views::transform([](int n) {
                                     return std::chrono::seconds{n};
                                 }))),
        StartsWith("backoff from_range(delay 0s, delay 0s, delay 1s, "))
        << "it never ends; a negative one counts as zero";
}

TEST(describe, calls_a_policy_without_a_name_by_its_type) {
    EXPECT_THAT(line(two_speeds{}), StartsWith("backoff two_speeds, "));
    EXPECT_THAT(
        line(reprise::retry_on<pair_of<char[4], int>, std::logic_error>{}),
        testing::AnyOf(
            HasSubstr("retry_on(type pair_of<char [4], int>, type std::logic_error), "),
            HasSubstr("retry_on(type pair_of<char[4], int>, type std::logic_error), ")))
        << "as long as it is";
}

TEST(describe, looks_through_a_reference) {
    reprise::constant const backoff{3s};
    EXPECT_THAT(line(std::ref(backoff)), StartsWith("backoff constant(delay 3s), "));
}

TEST(describe, catches_a_configuration_that_drifts) {
    constexpr auto policy = compose(reprise::attempts{3}, reprise::constant{1s});
    constexpr auto golden = describe(policy);
    static_assert(describe(policy) == golden);
    static_assert(describe(compose(reprise::attempts{4}, reprise::constant{1s})) != golden);
    static_assert(describe(compose(reprise::attempts{3}, reprise::constant{2s})) != golden);
    static_assert(describe(compose(reprise::attempts{3}, reprise::no_backoff{})) != golden);
    using in_type =
        reprise::static_policy<[] { return compose(reprise::attempts{3}, reprise::constant{1s}); }>;
    static_assert(describe(in_type{}) == golden);
    EXPECT_EQ(golden.size(), 9U);
    std::ostringstream printed;
    printed << golden;
    EXPECT_EQ(printed.str(), to_line(golden));
}

TEST(describe, has_room_for_so_many_parts) {
    std::vector<int> ran;
    reprise::description full;
    for (std::size_t i = 0; i < reprise::description::capacity; ++i) full.with("x", 1);
    EXPECT_THAT(
        [&] { full.with("x", 1); }, ThrowsMessage<std::invalid_argument>(testing::StrEq(
                                        "describe: the policy has too many parts, got 65")));
    EXPECT_EQ(reprise::description{}.close().with("x", 1).begin()->depth, 0U)
        << "what was not opened cannot be closed";
}

TEST(to_json, is_an_array_of_objects) {
    auto const written = reprise::description{}
                             .open("backoff", "then")
                             .open("first", "constant")
                             .with("delay", 1us)
                             .close()
                             .with("retries", 2)
                             .open("second", "no_backoff")
                             .close()
                             .close()
                             .open("jitter", "own \"jitter\"\\\n")
                             .with("share", 0.25)
                             .with("clips", true)
                             .with("kind", "wide");
    EXPECT_EQ(
        to_json(written),
        R"([{"name":"backoff","policy":"then","parameters":[{"name":"first","policy":"constant",)"
        R"("parameters":[{"name":"delay","nanoseconds":1000}]},{"name":"retries","value":2},)"
        R"({"name":"second","policy":"no_backoff","parameters":[]}]},)"
        R"({"name":"jitter","policy":"own \"jitter\"\\\n","parameters":[{"name":"share","value":0.25},)"
        R"({"name":"clips","value":true},{"name":"kind","value":"wide"}]}])");
    EXPECT_EQ(to_json(reprise::description{}), "[]");
}

TEST(descriptions, write_numbers_below_zero_and_what_is_none) {
    static_assert(
        reprise::description{}.with("n", -1) == reprise::description{}.with("n", std::int64_t{-1}));
    static_assert(reprise::description{}.with("n", 1) == reprise::description{}.with("n", 1U));
    static_assert(
        reprise::description{}.with("n", -1) !=
        reprise::description{}.with("n", static_cast<std::uint64_t>(-1)));
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    auto const written = reprise::description{}
                             .with("n", -7)
                             .with("least", std::numeric_limits<std::int64_t>::min())
                             .with("far", infinite);
    EXPECT_EQ(to_line(written), "n -7, least -9223372036854775808, far inf");
    EXPECT_EQ(
        to_json(written), R"([{"name":"n","value":-7},)"
                          R"({"name":"least","value":-9223372036854775808},)"
                          R"({"name":"far","value":"inf"}])");
}

TEST(descriptions, stay_on_one_line_and_in_one_cell_whatever_a_text_holds) {
    auto const written =
        reprise::description{}.open("classifier", "by`text").with("text", "a|b\n``c").close();
    EXPECT_EQ(to_line(written), "classifier by`text(text a|b ``c)");
    EXPECT_THAT(to_json(written), HasSubstr(R"("value":"a|b\n``c")"));
    EXPECT_THAT(
        to_markdown(written),
        testing::EndsWith("| classifier | `` by`text `` | text ``` a\\|b ``c ``` |\n"));
}

TEST(to_markdown, is_a_table) {
    EXPECT_EQ(
        to_markdown(
            describe(compose(reprise::first_at_once(reprise::constant{1s}), reprise::elapsed{1s}))),
        "| axis | policy | parameters |\n"
        "|---|---|---|\n"
        "| backoff | `first_at_once` | backoff `constant(delay 1s)` |\n"
        "| jitter | `full_jitter` |  |\n"
        "| classifier | `transient` |  |\n"
        "| stop | `elapsed` | most `1s`, clips `false` |\n"
        "| logger | `no_logging` |  |\n"
        "| clock | `steady` |  |\n"
        "| random | `entropy` |  |\n");
}

}  // namespace
