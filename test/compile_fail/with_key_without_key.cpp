// SPDX-License-Identifier: Apache-2.0
// expect: with_key: the operation takes no key: let it take a reprise::idempotency_key const& first
#include <reprise/idempotency_key.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_key.hpp>

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
