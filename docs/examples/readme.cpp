// SPDX-License-Identifier: Apache-2.0

// What the README shows.
#include <reprise/retry.hpp>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

using namespace std::chrono_literals;

struct http_error : std::runtime_error {
    explicit http_error(int code)
        : std::runtime_error{"HTTP status " + std::to_string(code)}, status{code} {}
    int status;
};

namespace {

// Answers 503 the first time, then works.
std::string http_get(std::string const& url) {
    static bool fails = true;
    if (std::exchange(fails, !fails)) throw http_error{503};
    return "body of " + url;
}

constexpr auto policy = reprise::compose(  // any order; what is left out has a good default
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s},  // initial, factor, cap
    reprise::full_jitter{}, reprise::retry_on<std::system_error, http_error>{});
static_assert(reprise::worst_case_delay(policy) <= 2s);

bool first_example() {
    std::string const url = "/index.html";
    std::string body = reprise::retry(
        policy, [&] { return http_get(url); });  // throws what the last attempt threw
    auto result = reprise::try_retry(
        policy, [&] { return http_get(url); });  // a value or a failure, and a report
    return body == "body of /index.html" && *result == body && result.report().attempts == 2;
}

}  // namespace

namespace own {

struct two_speeds {
    constexpr reprise::duration delay(std::uint64_t retry_number) const noexcept {
        return retry_number <= 2 ? retry_number * 10ms : reprise::duration{1s};
    }
};
constexpr auto policy = reprise::compose(two_speeds{}, reprise::attempts{10});

static_assert(reprise::worst_case_delay(policy) <= 7030ms);

}  // namespace own

int main() { return first_example() ? EXIT_SUCCESS : EXIT_FAILURE; }
