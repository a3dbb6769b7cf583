// SPDX-License-Identifier: Apache-2.0
// expect: with_key: the operation takes no key: let it take a reprise::idempotency_key const& first
#include <reprise/retry.hpp>

constexpr auto composed = reprise::compose();

#ifdef PERMITTED
int const paid = reprise::retry(
    composed,
    reprise::with_key(
        "order-17", [](reprise::idempotency_key const& /*key*/, int cents) { return cents; }),
    17);
#else
int const paid =
    reprise::retry(composed, reprise::with_key("order-17", [](int cents) { return cents; }), 17);
#endif
