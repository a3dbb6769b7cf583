// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Shows several policies as one.

#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#include <chrono>
#include <iostream>

namespace {

struct rate_limited {};
struct connection_lost {};

int fetch(int& calls) {
    ++calls;
    if (calls == 1) throw connection_lost{};
    if (calls < 4) throw rate_limited{};
    return 42;
}

}  // namespace

int main() {
    using namespace std::chrono_literals;

    //! [first_match]
    constexpr auto policy = reprise::first_match(
        reprise::compose(
            reprise::retry_on<rate_limited>{}, reprise::attempts{5}, reprise::exponential{2ms}),
        reprise::compose(
            reprise::retry_on<connection_lost>{}, reprise::attempts{3}, reprise::no_backoff{}),
        reprise::attempts{6});  // whichever policy made them
    static_assert(reprise::max_attempts(policy) == 6);
    //! [first_match]

    //! [bounds]
    // over all orders in which the failures can come
    static_assert(reprise::worst_case_delay(policy) == 30ms);
    static_assert(reprise::worst_case_time(policy, 1s) == 6s + 30ms);
    constexpr auto bounds = reprise::delay_bounds<3>(policy);
    static_assert(bounds[2].least == 0s && bounds[2].most == 8ms);
    //! [bounds]

    int calls = 0;
    std::cout << reprise::retry(policy, fetch, calls) << " after " << calls << " calls\n";
    return calls == 4 ? 0 : 1;
}
