// SPDX-License-Identifier: Apache-2.0
//
// The jitters' delays at their bounds and in the middle, to the nanosecond.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <cstdint>
#include <limits>

namespace {

using namespace std::chrono_literals;
using reprise::duration;
using reprise::jitter_input;

constexpr auto largest_word = std::numeric_limits<std::uint64_t>::max();
constexpr auto half = std::uint64_t{1} << 63U;

constexpr auto drawn(auto const& jitter, duration delay, jitter_input const& input) {
    return jitter.apply(delay, input);
}
constexpr auto least(auto const& jitter, duration delay, duration previous = 0s) {
    return jitter.apply(delay, {.previous = previous});
}
constexpr auto most(auto const& jitter, duration delay, duration previous = 0s) {
    return jitter.apply(delay, {.word = largest_word, .previous = previous});
}

constexpr reprise::proportional_jitter fifth{0.2};
static_assert(least(fifth, 100ms) == 80ms && most(fifth, 100ms) == 120ms);
static_assert(drawn(fifth, 100ms, {.word = half}) == 100ms);
static_assert(fifth.mean(100ms, {}) == 100ms);
static_assert(
    least(fifth, 1ns) == 1ns && most(fifth, 2ns) == 2ns, "a fraction of so little is nothing");
static_assert(most(fifth, 3ns) == 4ns, "to the nearest");
static_assert(least(reprise::proportional_jitter{1.0}, duration::max()) == 0s);
static_assert(most(reprise::proportional_jitter{1.0}, duration::max()) == duration::max());
static_assert(most(reprise::proportional_jitter{0.0}, 1s) == 1s);
static_assert(
    least(reprise::proportional_jitter{0.3}, 100ms) == 70ms, "0.3 is a little less as a double");

constexpr reprise::multiplicative_jitter from_half{0.5, 1.5};
static_assert(least(from_half, 100ms) == 50ms && most(from_half, 100ms) == 150ms);
static_assert(from_half.mean(100ms, {}) == 100ms);
static_assert(most(from_half, duration::max()) == duration::max());
static_assert(most(reprise::multiplicative_jitter{0.0, 1e300}, 1ns) == duration::max());
static_assert(most(reprise::multiplicative_jitter{0.0, 1e300}, 0ns) == 0s);
static_assert(most(reprise::multiplicative_jitter{2.5, 2.5}, 3ns) == 8ns, "7.5 rounds up");
static_assert(
    drawn(reprise::multiplicative_jitter{0.0, 1.0}, 7s, {.word = 0x123456789abcdef0U}) ==
    drawn(reprise::full_jitter{}, 7s, {.word = 0x123456789abcdef0U}));

constexpr reprise::decorrelated_jitter decorrelated{100ms};
static_assert(
    least(decorrelated, 10s) == 100ms && most(decorrelated, 10s) == 300ms,
    "nothing was waited before");
static_assert(least(decorrelated, 10s, 1s) == 100ms && most(decorrelated, 10s, 1s) == 3s);
static_assert(
    most(decorrelated, 10s, 5s) == 10s && least(decorrelated, 10s, 5s) == 100ms, "at the cap");
static_assert(decorrelated.mean(10s, {.previous = 5s}) == 5050ms);
static_assert(
    most(decorrelated, 10ms) == 10ms && least(decorrelated, 10ms) == 10ms,
    "the backoff is the cap");
static_assert(most(decorrelated, duration::max(), duration::max()) == duration::max());

constexpr reprise::monotone_jitter monotone{100ms};
static_assert(least(monotone, 10s) == 100ms && most(monotone, 10s) == 300ms);
static_assert(least(monotone, 10s, 1s) == 1s && most(monotone, 10s, 1s) == 3s);
static_assert(least(monotone, 10s, 6s) == 6s && most(monotone, 10s, 6s) == 10s);
static_assert(least(monotone, 10s, 10s) == 10s && most(monotone, 10s, 11s) == 10s);
static_assert(monotone.relative_standard_deviation(10s, {.previous = 10s}) == 0);
static_assert(most(monotone, duration::max(), duration::max()) == duration::max());
static_assert(monotone.mean(10s, {.previous = 1s}) == 2s);

// The formula in 400 bits, rounded to the nearest nanosecond, for a backoff's delay of one second.
struct smooth_case {
    std::uint64_t retry;
    std::uint64_t word;
    std::uint64_t before;  // the word of the retry before
    duration::rep expected;
};
constexpr smooth_case smooth_cases[] = {
    {1, 0, 0, 0},
    {1, largest_word, 0, 1377182257},
    {1, half, 0, 897404936},
    {2, 0, largest_word, 0},
    {2, largest_word, 0, 1418624779},
    {2, 0x123456789abcdef0U, 0xfedcba9876543210U, 40600256},
    {3, 0x5555555555555555U, 0x3333333333333333U, 495838789},
    {4, largest_word, largest_word, 714725858},
    {5, 0x2492492492492492U, 0xe38e38e38e38e38fU, 127333222},
    {10, half, half, 505076041},
    {20, 1, largest_word - 1, 0},
    {64, half + 1, 0, 653009687},
    {130, largest_word, 0, 1071428571},
    {130, 0, largest_word, 0},
    {1000, half, 0, 653009687},
    {largest_word, half, 0, 653009687},
};
static_assert([] {
    constexpr reprise::smoothed_jitter smoothed;
    for (auto const& one : smooth_cases) {
        auto const memory =
            one.retry == 1 ? 0
                           : smoothed.draw(1s, {.word = one.before, .retry = one.retry - 1}).memory;
        jitter_input const input{.word = one.word, .retry = one.retry, .memory = memory};
        if (smoothed.apply(1s, input) != duration{one.expected}) return false;
        if (smoothed.draw(1s, input).delay != duration{one.expected}) return false;
    }
    return true;
}());
static_assert(reprise::smoothed_jitter{}.most(1s, {.retry = 2}) == 1418624779ns);
static_assert(reprise::smoothed_jitter{}.least(1s, {.retry = 2}) == 0ns);
static_assert(reprise::smoothed_jitter{}.most(1s, {.retry = 1}) == 1377182257ns);
static_assert(reprise::smoothed_jitter{}.mean(1s, {.retry = 1}) == 871115716ns);
static_assert(reprise::smoothed_jitter{}.most(duration::max(), {.retry = 2}) == duration::max());

// A run tells it of the retry before: the waits of a doubling backoff add up to the curve, F(2.25) / 1.4 seconds here.
static_assert([] {
    constexpr auto policy = reprise::compose(
        reprise::exponential{1s, 2.0, 1h}, reprise::smoothed_jitter{}, reprise::attempts{4});
    auto machine = policy.machine();
    for (auto const word : {half, std::uint64_t{0}, half / 2}) {
        (void)machine.failed(reprise::verdict::transient(), {}, [word] { return word; });
    }
    return machine.waited() == 3380931980ns;
}());

static_assert(reprise::no_jitter{}.mean(7s, {}) == 7s);
static_assert(reprise::no_jitter{}.relative_standard_deviation(7s, {}) == 0);
static_assert(reprise::full_jitter{}.mean(7s, {}) == 3500ms);
static_assert(reprise::equal_jitter{}.mean(8s, {}) == 6s);
static_assert(reprise::additive_jitter{1s}.mean(8s, {}) == 8500ms);

// none of those that remember nothing has a cost for it
static_assert(!reprise::jitter_remembers<reprise::full_jitter>);
static_assert(reprise::jitter_remembers<reprise::smoothed_jitter>);
static_assert(
    sizeof(reprise::step_machine<reprise::no_backoff, reprise::full_jitter, reprise::forever>) <
    sizeof(reprise::step_machine<reprise::no_backoff, reprise::smoothed_jitter, reprise::forever>));

static_assert(reprise::jitter_may_exceed_delay<reprise::proportional_jitter>);
static_assert(!reprise::jitter_may_exceed_delay<reprise::decorrelated_jitter>);

}  // namespace
