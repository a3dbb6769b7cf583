// SPDX-License-Identifier: Apache-2.0
// expect: composed
#include <reprise/retry.hpp>

#ifdef PERMITTED
void go() {
    for ([[maybe_unused]] auto& attempt : reprise::attempts_of(reprise::compose())) {}
}
#else
void go() {
    for ([[maybe_unused]] auto& attempt : reprise::attempts_of(3)) {}
}
#endif
