// SPDX-License-Identifier: Apache-2.0
// expect: with_errno: the operation must return a signed number, -1 for a failure, or a pointer, null (or -1, as mmap has it) for a failure
#include <reprise/retry.hpp>
#include <reprise/with_errno.hpp>

#ifdef PERMITTED
int const done = reprise::retry(reprise::compose(), reprise::with_errno([] { return 0; }));
#else
void run() {
    reprise::retry(reprise::compose(), reprise::with_errno([] {}));
}
#endif
