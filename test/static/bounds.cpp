// SPDX-License-Identifier: Apache-2.0
//
// What is proved of a policy without running it.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::compose;
using reprise::delay_bound;
using reprise::delay_bounds;
using reprise::duration;
using reprise::elapsed;
using reprise::expected_delay;
using reprise::exponential;
using reprise::fits;
using reprise::forever;
using reprise::max_attempts;
using reprise::no_jitter;
using reprise::schedule_table;
using reprise::unbounded;
using reprise::worst_case_delay;
using reprise::worst_case_time;

constexpr auto five = compose(attempts{5}, exponential{100ms, 2.0, 500ms});

static_assert(max_attempts(five) == 5);
static_assert(worst_case_delay(five) == 1200ms);
static_assert(expected_delay(five) == 600ms);
static_assert(worst_case_time(five, 2s) == 11200ms);
static_assert(
    worst_case_time(five, 2s, 5s) == 31200ms, "four waits, each longer by a hint's allowance");
static_assert(fits(five, 11200ms, 2s) && !fits(five, 11199ms, 2s));
static_assert(worst_case_time(five, 0s) == worst_case_delay(five));
static_assert(worst_case_time(five, duration::max()) == duration::max());
static_assert(
    delay_bounds<4>(five) == std::array<delay_bound, 4>{{
                                 {0s, 50ms, 100ms},
                                 {0s, 100ms, 200ms},
                                 {0s, 200ms, 400ms},
                                 {0s, 250ms, 500ms},
                             }});

// whatever the jitter
template <class Jitter>
constexpr delay_bound first_bound(Jitter const& jitter) {
    return delay_bounds<1>(compose(reprise::constant{1s}, jitter, attempts{2}))[0];
}
static_assert(first_bound(no_jitter{}) == delay_bound{1s, 1s, 1s});
static_assert(first_bound(reprise::equal_jitter{}) == delay_bound{500ms, 750ms, 1s});
static_assert(first_bound(reprise::additive_jitter{200ms}) == delay_bound{1s, 1100ms, 1200ms});
static_assert(first_bound(reprise::proportional_jitter{0.5}) == delay_bound{500ms, 1s, 1500ms});
static_assert(
    first_bound(reprise::multiplicative_jitter{0.5, 2.0}) == delay_bound{500ms, 1250ms, 2s});
static_assert(first_bound(reprise::decorrelated_jitter{100ms}) == delay_bound{100ms, 200ms, 300ms});
static_assert(first_bound(reprise::monotone_jitter{100ms}) == delay_bound{100ms, 200ms, 300ms});
static_assert(
    first_bound(reprise::smoothed_jitter{}) == delay_bound{0s, 871115716ns, 1377182257ns});

// one that looks at the delay before: the bounds are those of all that could have been before
static_assert(
    delay_bounds<3>(
        compose(reprise::constant{2s}, reprise::decorrelated_jitter{100ms}, attempts{4})) ==
    std::array<delay_bound, 3>{{
        {100ms, 200ms, 300ms},
        {100ms, 350ms, 900ms},
        {100ms, 575ms, 2s},
    }});
static_assert(
    delay_bounds<3>(compose(reprise::constant{2s}, reprise::monotone_jitter{100ms}, attempts{4})) ==
    std::array<delay_bound, 3>{{
        {100ms, 200ms, 300ms},
        {100ms, 400ms, 900ms},
        {100ms, 800ms, 2s},
    }});

// a jitter of somebody else's that publishes nothing: its mean is averaged over words
struct own_jitter {
    static constexpr duration apply(duration delay, reprise::jitter_input const& input) {
        return delay / 4 + reprise::detail::scale(input.word, delay / 2);
    }
};
static_assert(first_bound(own_jitter{}) == delay_bound{250ms, 500ms, 750ms});
struct own_constant_jitter {
    static constexpr bool needs_random = false;
    static constexpr duration apply(duration delay, reprise::jitter_input const&) {
        return delay / 3;
    }
};
static_assert(
    first_bound(own_constant_jitter{}) == delay_bound{333333333ns, 333333333ns, 333333333ns});

// time and count
constexpr auto timed = compose(attempts{3} || elapsed{5s}, exponential{4s, 2.0, 8s});
static_assert(
    worst_case_delay(timed) == 5s, "4 s and then 1 s, which is possible, and not only 4 s");
static_assert(worst_case_time(timed, 1s) == 6s, "the last attempt starts at the limit");
static_assert(delay_bounds<2>(timed)[1] == delay_bound{0s, 4s, 5s});
constexpr auto only_timed = compose(elapsed{30s});
static_assert(max_attempts(only_timed) == unbounded);
static_assert(worst_case_delay(only_timed) == 30s && expected_delay(only_timed) == 30s);
static_assert(worst_case_time(only_timed, 10s) == 40s);
static_assert(fits(only_timed, 40s, 10s));

// a policy that limits its attempts knows how long they take: the limit, and the grace of one that does not heed it
constexpr auto limited =
    compose(attempts{3}, reprise::constant{1s}, no_jitter{}, reprise::run_timeout{5s}.grace(2s));
static_assert(worst_case_time(limited) == 23s && fits(limited, 23s) && !fits(limited, 22s));
static_assert(worst_case_time(limited, 10s) == 23s, "the smaller of both counts");
static_assert(worst_case_time(limited, 4s) == 14s);
static_assert(worst_case_time(limited, duration::max(), 1s) == 25s);
static_assert(worst_case_time(five) == unbounded && !fits(five, duration::max()));
static_assert(
    worst_case_time(compose(reprise::idle_timeout{1s})) == unbounded,
    "progress can be made for ever");
static_assert(
    worst_case_time(compose(reprise::idle_timeout{1s} || reprise::run_timeout{1h}, attempts{1})) ==
    1h + 1s);

// no bounds: a value of its own, and above every other
constexpr auto endless = compose(forever{}, no_jitter{}, exponential{1s, 2.0, 8s});
static_assert(max_attempts(endless) == unbounded);
static_assert(worst_case_delay(endless) == unbounded && expected_delay(endless) == unbounded);
static_assert(worst_case_time(endless, 1s) == unbounded && !fits(endless, duration::max(), 0s));
static_assert(
    delay_bounds<6>(endless)[5] == delay_bound{8s, 8s, 8s}, "each delay has bounds all the same");

// tables
static_assert(schedule_table<5>(endless) == std::array<duration, 5>{1s, 2s, 4s, 8s, 8s});
static_assert(schedule_table<0>(compose(attempts{1}, no_jitter{})).empty());
constexpr auto seeded = compose(attempts{4}, reprise::fixed_seed{7});
static_assert(schedule_table<3>(seeded) == schedule_table<3>(seeded));
static_assert(schedule_table<3>(seeded)[0] <= 500ms);
constexpr auto clipped =
    compose(elapsed{5s}.clip() || attempts{9}, no_jitter{}, exponential{4s, 2.0, 8s});
static_assert(schedule_table<2>(clipped) == std::array<duration, 2>{4s, 1s});

// the same schedule as the view's, which knows when it has no end
static_assert(ranges::is_infinite<decltype(reprise::schedule(endless))>::value);
static_assert(!ranges::is_infinite<decltype(reprise::schedule(five))>::value);
static_assert(!ranges::is_infinite<decltype(reprise::schedule(
                  compose(forever{}, reprise::from_function([](std::uint64_t) {
                              return reprise::delay_answer::stop();
                          }))))>::value);

// a backoff that ends the run ends its bounds
static_assert(
    worst_case_delay(compose(
        attempts{100}, no_jitter{}, reprise::from_function([](std::uint64_t number) {
            return number < 3 ? reprise::delay_answer::use(1s) : reprise::delay_answer::stop();
        }))) == 2s);

static_assert(worst_case_delay(compose(attempts{1})) == 0s);
static_assert(
    worst_case_delay(compose(attempts{3}, reprise::constant{duration::max()})) == duration::max());

// part of a type
using in_type =
    reprise::static_policy<[] { return compose(attempts{3}, exponential{1s, 2.0, 9s}); }>;
static_assert(fits(in_type{}, 12s, 3s) && delay_bounds<2>(in_type{})[1].most == 2s);

}  // namespace
