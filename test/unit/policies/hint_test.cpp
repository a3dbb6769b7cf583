// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/hint/grpc.hpp>
#include <reprise/policies/hint/http_date.hpp>
#include <reprise/policies/hint/http_hint.hpp>
#include <reprise/policies/hint/rate_limit.hpp>
#include <reprise/policies/hint/retry_after.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using reprise::duration;
using reprise::parse_amz_retry_after;
using reprise::parse_grpc_pushback;
using reprise::parse_http_date;
using reprise::parse_proto_duration;
using reprise::parse_rate_limit;
using reprise::parse_retry_after;
using reprise::rate_limit;
using reprise::verdict;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// The moment of all examples in RFC 9110, and a moment at which they are read.
constexpr sys_seconds example = sys_days{1994y / 11 / 6} + 8h + 49min + 37s;
constexpr sys_seconds now = sys_days{2026y / 11 / 24} + 12h;

TEST(parse_http_date, reads_the_three_forms_at_compile_time) {
    static_assert(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == example);
    static_assert(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == example);
    static_assert(parse_http_date("Sun Nov  6 08:49:37 1994", now) == example);
    static_assert(parse_http_date("Sun Nov 16 08:49:37 1994", now) == example + 240h);
    static_assert(parse_http_date(" \tSun, 06 Nov 1994 08:49:37 GMT\t ", now) == example);
}

TEST(parse_http_date, refuses_what_is_no_date) {
    for (auto const bad :
         {"",
          " ",
          "GMT",
          "0",
          "Sun",
          "Sun,",
          "Sun, ",
          "Sun, 06 Nov 1994 08:49:37",
          "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 06 Nov 1994 08:49:37 GMT+1",
          "Sun, 06 Nov 1994 08:49:37 GMT x",
          "Sun, 6 Nov 1994 08:49:37 GMT",
          "sun, 06 Nov 1994 08:49:37 GMT",
          "Sun, 06 nov 1994 08:49:37 GMT",
          "Sun, 06 November 1994 08:49:37 GMT",
          "Sun, 06 Nov 94 08:49:37 GMT",
          "Sun, 06 Nov 1994 8:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT",
          "Sun, 06 Nov 1994 08:60:37 GMT",
          "Sun, 06 Nov 1994 08:49:61 GMT",
          "Sun, 31 Nov 1994 08:49:37 GMT",
          "Sun, 00 Nov 1994 08:49:37 GMT",
          "Sun, 29 Feb 2023 08:49:37 GMT",
          "Sun,06 Nov 1994 08:49:37 GMT",
          "Sun,  06 Nov 1994 08:49:37 GMT",
          "Sun, +6 Nov 1994 08:49:37 GMT",
          "Sunday, 06 Nov 1994 08:49:37 GMT",
          "Sun, 06-Nov-94 08:49:37 GMT",
          "Sunday, 06-Nov-1994 08:49:37 GMT",
          "Sunday, 6-Nov-94 08:49:37 GMT",
          "Sunday, 06-Nov-94 08:49:37",
          "Sunday, 31-Feb-94 08:49:37 GMT",
          "Sun Nov 6 08:49:37 1994",
          "Sun Nov 06 08:49:37 94",
          "Sun Nov  6 08:49:37 1994 GMT",
          "Sun Nov  0 08:49:37 1994",
          "Sunday Nov  6 08:49:37 1994",
          "Someday, 06-Nov-94 08:49:37 GMT",
          "1994-11-06T08:49:37Z",
          "784111777"}) {
        EXPECT_EQ(parse_http_date(bad, now), std::nullopt) << bad;
    }
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT\0"sv, now), std::nullopt);
}

TEST(parse_http_date, takes_a_leap_second_for_the_one_after_the_59th) {
    EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", now), sys_days{2017y / 1 / 1});
}

TEST(parse_http_date, reads_the_last_day_of_february_in_leap_years_only) {
    EXPECT_EQ(parse_http_date("Tue, 29 Feb 2000 00:00:00 GMT", now), sys_days{2000y / 2 / 29});
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT", now), sys_days{2024y / 2 / 29});
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2100 00:00:00 GMT", now), std::nullopt);
    EXPECT_EQ(parse_http_date("Tue, 29 Feb 1900 00:00:00 GMT", now), std::nullopt);
}

TEST(parse_http_date, takes_two_digits_for_the_latest_year_at_most_fifty_years_ahead) {
    auto const year_of = [](std::string_view text, sys_seconds when) {
        auto const moment = parse_http_date(text, when);
        if (!moment) return 0;
        return static_cast<int>(
            std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*moment)}.year());
    };
    EXPECT_EQ(year_of("Tuesday, 24-Nov-26 12:00:00 GMT", now), 2026);
    EXPECT_EQ(year_of("Tuesday, 24-Nov-27 12:00:00 GMT", now), 2027);
    EXPECT_EQ(year_of("Tuesday, 24-Nov-99 12:00:00 GMT", now), 1999);
    EXPECT_EQ(year_of("Tuesday, 24-Nov-00 12:00:00 GMT", now), 2000);
    EXPECT_EQ(year_of("Tuesday, 24-Nov-75 12:00:00 GMT", now), 2075);
    // to the second: fifty years ahead is not more than fifty
    EXPECT_EQ(year_of("Tuesday, 24-Nov-76 12:00:00 GMT", now), 2076);
    EXPECT_EQ(year_of("Tuesday, 24-Nov-76 12:00:01 GMT", now), 1976);
    EXPECT_EQ(year_of("Tuesday, 25-Nov-76 00:00:00 GMT", now), 1976);
    EXPECT_EQ(year_of("Tuesday, 01-Dec-76 00:00:00 GMT", now), 1976);
    EXPECT_EQ(year_of("Tuesday, 31-Oct-76 23:59:59 GMT", now), 2076);
    // around the turn of a century
    EXPECT_EQ(year_of("Friday, 01-Jan-00 00:00:00 GMT", sys_days{2099y / 12 / 31}), 2100);
    EXPECT_EQ(year_of("Friday, 31-Dec-99 00:00:00 GMT", sys_days{2101y / 1 / 1}), 2099);
    EXPECT_EQ(year_of("Friday, 31-Dec-99 00:00:00 GMT", sys_days{1970y / 1 / 1}), 1999);
}

// The three forms of a moment, made by the C library rather than by what they test.
std::array<std::string, 3> forms_of(sys_seconds moment) {
    std::time_t const count = moment.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&count, &parts);
    std::array<std::string, 3> forms;
    constexpr std::array patterns{
        "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};
    for (std::size_t index = 0; index < forms.size(); ++index) {
        std::array<char, 64> text{};
        (void)std::strftime(text.data(), text.size(), patterns.at(index), &parts);
        forms.at(index) = text.data();
    }
    return forms;
}

TEST(parse_http_date, reads_what_the_c_library_writes_for_every_day_of_eight_centuries) {
    for (auto day = sys_days{1601y / 1 / 1}; day < sys_days{2401y / 1 / 1};
         day += std::chrono::days{1}) {
        auto const moment = day + 86399s * (day.time_since_epoch().count() & 1);
        auto const forms = forms_of(moment);
        ASSERT_EQ(parse_http_date(forms[0], now), moment) << forms[0];
        ASSERT_EQ(parse_http_date(forms[2], now), moment) << forms[2];
        // two digits are right as seen from the same moment
        ASSERT_EQ(parse_http_date(forms[1], moment), moment) << forms[1];
        ASSERT_EQ(parse_http_date(forms[1], moment - std::chrono::days{10'000}), moment)
            << forms[1];
    }
}

TEST(parse_http_date, depends_on_no_locale_and_no_time_zone) {
    char const* const before = std::getenv("TZ");  // NOLINT(concurrency-mt-unsafe): one thread
    std::string const kept = before == nullptr ? "" : before;
    for (char const* const zone : {"Pacific/Kiritimati", "America/St_Johns", "UTC"}) {
        setenv("TZ", zone, 1);  // NOLINT(concurrency-mt-unsafe): one thread
        tzset();
        EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example) << zone;
    }
    if (before != nullptr) {
        setenv("TZ", kept.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
    } else {
        unsetenv("TZ");  // NOLINT(concurrency-mt-unsafe): one thread
    }
    tzset();
}

TEST(parse_retry_after, reads_seconds) {
    static_assert(parse_retry_after("120", now) == 120s);
    EXPECT_EQ(parse_retry_after("0", now), 0s);
    EXPECT_EQ(parse_retry_after("000007", now), 7s);
    EXPECT_EQ(parse_retry_after(" 7\t", now), 7s);
}

TEST(parse_retry_after, saturates) {
    EXPECT_EQ(parse_retry_after("9223372035", now), 9223372035s);
    EXPECT_EQ(parse_retry_after("9223372036", now), duration::max());
    EXPECT_EQ(parse_retry_after("18446744073709551615", now), duration::max());
    EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), duration::max());
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), duration::max());
    EXPECT_EQ(
        parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", sys_seconds::min()), duration::max());
}

TEST(parse_retry_after, reads_dates_relative_to_now) {
    EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 12:00:30 GMT", now), 30s);
    EXPECT_EQ(parse_retry_after("Tuesday, 24-Nov-26 12:01:00 GMT", now), 60s);
    EXPECT_EQ(parse_retry_after("Tue Nov 24 13:00:00 2026", now), 1h);
    EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 12:00:00 GMT", now), 0s);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 0s);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", sys_seconds::max()), 0s);
}

TEST(parse_retry_after, refuses_what_is_neither) {
    for (auto const bad :
         {"", " ", "-1", "+1", "1.5", "1s", "1 2", "0x10", "soon", "1e3", "120;", "Infinity"}) {
        EXPECT_EQ(parse_retry_after(bad, now), std::nullopt) << bad;
    }
}

TEST(parse_amz_retry_after, reads_milliseconds) {
    static_assert(parse_amz_retry_after("1500") == 1500ms);
    EXPECT_EQ(parse_amz_retry_after("0"), 0ms);
    EXPECT_EQ(parse_amz_retry_after("99999999999999999999"), duration::max());
    for (auto const bad : {"", "-5", "1.5", "soon"}) {
        EXPECT_EQ(parse_amz_retry_after(bad), std::nullopt) << bad;
    }
}

TEST(parse_rate_limit, reads_the_list_of_the_later_drafts) {
    static_assert(parse_rate_limit(R"("default";r=50;t=30)") == rate_limit{50, 30s});
    EXPECT_EQ(parse_rate_limit(R"("default";r=0;t=30)")->hint(), 30s);
    EXPECT_EQ(parse_rate_limit(R"("default";r=1;t=30)")->hint(), std::nullopt);
    EXPECT_EQ(parse_rate_limit(R"( "a;,\"b" ; t=9 ; r=0 ; pk=:dGVzdA==: )"), (rate_limit{0, 9s}));
    EXPECT_EQ(parse_rate_limit(R"(default;r=0;t=30)"), (rate_limit{0, 30s}));
}

TEST(parse_rate_limit, goes_by_the_policy_that_holds_up_longest) {
    EXPECT_EQ(
        parse_rate_limit(R"("second";r=0;t=1, "day";r=0;t=3600, "month";r=9;t=99999)"),
        (rate_limit{0, 1h}));
    EXPECT_EQ(parse_rate_limit(R"("a";r=5;t=60, "b";r=0;t=10)"), (rate_limit{0, 10s}));
    EXPECT_EQ(parse_rate_limit(R"("a";r=5;t=60, "b";r=6;t=70)")->hint(), std::nullopt);
}

TEST(parse_rate_limit, reads_the_dictionary_of_the_earlier_drafts) {
    EXPECT_EQ(parse_rate_limit("limit=100, remaining=0, reset=5"), (rate_limit{0, 5s}));
    EXPECT_EQ(parse_rate_limit("limit=100,remaining=50,reset=30"), (rate_limit{50, 30s}));
    EXPECT_EQ(parse_rate_limit("reset=30"), (rate_limit{1, 30s}));
}

TEST(parse_rate_limit, refuses_what_is_malformed_or_says_nothing) {
    for (auto const bad :
         {"", " ", R"("default)", R"("default\)", R"("default";r=0)", R"("default";;t=1)",
          R"("default";r=0;t=30,)", R"("default" r=0)", "remaining=0", "=5", R"("a";t=)",
          "reset=abc", "reset=1.5", R"("a";r=0;t=3;pk=:abc)"}) {
        EXPECT_EQ(parse_rate_limit(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(
        parse_rate_limit(R"("a";r=0;t=99999999999999999999)"), (rate_limit{0, duration::max()}));
}

TEST(parse_grpc_pushback, is_a_delay_in_milliseconds) {
    constexpr auto said = verdict::transient();
    static_assert(parse_grpc_pushback("250", said) == said.after(250ms));
    EXPECT_EQ(parse_grpc_pushback("0", said), said.after(0ms));
    EXPECT_EQ(
        parse_grpc_pushback("60000", said, duration::max()), said.after(1min, duration::max()));
}

TEST(parse_grpc_pushback, means_no_further_attempt_where_it_is_negative_or_no_number) {
    for (auto const no : {"-1", "", "never", "1.5", "5 5"}) {
        EXPECT_EQ(
            parse_grpc_pushback(no, verdict::throttled()).kind(), reprise::failure_kind::permanent)
            << no;
    }
}

TEST(parse_proto_duration, reads_seconds_with_a_fraction) {
    static_assert(parse_proto_duration("1.5s") == 1500ms);
    EXPECT_EQ(parse_proto_duration("0s"), 0s);
    EXPECT_EQ(parse_proto_duration("3s"), 3s);
    EXPECT_EQ(parse_proto_duration("3.000000001s"), 3s + 1ns);
    EXPECT_EQ(parse_proto_duration("3.000s"), 3s);
    EXPECT_EQ(parse_proto_duration("-3.5s"), 0s);
    EXPECT_EQ(parse_proto_duration("315576000000s"), duration::max());
    EXPECT_EQ(parse_proto_duration("9223372036.9s"), duration::max());
    EXPECT_EQ(parse_proto_duration("9223372035.999999999s"), 9223372035s + 999'999'999ns);
    for (auto const bad :
         {"", "s", "1", ".5s", "1.s", "1.0000000001s", "+1s", "1 s", "1ms", "--1s", "315576000001s",
          "1s "}) {
        EXPECT_EQ(parse_proto_duration(bad), std::nullopt) << bad;
    }
}

class http_hint : public ::testing::Test {
  protected:
    std::map<std::string, std::string, std::less<>> headers;

    [[nodiscard]] std::optional<duration> hint() const {
        return reprise::http_hint(
            [this](std::string_view name) -> std::string_view {
                auto const found = headers.find(name);
                return found == headers.end() ? std::string_view{} : found->second;
            },
            now);
    }
};

TEST_F(http_hint, is_nothing_where_the_server_says_nothing) { EXPECT_EQ(hint(), std::nullopt); }

TEST_F(http_hint, prefers_the_more_exact_header) {
    headers["RateLimit"] = R"("a";r=0;t=30)";
    EXPECT_EQ(hint(), 30s);
    headers["Retry-After"] = "20";
    EXPECT_EQ(hint(), 20s);
    headers["x-amz-retry-after"] = "1500";
    EXPECT_EQ(hint(), 1500ms);
    headers["x-amz-retry-after"] = "soon";
    headers["Retry-After"] = "later";
    EXPECT_EQ(hint(), 30s);
    headers["RateLimit"] = R"("a";r=7;t=30)";
    EXPECT_EQ(hint(), std::nullopt);
}

TEST_F(http_hint, goes_by_the_clock_of_the_server) {
    headers["Retry-After"] = "Sun, 06 Nov 1994 08:49:47 GMT";
    EXPECT_EQ(hint(), 0s);
    headers["Date"] = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_EQ(hint(), 10s);
    headers["Date"] = "whenever";
    EXPECT_EQ(hint(), 0s);
}

TEST(http_hint_of_a_lookup, may_be_made_of_strings_that_nobody_keeps) {
    auto const header = [](std::string_view name) {
        return name == "Retry-After" ? std::string{"Sun, 06 Nov 1994 08:49:47 GMT"}
               : name == "Date"      ? std::string{"Sun, 06 Nov 1994 08:49:37 GMT"}
                                     : std::string{};
    };
    EXPECT_EQ(reprise::http_hint(header, now), 10s);
    EXPECT_EQ(reprise::http_hint(header, now, 503), 10s);
}

TEST(http_hint_of_a_lookup, may_be_made_of_what_somebody_else_keeps) {
    std::string const nothing;
    std::string const seconds = "10";
    auto const by_reference = [&](std::string_view name) -> std::string const& {
        return name == "Retry-After" ? seconds : nothing;
    };
    EXPECT_EQ(reprise::http_hint(by_reference, now), 10s);
    EXPECT_EQ(reprise::http_hint(by_reference, now, 503), 10s);
    auto const by_pointer = [](std::string_view name) {
        return name == "RateLimit" ? R"("a";r=0;t=30)" : "";
    };
    EXPECT_EQ(reprise::http_hint(by_pointer, now), 30s);
    EXPECT_EQ(reprise::http_hint(by_pointer, now, 429), 30s);
    EXPECT_EQ(reprise::http_hint(by_pointer, now, 503), std::nullopt);
}

TEST(http_hint_of_a_response, hears_the_rate_limit_only_where_that_is_why_it_was_turned_down) {
    constexpr auto said = [](std::string_view wanted, std::string_view value, unsigned status) {
        return reprise::http_hint(
            [&](std::string_view name) { return name == wanted ? value : std::string_view{}; }, now,
            status);
    };
    constexpr auto limit = R"("a";r=0;t=30)"sv;
    static_assert(said("RateLimit", limit, 429) == 30s);
    EXPECT_EQ(said("RateLimit", limit, 429), 30s);
    for (unsigned const status : {413U, 500U, 502U, 503U, 504U}) {
        EXPECT_EQ(said("RateLimit", limit, status), std::nullopt) << status;
        EXPECT_EQ(said("Retry-After", "5", status), 5s) << status;
        EXPECT_EQ(said("x-amz-retry-after", "5000", status), 5s) << status;
    }
}

// Whatever comes over the wire: no crash, no negative delay, and never more than one meaning for one text.
TEST(hints, are_sane_for_any_text) {
    std::mt19937_64 random{6};
    constexpr std::string_view letters = "0123456789 \t,;:=\"\\-+.sSunNovGMT\0\xff"sv;
    auto const draw = [&random](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>{0, below - 1}(random);
    };
    std::array const seeds{
        std::string{"Sun, 06 Nov 1994 08:49:37 GMT"},
        std::string{"Sunday, 06-Nov-94 08:49:37 GMT"},
        std::string{"Sun Nov  6 08:49:37 1994"},
        std::string{R"("a";r=0;t=30, "b";r=1;t=2)"},
        std::string{"limit=1, remaining=0, reset=5"},
        std::string{"120"},
        std::string{"1.5s"}};
    for (int round = 0; round < 100'000; ++round) {
        auto text = seeds.at(draw(seeds.size()));
        for (auto edits = draw(4); edits > 0; --edits) {
            auto const at = draw(text.size() + 1);
            auto const letter = letters[draw(letters.size())];
            switch (draw(3)) {
                case 0: text.insert(at, 1, letter); break;
                case 1: text.erase(at, 1 + draw(3)); break;
                default:
                    if (at < text.size()) text[at] = letter;
            }
        }
        auto const moment = parse_http_date(text, now);
        if (moment && *moment >= sys_days{1000y / 1 / 1}) {  // else strftime has fewer digits
            ASSERT_EQ(parse_http_date(forms_of(*moment)[0], now), *moment) << text;
        }
        for (auto const hint :
             {parse_retry_after(text, now), parse_amz_retry_after(text),
              parse_proto_duration(text)}) {
            ASSERT_GE(hint.value_or(0ns), 0ns) << text;
        }
        if (auto const limit = parse_rate_limit(text)) {
            ASSERT_GE(limit->reset, 0ns) << text;
        }
        ASSERT_EQ(
            parse_grpc_pushback(text, verdict::transient()).hint().has_value(),
            parse_amz_retry_after(text).has_value())
            << text;
    }
}

}  // namespace
