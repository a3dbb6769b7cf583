// SPDX-License-Identifier: Apache-2.0
// expect: with_exit_code: the operation must return the exit code, as an int or a reprise::exit_code
#include <reprise/retry.hpp>
#include <reprise/with_exit_code.hpp>

#ifdef PERMITTED
int const got = reprise::retry(reprise::compose(), reprise::with_exit_code([] { return 0; }));
#else
auto const got = reprise::retry(reprise::compose(), reprise::with_exit_code([] { return true; }));
#endif
