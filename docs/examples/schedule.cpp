// SPDX-License-Identifier: Apache-2.0
#include <reprise/from_range.hpp>
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    using namespace std::chrono_literals;
    //! [schedule]
    constexpr auto endless = reprise::compose(
        reprise::forever{}, reprise::no_jitter{}, reprise::exponential{100ms, 2.0, 1s});
    for (reprise::duration delay : reprise::schedule(endless) | ranges::views::take(6)) {
        std::cout << reprise::to_text(delay) << '\n';  // 100ms 200ms 400ms 800ms 1s 1s
    }
    //! [schedule]

    //! [from_range]
    auto const squares =
        ranges::views::iota(1) | ranges::views::transform([](int n) { return n * n * 10ms; });
    auto const policy =
        reprise::compose(reprise::attempts{4}, reprise::no_jitter{}, reprise::from_range(squares));
    bool const as_expected = reprise::worst_case_delay(policy) == 140ms;  // 10ms 40ms 90ms
    //! [from_range]

    auto const delays =
        reprise::schedule(endless) | ranges::views::take(6) | ranges::to<std::vector>();
    std::vector<reprise::duration> const expected{100ms, 200ms, 400ms, 800ms, 1s, 1s};
    return delays == expected && as_expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
