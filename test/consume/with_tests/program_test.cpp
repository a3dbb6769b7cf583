// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>
#include <reprise/testing.hpp>

#include <functional>

int main() {
    using namespace std::chrono_literals;
    reprise::testing::virtual_clock clock;
    auto fetch =
        reprise::testing::script<int>{}.fail_with(std::runtime_error{"reset"}).succeed_with(42);
    auto const policy =
        reprise::compose(reprise::constant{1h}, reprise::no_jitter{}, std::ref(clock));
    return reprise::retry(policy, fetch) == 42 && clock.elapsed() == 1h ? 0 : 1;
}
