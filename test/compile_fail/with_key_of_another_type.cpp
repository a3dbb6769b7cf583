// SPDX-License-Identifier: Apache-2.0
// expect: with_key: the operation takes a key of another type: let it take a reprise::idempotency_key const&, whose text() is the key
#include <reprise/idempotency_key.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_key.hpp>

#include <string>

constexpr auto composed = reprise::compose();

#ifdef PERMITTED
auto const paid = reprise::retry(
    composed,
    reprise::with_key("order-17", [](reprise::idempotency_key const& key) { return key.text(); }));
#else
auto const paid = reprise::retry(
    composed, reprise::with_key("order-17", [](std::string const& key) { return key; }));
#endif
