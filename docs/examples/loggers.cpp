// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

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

template <class Logger>
int run_with(Logger logger) {
    return reprise::retry(
        reprise::compose(
            reprise::attempts{3}, reprise::constant{1ms}, reprise::no_jitter{}, std::move(logger)),
        flaky{});
}

bool lines() {
    //! [log_to]
    std::ostringstream log;
    run_with(reprise::log_to{log, "fetch: "});
    std::string const expected =
        "fetch: retrying in 1ms after attempt 1: std::runtime_error: reset\n"
        "fetch: retrying in 1ms after attempt 2: std::runtime_error: reset\n"
        "fetch: recovered after 3 attempts, waited 2ms\n";
    //! [log_to]
    return log.str() == expected;
}

bool callables() {
    //! [log_each]
    int retries = 0;
    run_with(reprise::log_each{[&](reprise::retry_scheduled const& event) {
        if (event.delay >= 1ms) ++retries;
    }});
    //! [log_each]
    return retries == 2;
}

bool several() {
    //! [loggers]
    std::ostringstream log;
    int recoveries = 0;
    run_with(reprise::loggers{
        reprise::log_to{log},
        reprise::on_recovered([&](reprise::recovered const&) { ++recoveries; })});
    //! [loggers]
    return recoveries == 1 && !log.str().empty();
}

bool nothing() {
    //! [no_logging]
    static_assert(
        sizeof(reprise::no_logging) == 1);  // an empty type, which takes no room in a policy
    int const answer = run_with(reprise::no_logging{});
    //! [no_logging]
    return answer == 42;
}

}  // namespace

int main() {
    bool const well = lines() && callables() && several() && nothing();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
