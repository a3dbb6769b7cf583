// SPDX-License-Identifier: Apache-2.0

#include "options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

namespace {

using flaky::fault;
using flaky::parse_options;
using namespace std::chrono_literals;

flaky::options parse(std::initializer_list<char const*> arguments) {
    return parse_options(std::vector<char const*>{arguments});
}

std::string error_of(std::initializer_list<char const*> arguments) {
    try {
        (void)parse(arguments);
    } catch (flaky::usage_error const& error) {
        return error.what();
    }
    return "accepted";
}

TEST(options, have_defaults) {
    auto const chosen = parse({});
    EXPECT_EQ(chosen.documents, 40U);
    EXPECT_EQ(chosen.faults, 0.4);
    EXPECT_TRUE(chosen.script.empty());
    EXPECT_EQ(chosen.timeline, "flaky_service.svg");
    EXPECT_FALSE(chosen.quiet);
    EXPECT_FALSE(chosen.full_table);
    EXPECT_FALSE(chosen.help);
}

TEST(options, take_their_values_from_the_next_argument) {
    auto const chosen = parse(
        {"--seed", "18446744073709551615", "--faults", "0.25", "--documents", "7", "--clients", "3",
         "--timeout", "99", "--timeline", "a b.svg"});
    EXPECT_EQ(chosen.seed, 18446744073709551615U);
    EXPECT_EQ(chosen.faults, 0.25);
    EXPECT_EQ(chosen.documents, 7U);
    EXPECT_EQ(chosen.clients, 3U);
    EXPECT_EQ(chosen.timeout, 99ms);
    EXPECT_EQ(chosen.timeline, "a b.svg");
}

TEST(options, know_the_channels_by_name) {
    EXPECT_EQ(parse({}).channel, flaky::channel::exceptions);
    EXPECT_EQ(parse({"--channel", "exceptions"}).channel, flaky::channel::exceptions);
    EXPECT_EQ(parse({"--channel", "expected"}).channel, flaky::channel::expected);
    EXPECT_EQ(parse({"--channel=error_code"}).channel, flaky::channel::error_code);
    EXPECT_EQ(
        error_of({"--channel", "errors"}),
        "--channel wants exceptions, expected or error_code, got 'errors'");
}

TEST(options, take_their_values_after_an_equals_sign) {
    auto const chosen = parse({"--seed=3", "--timeline=x=y.svg"});
    EXPECT_EQ(chosen.seed, 3U);
    EXPECT_EQ(chosen.timeline, "x=y.svg");
}

TEST(options, of_which_one_is_given_twice_take_the_last) {
    EXPECT_EQ(parse({"--documents", "1", "--documents", "2"}).documents, 2U);
}

TEST(options, without_a_value_are_switches) {
    auto const chosen = parse({"--quiet", "--full-table", "--help"});
    EXPECT_TRUE(chosen.quiet);
    EXPECT_TRUE(chosen.full_table);
    EXPECT_TRUE(chosen.help);
}

TEST(options, read_a_script) {
    EXPECT_THAT(parse({"--script", "503"}).script, testing::ElementsAre(fault::unavailable));
    EXPECT_THAT(
        parse({"--script", "refuse,reset,503,stall,truncate,corrupt"}).script,
        testing::ElementsAre(
            fault::refuse, fault::reset, fault::unavailable, fault::stall, fault::truncate,
            fault::corrupt));
}

TEST(options, accept_the_ends_of_their_ranges) {
    EXPECT_EQ(parse({"--faults", "0"}).faults, 0.0);
    EXPECT_EQ(parse({"--faults", "1"}).faults, 1.0);
    EXPECT_EQ(parse({"--documents", "1"}).documents, 1U);
    EXPECT_EQ(parse({"--documents", "100000"}).documents, 100000U);
}

TEST(options, say_in_one_line_what_is_wrong) {
    EXPECT_EQ(error_of({"--faults", "1.5"}), "--faults wants a number from 0 to 1, got '1.5'");
    EXPECT_EQ(error_of({"--faults", "-0.1"}), "--faults wants a number from 0 to 1, got '-0.1'");
    EXPECT_EQ(error_of({"--faults", "nan"}), "--faults wants a number from 0 to 1, got 'nan'");
    EXPECT_EQ(error_of({"--faults", "60%"}), "--faults wants a number from 0 to 1, got '60%'");
    EXPECT_EQ(error_of({"--faults="}), "--faults wants a number from 0 to 1, got ''");
    EXPECT_EQ(
        error_of({"--documents", "0"}),
        "--documents wants a whole number from 1 to 100000, got '0'");
    EXPECT_EQ(
        error_of({"--documents", "1e3"}),
        "--documents wants a whole number from 1 to 100000, got '1e3'");
    EXPECT_EQ(
        error_of({"--seed", "-1"}),
        "--seed wants a whole number from 0 to 18446744073709551615, got '-1'");
    EXPECT_EQ(
        error_of({"--seed", "18446744073709551616"}),
        "--seed wants a whole number from 0 to 18446744073709551615, got "
        "'18446744073709551616'");
    EXPECT_EQ(error_of({"--seed"}), "--seed wants a value, see --help");
    EXPECT_EQ(
        error_of({"--clients", "65"}), "--clients wants a whole number from 1 to 64, got '65'");
    EXPECT_EQ(
        error_of({"--timeout", "9"}), "--timeout wants a whole number from 10 to 5000, got '9'");
    EXPECT_EQ(
        error_of({"--script", "reset,"}),
        "--script wants names of faults with commas between (refuse, reset, 503, stall, "
        "truncate, corrupt), got 'reset,'");
    EXPECT_EQ(
        error_of({"--script", "reset", "--faults", "0.5"}),
        "--faults and --script exclude each other");
    EXPECT_EQ(error_of({"--timeline", ""}), "--timeline wants the name of a file, got ''");
    EXPECT_EQ(error_of({"--quiet=yes"}), "--quiet takes no value, see --help");
    EXPECT_EQ(error_of({"--sed", "1"}), "unknown option '--sed', see --help");
    EXPECT_EQ(error_of({"-s"}), "unknown option '-s', see --help");
    EXPECT_EQ(error_of({"40"}), "unexpected argument '40', see --help");
    EXPECT_EQ(error_of({""}), "unexpected argument '', see --help");
}

TEST(options, are_all_in_the_help) {
    auto const text = flaky::help_text();
    for (auto const* name :
         {"--seed", "--documents", "--faults", "--script", "--clients", "--timeout", "--timeline",
          "--full-table", "--quiet", "--help"}) {
        EXPECT_THAT(text, testing::HasSubstr(name));
    }
    for (auto const& each : flaky::fault_kinds) {
        EXPECT_THAT(text, testing::HasSubstr("  " + std::string{each.name} + "  "));
    }
}

}  // namespace
