// SPDX-License-Identifier: Apache-2.0
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

}  // namespace

int main() { return EXIT_SUCCESS; }
