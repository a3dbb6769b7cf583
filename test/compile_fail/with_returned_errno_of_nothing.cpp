// SPDX-License-Identifier: Apache-2.0
// expect: with_returned_errno: the operation must return the error number itself, as an int, zero where it succeeded
#include <reprise/retry.hpp>
#include <reprise/with_returned_errno.hpp>

#ifdef PERMITTED
int const error =
    reprise::retry(reprise::compose(), reprise::with_returned_errno([] { return 0; }));
#else
void lock() {
    reprise::retry(reprise::compose(), reprise::with_returned_errno([] {}));
}
#endif
