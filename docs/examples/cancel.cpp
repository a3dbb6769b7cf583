// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <stop_token>
#include <thread>

namespace {

using namespace std::chrono_literals;

bool in_a_thread() {
    reprise::stop_reason reason{};
    //! [jthread]
    std::jthread worker{[&reason](std::stop_token const& token) {
        auto const policy = reprise::compose(
            reprise::attempts{1'000} || reprise::stop_on{token}, reprise::constant{1h});
        auto const result =
            reprise::try_retry(policy, []() -> int { throw std::runtime_error{"down"}; });
        reason = result.report().reason;
    }};
    worker.request_stop();  // the wait of an hour ends at once
    //! [jthread]
    worker.join();
    return reason == reprise::stop_reason::cancelled;
}

bool two_tokens() {
    std::stop_source request;
    std::stop_source program;
    //! [two]
    auto const policy = reprise::compose(
        reprise::attempts{5} || reprise::stop_on{request.get_token(), program.get_token()});
    //! [two]
    program.request_stop();
    auto const result =
        reprise::try_retry(policy, []() -> int { throw std::runtime_error{"down"}; });
    return result.report().attempts == 1;
}

bool inside_the_operation() {
    std::stop_source source;
    auto const policy = reprise::compose(
        reprise::attempts{5} || reprise::stop_on{source.get_token()}, reprise::constant{1ms});
    int rows = 0;
    //! [operation]
    auto const copy_rows = [&rows](reprise::attempt const& attempt) {
        while (rows < 1'000 && !attempt.stop_token().stop_requested()) ++rows;
    };
    //! [operation]
    source.request_stop();
    reprise::retry(policy, copy_rows);
    return rows == 0;
}

}  // namespace

int main() {
    return in_a_thread() && two_tokens() && inside_the_operation() ? EXIT_SUCCESS : EXIT_FAILURE;
}
