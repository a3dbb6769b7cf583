// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <chrono>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;

// Fails twice, then works.
struct flaky {
    int calls = 0;
    int operator()() {
        if (++calls < 3) throw std::runtime_error{"reset"};
        return 42;
    }
};

constexpr auto policy =
    reprise::compose(reprise::attempts{3}, reprise::constant{1ms}, reprise::no_jitter{});

bool lines() {
    flaky fetch;
    //! [log_to]
    std::ostringstream log;  // or std::clog
    reprise::retry(reprise::with(policy, reprise::log_to{log, "fetch: "}), fetch);
    // fetch: retrying in 1ms after attempt 1: std::runtime_error: reset
    // fetch: retrying in 1ms after attempt 2: std::runtime_error: reset
    // fetch: recovered after 3 attempts, waited 2ms
    //! [log_to]
    return log.str() == "fetch: retrying in 1ms after attempt 1: std::runtime_error: reset\n"
                        "fetch: retrying in 1ms after attempt 2: std::runtime_error: reset\n"
                        "fetch: recovered after 3 attempts, waited 2ms\n";
}

bool callables() {
    flaky fetch;
    //! [log_each]
    int long_waits = 0;
    auto const counting = reprise::log_each{[&](reprise::retry_scheduled const& event) {
        if (event.delay >= 1ms) ++long_waits;
    }};
    reprise::retry(reprise::with(policy, counting), fetch);
    //! [log_each]
    return long_waits == 2;
}

bool several() {
    flaky fetch;
    //! [loggers]
    std::ostringstream log;
    int recoveries = 0;
    auto const both = reprise::loggers{
        reprise::log_to{log},
        reprise::on_recovered([&](reprise::recovered const&) { ++recoveries; })};
    reprise::retry(reprise::with(policy, both), fetch);
    //! [loggers]
    return recoveries == 1 && !log.str().empty();
}

bool nothing() {
    flaky fetch;
    //! [no_logging]
    static_assert(
        sizeof(reprise::no_logging) == 1);  // an empty type, which takes no room in a policy
    int const answer = reprise::retry(reprise::with(policy, reprise::no_logging{}), fetch);
    //! [no_logging]
    return answer == 42;
}

}  // namespace

int main() {
    bool const well = lines() && callables() && several() && nothing();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
