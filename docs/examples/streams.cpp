// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/clock/steady.hpp>
#include <reprise/retry.hpp>
#include <reprise/retry_stream.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <ranges>
#include <stdexcept>

using namespace std::chrono_literals;

int main() {
    int connections = 0;
    // [resume]
    auto const policy = reprise::compose(reprise::attempts{5}, reprise::constant{1ms});

    // each connection delivers four numbers at most, and breaks then
    auto const connect = [&](std::optional<int> const& last) {
        int const from = last.value_or(0) + 1;
        ++connections;
        return std::views::iota(from, 11) | std::views::transform([from](int number) {
                   if (number >= from + 4) throw std::runtime_error{"connection lost"};
                   return number;
               });
    };

    auto stream = reprise::retry_stream(policy, reprise::resuming{}, connect);
    for (int const number : stream) std::cout << number << ' ';
    std::cout << "by " << connections << " connections\n";
    // [resume]
    return connections == 3 ? 0 : 1;
}
