// SPDX-License-Identifier: Apache-2.0
// expect: retry_stream: to resume, the factory has to be told what arrived last
#include <reprise/retry_stream.hpp>

#include <optional>
#include <vector>

#ifdef PERMITTED
auto const make = [](std::optional<int> const&) { return std::vector{1, 2}; };
#else
auto const make = [] { return std::vector{1, 2}; };
#endif

int main() {
    auto stream = reprise::retry_stream(reprise::compose(), reprise::resuming{}, make);
    return *stream.begin();
}
