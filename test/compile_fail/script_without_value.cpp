// SPDX-License-Identifier: Apache-2.0
// expect: script: a call has to return a value, write succeed_with(value)
#include <reprise/testing/scripted_operation.hpp>

#ifdef PERMITTED
auto operation = reprise::testing::script<int>{}.succeed_with(1);
#else
auto operation = reprise::testing::script<int>{}.succeed();
#endif
