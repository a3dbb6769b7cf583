// SPDX-License-Identifier: Apache-2.0
// expect: false_is_failure: the operation must return something that can stand in an if
#include <reprise/false_is_failure.hpp>
#include <reprise/retry.hpp>

#include <string>

#ifdef PERMITTED
bool const got = reprise::retry(reprise::compose(), reprise::false_is_failure([] { return true; }));
#else
auto const got =
    reprise::retry(reprise::compose(), reprise::false_is_failure([] { return std::string{}; }));
#endif
