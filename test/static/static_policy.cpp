// SPDX-License-Identifier: Apache-2.0
//
// Policies as template arguments: equal configurations are one type.
#include <reprise/first_match.hpp>
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <boost/hana/integral_constant.hpp>

#include <concepts>
#include <type_traits>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::compose;
using reprise::elapsed;
using reprise::exponential;
using reprise::static_policy;

using fetch = static_policy<compose(attempts{5}, exponential{100ms, 2.0, 1s})>;
using same = static_policy<compose(exponential{100ms, 2.0, 1000ms}, attempts{5})>;
using other = static_policy<compose(exponential{100ms, 2.0, 1s}, attempts{6})>;
static_assert(std::same_as<fetch, same>, "order and units do not matter");
static_assert(!std::same_as<fetch, other>);
static_assert(std::is_empty_v<fetch>);
static_assert(reprise::worst_case_delay(fetch{}) == 1500ms && reprise::max_attempts(fetch{}) == 5);
static_assert(fetch::value.backoff() == exponential{100ms, 2.0, 1s});

// each of the library's parts that has numbers in it
template <class Policy, class Part>
constexpr bool keeps(Part const& part) {
    if constexpr (reprise::backoff_policy<Part>)
        return Policy::value.backoff() == part;
    else if constexpr (reprise::jitter_policy<Part>)
        return Policy::value.jitter() == part;
    else if constexpr (reprise::stop_policy<Part>)
        return Policy::value.stop() == part;
    else if constexpr (reprise::time_limit_policy<Part>)
        return Policy::value.time_limit().attempt_limits() == part.attempt_limits();
    else
        return Policy::value.random() == part;
}
#define REPRISE_KEEPS(...) static_assert(keeps<static_policy<compose(__VA_ARGS__)>>(__VA_ARGS__))
REPRISE_KEEPS(reprise::constant{1s});
REPRISE_KEEPS(reprise::linear{1s, 2s, 3s});
REPRISE_KEEPS(reprise::fibonacci{1s, 3s});
REPRISE_KEEPS(reprise::polynomial{1s, 2, 3s});
REPRISE_KEEPS(reprise::delay_table{1s, 2s, 3s});
REPRISE_KEEPS(reprise::constant{1s} + reprise::constant{2s});
REPRISE_KEEPS(reprise::shorter(reprise::constant{1s}, reprise::constant{2s}));
REPRISE_KEEPS(reprise::then(reprise::constant{1s}, reprise::retries{2}, exponential{}));
REPRISE_KEEPS(reprise::first_at_once(reprise::constant{1s}));
REPRISE_KEEPS(reprise::capped(reprise::constant{1s}, 2s));
REPRISE_KEEPS(reprise::smoothed_jitter{});
REPRISE_KEEPS(reprise::additive_jitter{1s});
REPRISE_KEEPS(reprise::proportional_jitter{0.25});
REPRISE_KEEPS(reprise::multiplicative_jitter{0.25, 2.0});
REPRISE_KEEPS(reprise::decorrelated_jitter{1s});
REPRISE_KEEPS(reprise::monotone_jitter{1s});
REPRISE_KEEPS(reprise::retries{3});
REPRISE_KEEPS(elapsed{1s});
REPRISE_KEEPS(elapsed{1s}.clip());
REPRISE_KEEPS(attempts{3} || elapsed{1s});
REPRISE_KEEPS(reprise::deadline{reprise::time_point{3s}}.clip());
REPRISE_KEEPS(reprise::fixed_seed{7});
REPRISE_KEEPS(reprise::run_timeout{3s}.grace(2s));
REPRISE_KEEPS(reprise::run_timeout{3s} || reprise::idle_timeout{2s}.grace(4s));
REPRISE_KEEPS(reprise::first_at_once(reprise::no_backoff{}));
REPRISE_KEEPS(reprise::no_backoff{} + reprise::no_backoff{});
#if defined(__clang__)
REPRISE_KEEPS(reprise::capped(reprise::no_backoff{}, 1s));
REPRISE_KEEPS(reprise::then(reprise::no_backoff{}, reprise::retries{2}, reprise::constant{1s}));
#endif
#undef REPRISE_KEEPS

// and parts without any state, though they cannot be made from nothing
constexpr auto negative = [](int result) { return result < 0; };
using by_value = static_policy<compose(reprise::retry_if(negative) && !reprise::retry_on<long>{})>;
using by_value_again =
    static_policy<compose(reprise::retry_if(negative) && !reprise::retry_on<long>{})>;
static_assert(std::same_as<by_value, by_value_again>);
static_assert(reprise::max_attempts(by_value{}) == 3);

// several policies as one
using several = static_policy<reprise::first_match(
    compose(reprise::retry_on<int>{}, attempts{3}), compose(reprise::constant{1s}), attempts{4})>;
using several_again = static_policy<reprise::first_match(
    attempts{4}, compose(attempts{3}, reprise::retry_on<int>{}),
    compose(reprise::constant{1000ms}))>;
using another_ceiling = static_policy<reprise::first_match(
    compose(reprise::retry_on<int>{}, attempts{3}), compose(reprise::constant{1s}), attempts{5})>;
using counting_together = static_policy<reprise::first_match(
    compose(reprise::retry_on<int>{}, attempts{3}), compose(reprise::constant{1s}), attempts{4},
    reprise::shared_counter)>;
static_assert(std::same_as<several, several_again> && std::is_empty_v<several>);
static_assert(!std::same_as<several, another_ceiling>);
static_assert(!std::same_as<several, counting_together>);
static_assert(reprise::max_attempts(several{}) == 4);
static_assert(several::value.policies()[boost::hana::size_c<1>].backoff() == reprise::constant{1s});

// a callable makes a type of its own
using by_callable = static_policy<[] { return compose(attempts{5}); }>;
using by_another = static_policy<[] { return compose(attempts{5}); }>;
static_assert(!std::same_as<by_callable, by_another>);
static_assert(reprise::max_attempts(by_callable{}) == 5);

int once() { return 3; }
[[maybe_unused]] auto const run = [] { return reprise::retry(fetch{}, once); };

}  // namespace
