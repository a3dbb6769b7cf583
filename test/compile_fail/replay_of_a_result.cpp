// SPDX-License-Identifier: Apache-2.0
// expect: replay: what the factory returns cannot be called: it has to return the operation of one attempt, not the result of it
// expect: replay: the factory must be callable without arguments, and return the operation of one attempt
#include <reprise/replay.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
auto const first = reprise::replay([] { return [] { return 1; }; });
auto const second = reprise::replay([] { return [](int number) { return number; }; });
#else
auto const first = reprise::replay([] { return 1; });
void second() {
    reprise::replay([](int number) { return [number] { return number; }; });
}
#endif
