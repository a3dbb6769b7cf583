// SPDX-License-Identifier: Apache-2.0
// expect: here: the policy's logger cannot say where the call stands
#include <reprise/here.hpp>
#include <reprise/policies/log/log_to.hpp>

#include <iostream>

#ifdef PERMITTED
auto const policy = reprise::here(reprise::compose(reprise::log_to{std::clog}));
#else
auto const policy = reprise::here(reprise::compose());
#endif
