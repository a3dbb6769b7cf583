// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <stop_token>

namespace {

using namespace std::chrono_literals;

bool real_time() {
    //! [steady]
    reprise::steady const clock;
    auto const before = clock.now();
    bool const whole = clock.wait(1ms, std::stop_token{});
    bool const well = whole && clock.now() - before >= 1ms;
    //! [steady]
    return well;
}

bool real_randomness() {
    //! [entropy]
    auto mine = reprise::entropy{}.stream();
    auto yours = reprise::entropy{}.stream();
    bool const apart = mine() != yours();  // each run has words of its own
    //! [entropy]
    return apart;
}

namespace replay {
//! [fixed_seed]
constexpr auto policy = reprise::compose(reprise::attempts{4}, reprise::fixed_seed{42});
static_assert(policy.random().stream()() == reprise::fixed_seed{42}.stream()());
//! [fixed_seed]
}  // namespace replay

}  // namespace

int main() { return real_time() && real_randomness() ? EXIT_SUCCESS : EXIT_FAILURE; }
