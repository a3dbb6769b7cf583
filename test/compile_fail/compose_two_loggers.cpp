// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: two loggers: hand both over as one, loggers{first, second}
#include <reprise/retry.hpp>

#include <iostream>

using namespace std::chrono_literals;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::log_to{std::clog});
#else
auto const composed = reprise::compose(reprise::log_to{std::clog}, reprise::log_to{std::cerr});
#endif
