// SPDX-License-Identifier: Apache-2.0
// expect: with_key: the operation takes a key of another type: let it take a reprise::idempotency_key const&, whose text() is the key
#include <reprise/idempotency_key.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_key.hpp>

#ifdef PERMITTED
using key_type = reprise::idempotency_key const&;
#else
using key_type = int;
#endif
auto const paid = reprise::try_retry(
    reprise::compose(),
    reprise::with_key(
        "order-17",
        [](reprise::attempt const& /*described*/, key_type, long cents) { return cents; }),
    17L);
