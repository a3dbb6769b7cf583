// SPDX-License-Identifier: Apache-2.0
// expect: the operation can be called only once, for it consumes an argument or itself: retry replay(factory) instead
#include <reprise/retry.hpp>

#include <memory>

#ifdef PERMITTED
int const got = reprise::retry(
    reprise::compose(), [](std::unique_ptr<int> const& taken) { return *taken; },
    std::make_unique<int>(1));
#else
int const got = reprise::retry(
    reprise::compose(), [](std::unique_ptr<int> taken) { return *taken; },
    std::make_unique<int>(1));
#endif
