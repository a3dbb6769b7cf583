// SPDX-License-Identifier: Apache-2.0
// expect: retry_stream: the factory can be called neither without arguments nor with what arrived last
#include <reprise/retry_stream.hpp>

#include <vector>

#ifdef PERMITTED
auto const make = [] { return std::vector{1, 2}; };
#else
auto const make = [](std::vector<int> const& of) { return of; };
#endif
auto stream = reprise::retry_stream(reprise::compose(), reprise::restarting{}, make);
