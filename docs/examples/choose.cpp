// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

namespace {

using namespace std::chrono_literals;

struct conflict : std::runtime_error {
    conflict() : std::runtime_error{"somebody else was faster"} {}
};

//! [waiting]
constexpr auto somebody_waits = reprise::compose(
    reprise::attempts{3} || reprise::elapsed{2s}, reprise::exponential{50ms, 2.0, 1s},
    reprise::full_jitter{});
//! [waiting]

//! [background]
constexpr auto nobody_waits = reprise::compose(
    reprise::attempts{10} || reprise::elapsed{10min}, reprise::exponential{500ms, 2.0, 30s},
    reprise::full_jitter{});
//! [background]

//! [conflict]
constexpr auto optimistic_lock = reprise::compose(
    reprise::attempts{5}, reprise::linear{1ms, 2ms, 20ms}, reprise::full_jitter{},
    reprise::retry_on<conflict>{});
//! [conflict]

//! [next]
constexpr auto next_replica =
    reprise::compose(reprise::attempts{3}, reprise::no_backoff{});  // one for each replica
//! [next]

//! [poll]
constexpr auto until_done = reprise::compose(
    reprise::elapsed{5min}, reprise::constant{2s}, reprise::equal_jitter{},
    reprise::retry_if_result([](std::optional<std::string> const& result) { return !result; }));
//! [poll]

auto subscription(std::stop_token const& token) {
    //! [always]
    auto const as_long_as_the_program = reprise::compose(
        reprise::forever{} || reprise::stop_on{token}, reprise::exponential{100ms, 2.0, 30s},
        reprise::equal_jitter{});
    //! [always]
    return as_long_as_the_program;
}

static_assert(reprise::worst_case_delay(somebody_waits) <= 150ms);
static_assert(reprise::worst_case_delay(nobody_waits) <= 10min);
static_assert(reprise::worst_case_delay(optimistic_lock) <= 16ms);
static_assert(reprise::max_attempts(next_replica) == 3);

}  // namespace

int main() {
    auto const policy = subscription({});
    bool const well = !reprise::max_attempts(policy).is_bounded() &&
                      reprise::worst_case_delay(until_done) == reprise::duration{5min};
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
