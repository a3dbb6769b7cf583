// SPDX-License-Identifier: Apache-2.0
// expect: on_retry, on_give_up, on_recovered: the hook must be callable, as const, with its event
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const logger = reprise::on_retry([](reprise::retry_scheduled const&) {});
#else
auto const logger = reprise::on_retry([](reprise::gave_up const&) {});
#endif
