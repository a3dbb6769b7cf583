// SPDX-License-Identifier: Apache-2.0
// expect: replay: what the factory makes says only at run time whether it may happen twice
#include <reprise/replay.hpp>
#include <reprise/retry.hpp>

constexpr auto composed = reprise::compose();
constexpr auto get = [] { return 1; };

#ifdef PERMITTED
int const got =
    reprise::retry(composed, reprise::repeatable(true, reprise::replay([] { return get; })));
#else
int const got =
    reprise::retry(composed, reprise::replay([] { return reprise::repeatable(true, get); }));
#endif
