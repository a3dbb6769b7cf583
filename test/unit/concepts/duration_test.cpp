// SPDX-License-Identifier: Apache-2.0

#include <reprise/concepts/duration.hpp>
#include <reprise/testing/printers.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>

namespace {

using namespace std::chrono_literals;
using reprise::any_duration;
using reprise::duration;
using reprise::elapsed_between;
using reprise::saturating_add;
using reprise::time_point;

constexpr auto longest = duration::max();
constexpr auto most_negative = duration::min();

template <class Rep, class Period>
constexpr duration converted(std::chrono::duration<Rep, Period> span) {
    return any_duration{span}.value();
}

TEST(saturating_add, adds) {
    static_assert(saturating_add(0ns, 0ns) == 0ns);
    static_assert(saturating_add(1s, 250ms) == 1250ms);
    EXPECT_EQ(saturating_add(longest - 1ns, 1ns), longest);
    EXPECT_EQ(saturating_add(longest, 0ns), longest);
    EXPECT_EQ(saturating_add(0ns, longest), longest);
}

TEST(saturating_add, stays_at_the_longest_duration_where_the_sum_would_overflow) {
    static_assert(saturating_add(longest, 1ns) == longest);
    EXPECT_EQ(saturating_add(1ns, longest), longest);
    EXPECT_EQ(saturating_add(longest, longest), longest);
    EXPECT_EQ(saturating_add(longest / 2 + 1ns, longest / 2 + 1ns), longest);
    EXPECT_EQ(saturating_add(longest / 2, longest / 2), longest - 1ns);
}

TEST(elapsed_between, is_the_time_from_the_earlier_to_the_later_moment) {
    constexpr time_point start{5s};
    static_assert(elapsed_between(start, start) == 0ns);
    static_assert(elapsed_between(start, start + 1ns) == 1ns);
    EXPECT_EQ(elapsed_between(time_point{-2s}, time_point{3s}), 5s);
    EXPECT_EQ(elapsed_between(time_point{-3s}, time_point{-2s}), 1s);
    EXPECT_EQ(elapsed_between(time_point{}, time_point::max()), longest);
}

TEST(elapsed_between, is_zero_where_the_clock_stepped_backwards) {
    EXPECT_EQ(elapsed_between(time_point{5s}, time_point{4s}), 0ns);
    EXPECT_EQ(elapsed_between(time_point::max(), time_point::min()), 0ns);
}

TEST(elapsed_between, saturates_over_spans_that_do_not_fit) {
    static_assert(elapsed_between(time_point::min(), time_point::max()) == longest);
    EXPECT_EQ(elapsed_between(time_point{-1ns}, time_point::max()), longest);
    EXPECT_EQ(elapsed_between(time_point::min(), time_point{0ns}), longest);
    EXPECT_EQ(elapsed_between(time_point::min(), time_point{-1ns}), longest);
    EXPECT_EQ(elapsed_between(time_point::min(), time_point{-2ns}), longest - 1ns);
}

TEST(moment_after, is_so_much_later_and_never_past_the_last_moment) {
    using reprise::detail::moment_after;
    static_assert(moment_after(time_point{5s}, 3s) == time_point{8s});
    EXPECT_EQ(moment_after(time_point::max() - 1ns, 1ns), time_point::max());
    EXPECT_EQ(moment_after(time_point::max() - 1ns, 2ns), time_point::max());
    EXPECT_EQ(moment_after(time_point{1ns}, longest), time_point::max());
    EXPECT_EQ(moment_after(time_point::max(), longest), time_point::max());
}

TEST(moment_after, reaches_as_far_as_the_span_where_the_clock_begins_before_zero) {
    EXPECT_EQ(reprise::detail::moment_after(time_point{-10ns}, longest), time_point::max() - 10ns);
    EXPECT_EQ(reprise::detail::moment_after(time_point::min(), longest), time_point{-1ns});
}

TEST(moment_after, is_no_earlier_for_a_span_below_zero) {
    EXPECT_EQ(reprise::detail::moment_after(time_point{5s}, -1ns), time_point{5s});
    EXPECT_EQ(reprise::detail::moment_after(time_point::min(), most_negative), time_point::min());
}

TEST(is_before, is_false_of_the_same_moment) {
    using reprise::detail::is_before;
    static_assert(is_before(time_point{1ns}, time_point{2ns}));
    EXPECT_FALSE(is_before(time_point{2ns}, time_point{1ns}));
    EXPECT_FALSE(is_before(time_point{2ns}, time_point{2ns}));
    EXPECT_TRUE(is_before(time_point::min(), time_point::max()));
}

TEST(never_comes, is_true_of_the_last_moment_alone) {
    using reprise::detail::never_comes;
    static_assert(never_comes(time_point::max()));
    EXPECT_FALSE(never_comes(time_point::max() - 1ns));
    EXPECT_FALSE(never_comes(time_point{}));
}

TEST(any_duration, takes_every_unit_of_the_standard) {
    static_assert(converted(7ns) == 7ns);
    static_assert(converted(-7us) == -7'000ns);
    static_assert(converted(3ms) == 3'000'000ns);
    static_assert(converted(2min) == 120s);
    static_assert(converted(std::chrono::days{1}) == 24h);
    static_assert(converted(std::chrono::years{1}) == 31'556'952s);
    EXPECT_EQ(converted(std::chrono::duration<unsigned char>{200}), 200s);
}

TEST(any_duration, takes_units_that_no_standard_name_exists_for) {
    // a product with the largest count overflowed here: no frame of a film could be waited for
    using frames = std::chrono::duration<int, std::ratio<1, 30>>;
    static_assert(converted(frames{45}) == 1500ms);
    static_assert(converted(frames{1}) == 33'333'333ns);
    static_assert(converted(frames{2}) == 66'666'667ns);
    static_assert(converted(frames{-2}) == -66'666'667ns);
    using ntsc_frames = std::chrono::duration<std::int64_t, std::ratio<1001, 30000>>;
    EXPECT_EQ(converted(ntsc_frames{30000}), 1001s);
    EXPECT_EQ(converted(ntsc_frames{std::numeric_limits<std::int64_t>::max()}), longest);
    EXPECT_EQ(converted(ntsc_frames{std::numeric_limits<std::int64_t>::min()}), most_negative);
    using ages = std::chrono::duration<int, std::exa>;
    EXPECT_EQ(converted(ages{0}), 0ns);
    EXPECT_EQ(converted(ages{1}), longest);
    EXPECT_EQ(converted(ages{-1}), most_negative);
}

TEST(any_duration, rounds_what_is_finer_than_a_nanosecond_to_the_nearest) {
    using picoseconds = std::chrono::duration<std::int64_t, std::pico>;
    static_assert(converted(picoseconds{1'499}) == 1ns);
    static_assert(converted(picoseconds{1'500}) == 2ns);
    static_assert(converted(picoseconds{1'999}) == 2ns);
    static_assert(converted(picoseconds{-1'499}) == -1ns);
    static_assert(converted(picoseconds{-1'500}) == -2ns);
    EXPECT_EQ(
        converted(picoseconds{std::numeric_limits<std::int64_t>::max()}), 9'223'372'036'854'776ns);
    using unsigned_picoseconds = std::chrono::duration<std::uint64_t, std::pico>;
    EXPECT_EQ(
        converted(unsigned_picoseconds{std::numeric_limits<std::uint64_t>::max()}),
        18'446'744'073'709'552ns);
}

TEST(any_duration, saturates_where_a_nanosecond_count_would_overflow) {
    static_assert(converted(std::chrono::hours::max()) == longest);
    static_assert(converted(std::chrono::hours::min()) == most_negative);
    static_assert(converted(duration::max()) == longest);
    static_assert(converted(duration::min()) == most_negative);
    EXPECT_EQ(
        converted(std::chrono::duration<std::uint64_t>{std::numeric_limits<std::uint64_t>::max()}),
        longest);
    EXPECT_EQ(
        converted(std::chrono::duration<std::uint64_t, std::nano>{
            std::numeric_limits<std::uint64_t>::max()}),
        longest);
    // the last second that fits, and the first that does not
    EXPECT_EQ(converted(9'223'372'036s), 9'223'372'036s);
    EXPECT_EQ(converted(9'223'372'037s), longest);
    EXPECT_EQ(converted(-9'223'372'036s), -9'223'372'036s);
    EXPECT_EQ(converted(-9'223'372'037s), most_negative);
    // a third of a second more or less decides
    using thirds = std::chrono::duration<std::int64_t, std::ratio<1, 3>>;
    EXPECT_EQ(converted(thirds{27'670'116'110}), 9'223'372'036'666'666'667ns);
    EXPECT_EQ(converted(thirds{27'670'116'111}), longest);
    EXPECT_EQ(converted(thirds{-27'670'116'110}), -9'223'372'036'666'666'667ns);
    EXPECT_EQ(converted(thirds{-27'670'116'111}), most_negative);
}

TEST(any_duration, saturates_in_the_part_of_a_unit_too) {
    // seven of these fit, and leave room for less than one more
    using nearly_all = std::chrono::duration<std::int64_t, std::ratio<9'000'000'000, 7>>;
    EXPECT_EQ(converted(nearly_all{7}), 9'000'000'000s);
    EXPECT_EQ(converted(nearly_all{8}), longest);
    EXPECT_EQ(converted(nearly_all{-8}), most_negative);
    EXPECT_EQ(converted(nearly_all{-7}), -9'000'000'000s);
}

TEST(any_duration, is_right_to_a_few_nanoseconds_where_no_integer_holds_the_product) {
    using odd = std::chrono::duration<std::int64_t, std::ratio<9'000'000'001, 10'000'000'019>>;
    EXPECT_NEAR(static_cast<double>(converted(odd{1}).count()), 899'999'998.39, 1.0);
    EXPECT_EQ(converted(odd{10'000'000'019}), 9'000'000'001s);
}

TEST(any_duration, rounds_floating_point_to_the_nearest) {
    using seconds = std::chrono::duration<double>;
    using nanoseconds = std::chrono::duration<double, std::nano>;
    static_assert(converted(seconds{1.5}) == 1500ms);
    static_assert(converted(0.25s) == 250ms);
    static_assert(converted(nanoseconds{0.5}) == 1ns);
    static_assert(converted(nanoseconds{-0.5}) == -1ns);
    static_assert(converted(nanoseconds{2.49}) == 2ns);
    static_assert(converted(nanoseconds{-2.49}) == -2ns);
    // adding a half before truncating rounded these up
    EXPECT_EQ(converted(nanoseconds{0.49999999999999994}), 0ns);
    EXPECT_EQ(converted(nanoseconds{4'503'599'627'370'497.0}), 4'503'599'627'370'497ns);
    EXPECT_EQ(converted(nanoseconds{-4'503'599'627'370'497.0}), -4'503'599'627'370'497ns);
    EXPECT_EQ(converted(std::chrono::duration<float>{0.125F}), 125ms);
    EXPECT_EQ(converted(std::chrono::duration<long double, std::milli>{0.5L}), 500us);
}

TEST(any_duration, saturates_floating_point_too) {
    using seconds = std::chrono::duration<double>;
    constexpr auto infinity = std::numeric_limits<double>::infinity();
    static_assert(converted(seconds{infinity}) == longest);
    static_assert(converted(seconds{-infinity}) == most_negative);
    static_assert(converted(seconds::max()) == longest);
    static_assert(converted(-seconds::max()) == most_negative);
    EXPECT_EQ(converted(seconds{1e300}), longest);
    EXPECT_EQ(converted(seconds{-1e300}), most_negative);
    // the largest double below 2^63 is no overflow, 2^63 is
    using nanoseconds = std::chrono::duration<double, std::nano>;
    EXPECT_EQ(converted(nanoseconds{9223372036854774784.0}), 9'223'372'036'854'774'784ns);
    EXPECT_EQ(converted(nanoseconds{9223372036854775808.0}), longest);
    EXPECT_EQ(converted(nanoseconds{-9223372036854775808.0}), most_negative);
}

TEST(any_duration, makes_the_most_negative_duration_of_what_is_no_number) {
    constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();
    static_assert(converted(std::chrono::duration<double>{no_number}) == most_negative);
    EXPECT_EQ(
        converted(std::chrono::duration<float>{std::numeric_limits<float>::quiet_NaN()}),
        most_negative);
}

}  // namespace
