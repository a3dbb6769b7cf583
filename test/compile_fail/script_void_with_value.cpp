// SPDX-License-Identifier: Apache-2.0
// expect: script<void>: there is no value to return, write succeed()
#include <reprise/testing/scripted_operation.hpp>

#ifdef PERMITTED
auto operation = reprise::testing::script<void>{}.succeed();
#else
auto operation = reprise::testing::script<void>{}.return_value(nullptr);
#endif
