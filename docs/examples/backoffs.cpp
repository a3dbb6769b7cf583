// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace std::chrono_literals;

namespace at_once {
//! [no_backoff]
// the next free port of ten: whoever has the last one does not give it back because we wait
constexpr auto policy = reprise::compose(reprise::no_backoff{}, reprise::attempts{10});
static_assert(reprise::worst_case_delay(policy) == reprise::duration{0s});
//! [no_backoff]
}  // namespace at_once

namespace steady_rate {
//! [constant]
constexpr reprise::constant backoff{250ms};
static_assert(backoff.delay(1) == 250ms);
static_assert(backoff.delay(1'000) == 250ms);
//! [constant]
}  // namespace steady_rate

namespace step_by_step {
//! [linear]
constexpr reprise::linear backoff{100ms, 150ms, 1s};  // initial, step, cap
static_assert(backoff.delay(1) == 100ms);
static_assert(backoff.delay(2) == 250ms);
static_assert(backoff.delay(7) == 1s);
//! [linear]
}  // namespace step_by_step

namespace doubled {
//! [exponential]
constexpr reprise::exponential backoff{100ms, 2.0, 5s};  // initial, factor, cap
static_assert(backoff.delay(1) == 100ms);
static_assert(backoff.delay(4) == 800ms);
static_assert(backoff.delay(1'000'000) == 5s);
//! [exponential]
}  // namespace doubled

namespace gentle {
//! [fibonacci]
constexpr reprise::fibonacci backoff{100ms, 5s};  // unit, cap
static_assert(backoff.delay(1) == 100ms && backoff.delay(2) == 100ms);
static_assert(backoff.delay(6) == 800ms);
static_assert(backoff.delay(1'000'000) == 5s);
//! [fibonacci]
}  // namespace gentle

namespace squared {
//! [polynomial]
constexpr reprise::polynomial backoff{50ms, 2, 5s};  // unit, degree, cap
static_assert(backoff.delay(1) == 50ms);
static_assert(backoff.delay(4) == 800ms);
static_assert(backoff.delay(1'000'000) == 5s);
//! [polynomial]
}  // namespace squared

namespace agreed {
//! [delay_table]
constexpr reprise::delay_table backoff{50ms, 200ms, 1s};
static_assert(backoff.delay(2) == 200ms);
static_assert(backoff.delay(9) == 1s);  // the last one stays
//! [delay_table]
}  // namespace agreed

namespace asked {
//! [from_function]
// every tenth retry takes a long breath; the 100th is not made
constexpr auto backoff = reprise::from_function(
    [](std::uint64_t retry, reprise::duration /*computed*/) {
        if (retry == 100) return reprise::delay_answer::stop();
        return retry % 10 == 0 ? reprise::delay_answer::use(1min) : reprise::delay_answer::keep();
    },
    reprise::constant{2s});
static_assert(backoff.answer(9).delay() == 2s);
static_assert(backoff.answer(10).delay() == 1min);
static_assert(backoff.answer(100).stops());
//! [from_function]
}  // namespace asked

namespace once_at_once {
//! [first_at_once]
constexpr auto backoff = reprise::first_at_once(reprise::exponential{100ms, 2.0, 5s});
static_assert(backoff.delay(1) == 0s);
static_assert(backoff.delay(2) == 100ms);
static_assert(backoff.delay(3) == 200ms);
//! [first_at_once]
}  // namespace once_at_once

namespace in_turn {
//! [then]
// three quick ones, then patience
constexpr auto backoff =
    reprise::then(reprise::constant{50ms}, reprise::retries{3}, reprise::exponential{1s, 2.0, 8s});
static_assert(backoff.delay(3) == 50ms);
static_assert(backoff.delay(4) == 1s);
static_assert(backoff.delay(5) == 2s);
//! [then]
}  // namespace in_turn

namespace limited {
//! [capped]
constexpr auto backoff = reprise::capped(
    reprise::sum(reprise::constant{200ms}, reprise::exponential{100ms, 2.0, 1h}), 2s);
static_assert(backoff.delay(1) == 300ms);
static_assert(backoff.delay(20) == 2s);
//! [capped]
}  // namespace limited

namespace lifted {
//! [floored]
constexpr auto backoff = reprise::floored(reprise::linear{0s, 100ms, 1s}, 250ms);
static_assert(backoff.delay(1) == 250ms);
static_assert(backoff.delay(4) == 300ms);
//! [floored]
}  // namespace lifted

namespace added {
//! [sum]
constexpr auto backoff = reprise::constant{300ms} + reprise::exponential{50ms, 2.0, 2s};
static_assert(backoff.delay(1) == 350ms);
static_assert(backoff.delay(3) == 500ms);
//! [sum]
}  // namespace added

namespace lesser {
//! [shorter]
constexpr auto backoff =
    reprise::shorter(reprise::linear{500ms, 250ms, 1h}, reprise::exponential{50ms, 2.0, 1h});
static_assert(backoff.delay(1) == 50ms);     // the exponential one is shorter at first
static_assert(backoff.delay(10) == 2750ms);  // the linear one later
//! [shorter]
}  // namespace lesser

namespace greater {
//! [longer]
constexpr auto backoff =
    reprise::longer(reprise::constant{400ms}, reprise::exponential{50ms, 2.0, 3s});
static_assert(backoff.delay(1) == 400ms);
static_assert(backoff.delay(5) == 800ms);
//! [longer]
}  // namespace greater

}  // namespace

int main() { return EXIT_SUCCESS; }
