// SPDX-License-Identifier: Apache-2.0
// expect: retry_stream: the factory makes no input range
#include <reprise/retry_stream.hpp>

#include <vector>

#ifdef PERMITTED
auto const make = [] { return std::vector{1, 2}; };
#else
auto const make = [] { return 1; };
#endif
auto stream = reprise::retry_stream(reprise::compose(), reprise::restarting{}, make);
