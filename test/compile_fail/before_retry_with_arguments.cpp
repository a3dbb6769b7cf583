// SPDX-License-Identifier: Apache-2.0
// expect: before_retry: the hook, which comes first, must be callable again and again
// expect: before_retry: the operation, which comes second, must be callable again and again, without arguments
#include <reprise/before_retry.hpp>

#ifdef PERMITTED
void fetch() {
    (void)reprise::before_retry([] {}, [](reprise::attempt const& /*told*/) {});
}
#else
void fetch() {
    reprise::before_retry([](int /*socket*/) {}, [] {});
    reprise::before_retry([] {}, [](int /*socket*/) {});
}
#endif
