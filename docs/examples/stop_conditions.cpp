// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/stop/stop_if.hpp>
#include <reprise/retry.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <stop_token>

namespace {

using namespace std::chrono_literals;
using reprise::stop_reason;

// The example's time only passes in waits.
struct example_clock {
    reprise::time_point* present;

    reprise::time_point now() const noexcept { return *present; }
    bool wait(reprise::duration delay, std::stop_token const& token) const noexcept {
        if (token.stop_requested()) return false;
        *present += delay;
        return true;
    }
};

void fail() { throw std::runtime_error{"down"}; }

namespace counted {
//! [attempts]
constexpr auto policy = reprise::compose(reprise::attempts{3});
static_assert(reprise::max_attempts(policy) == 3);  // calls in all
//! [attempts]
}  // namespace counted

namespace counted_from_the_second {
//! [retries]
constexpr auto policy = reprise::compose(reprise::retries{2});
static_assert(reprise::max_attempts(policy) == 3);  // one call, and two more
//! [retries]
}  // namespace counted_from_the_second

bool stops_before_the_limit() {
    reprise::time_point present{};
    //! [elapsed]
    auto const policy = reprise::compose(
        reprise::elapsed{1s}, reprise::constant{300ms}, reprise::no_jitter{},
        example_clock{&present});
    auto const result = reprise::try_retry(policy, fail);
    // attempts at 0, 300, 600 and 900 ms: the next wait would end at 1200 ms and is not begun
    bool const well =
        result.report().reason == stop_reason::deadline && result.report().waited == 900ms;
    //! [elapsed]
    return well;
}

bool ends_at_the_limit() {
    reprise::time_point present{};
    //! [clip]
    auto const policy = reprise::compose(
        reprise::elapsed{1s}.clip(), reprise::constant{300ms}, reprise::no_jitter{},
        example_clock{&present});
    auto const result = reprise::try_retry(policy, fail);
    // the fifth attempt starts at exactly 1 s, and is the last
    bool const well = result.report().attempts == 5 && result.report().waited == 1s;
    //! [clip]
    return well;
}

bool heeds_the_request() {
    reprise::time_point present{};
    //! [deadline]
    // the request that is being served has to be answered by then
    reprise::time_point const answer_by = present + 2s;
    auto const policy = reprise::compose(
        reprise::attempts{10} || reprise::deadline{answer_by}, reprise::constant{700ms},
        reprise::no_jitter{}, example_clock{&present});
    bool const in_time = !reprise::try_retry(policy, fail) && present <= answer_by;
    //! [deadline]
    return in_time;
}

bool leaves_the_wait() {
    //! [stop_on]
    std::stop_source shut_down;
    auto const policy = reprise::compose(
        reprise::forever{} || reprise::stop_on{shut_down.get_token()}, reprise::constant{1h});
    auto const result = reprise::try_retry(policy, [&] {
        shut_down.request_stop();  // as another thread would: the wait of an hour is over at once
        fail();
    });
    bool const well = result.report().reason == stop_reason::cancelled;
    //! [stop_on]
    return well;
}

bool heeds_the_breaker() {
    reprise::time_point present{};
    //! [stop_if]
    std::atomic<bool> open = false;  // set by a health check, in another thread
    auto const policy = reprise::compose(
        reprise::attempts{9} || reprise::stop_if([&open] { return open.load(); }),
        example_clock{&present});
    //! [stop_if]
    int calls = 0;
    auto const result = reprise::try_retry(policy, [&] {
        if (++calls == 3) open = true;
        fail();
    });
    return !result && calls == 3;
}

namespace endless {
//! [forever]
// a subscription that has to be up as long as the program is
constexpr auto reconnect = reprise::compose(
    reprise::forever{}, reprise::exponential{100ms, 2.0, 30s}, reprise::equal_jitter{});
static_assert(!reprise::max_attempts(reconnect).is_bounded());
//! [forever]
}  // namespace endless

namespace combined {
//! [either]
constexpr auto strict = reprise::attempts{5} || reprise::elapsed{30s};  // whichever comes first
static_assert(strict.max_attempts() == 5);
static_assert(strict.max_elapsed() == reprise::duration{30s});
//! [either]

//! [both]
// at least 5 attempts, and at least 30 s: short outages get time, long attempts get a second chance
constexpr auto patient = reprise::attempts{5} && reprise::elapsed{30s};
static_assert(!patient.max_attempts().is_bounded());
//! [both]
}  // namespace combined

}  // namespace

int main() {
    bool const well = stops_before_the_limit() && ends_at_the_limit() && heeds_the_request() &&
                      leaves_the_wait() && heeds_the_breaker();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
