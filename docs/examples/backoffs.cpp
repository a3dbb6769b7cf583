// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

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

}  // namespace

int main() { return EXIT_SUCCESS; }
