// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace std::chrono_literals;

constexpr reprise::exponential backoff{100ms, 2.0, 5s};
constexpr reprise::jitter_input one_half{.word = std::uint64_t{1} << 63U};

namespace none {
//! [no_jitter]
// one process, one caller: nobody to be kept apart from
constexpr auto nightly = reprise::compose(backoff, reprise::no_jitter{}, reprise::retries{3});
static_assert(reprise::worst_case_delay(nightly) == reprise::duration{700ms});
//! [no_jitter]
}  // namespace none

namespace full {
//! [full_jitter]
constexpr auto many_callers =
    reprise::compose(backoff, reprise::full_jitter{}, reprise::retries{3});
static_assert(reprise::full_jitter{}.apply(800ms, one_half) == 400ms);
//! [full_jitter]
static_assert(reprise::worst_case_delay(many_callers) <= 700ms);
}  // namespace full

namespace equal {
//! [equal_jitter]
constexpr auto never_at_once =
    reprise::compose(backoff, reprise::equal_jitter{}, reprise::retries{3});
static_assert(reprise::equal_jitter{}.apply(800ms, one_half) == 600ms);
//! [equal_jitter]
static_assert(reprise::worst_case_delay(never_at_once) <= 700ms);
}  // namespace equal

namespace additive {
//! [additive_jitter]
constexpr auto as_in_langgraph =
    reprise::compose(backoff, reprise::additive_jitter{1s}, reprise::retries{3});
static_assert(reprise::additive_jitter{1s}.apply(5s, one_half) == 5500ms);  // past the cap
//! [additive_jitter]
static_assert(reprise::worst_case_delay(as_in_langgraph) > 3600ms);
}  // namespace additive

namespace proportional {
//! [proportional_jitter]
// within 20 % of what is configured, either way
constexpr auto close_to_it =
    reprise::compose(backoff, reprise::proportional_jitter{0.2}, reprise::retries{3});
static_assert(reprise::proportional_jitter{0.2}.apply(1s, {.word = 0}) == 800ms);
static_assert(reprise::worst_case_delay(close_to_it) <= 840ms);
//! [proportional_jitter]
}  // namespace proportional

namespace multiplicative {
//! [multiplicative_jitter]
// a quarter to three quarters of the delay
constexpr auto in_the_middle =
    reprise::compose(backoff, reprise::multiplicative_jitter{0.25, 0.75}, reprise::retries{3});
static_assert(reprise::multiplicative_jitter{0.25, 0.75}.apply(1s, {.word = 0}) == 250ms);
//! [multiplicative_jitter]
static_assert(reprise::worst_case_delay(in_the_middle) <= 525ms);
}  // namespace multiplicative

namespace decorrelated {
//! [decorrelated_jitter]
// the jitter grows by itself: the backoff is its cap
constexpr auto by_aws = reprise::compose(
    reprise::constant{10s}, reprise::decorrelated_jitter{100ms}, reprise::retries{5});
static_assert(reprise::decorrelated_jitter{100ms}.apply(10s, {.word = 0, .previous = 2s}) == 100ms);
//! [decorrelated_jitter]
static_assert(reprise::worst_case_delay(by_aws) <= 35s);
}  // namespace decorrelated

namespace monotone {
//! [monotone_jitter]
// never shorter than the wait before
constexpr auto by_finagle =
    reprise::compose(reprise::constant{10s}, reprise::monotone_jitter{100ms}, reprise::retries{5});
static_assert(reprise::monotone_jitter{100ms}.apply(10s, {.word = 0, .previous = 2s}) == 2s);
//! [monotone_jitter]
static_assert(reprise::worst_case_delay(by_finagle) <= 35s);
}  // namespace monotone

namespace smoothed {
//! [smoothed_jitter]
constexpr auto by_polly =
    reprise::compose(backoff, reprise::smoothed_jitter{}, reprise::retries{5});
static_assert(reprise::smoothed_jitter{}.mean(1s, {.retry = 5}) < 520ms);
//! [smoothed_jitter]
static_assert(reprise::max_attempts(by_polly) == 6);
}  // namespace smoothed

}  // namespace

int main() { return EXIT_SUCCESS; }
