// SPDX-License-Identifier: Apache-2.0
// expect: an operation that must not happen twice cannot be retried under a classifier that does not say which failures are ambiguous
// expect: write unambiguous(classifier) if nothing has happened after any failure that it retries
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
void pay() {
    reprise::retry(
        reprise::compose(reprise::unambiguous(reprise::retry_all{})),
        reprise::non_idempotent([] {}));
    reprise::retry(
        reprise::compose(reprise::retry_all{}),
        reprise::repeat_even_if_ambiguous(reprise::non_idempotent([] {})));
    reprise::retry(reprise::compose(), reprise::non_idempotent([] {}));
}
#else
void pay() {
    reprise::retry(reprise::compose(reprise::retry_all{}), reprise::non_idempotent([] {}));
}
#endif
