// SPDX-License-Identifier: Apache-2.0
// expect: the marked value must be of a class that can be derived from
#include <reprise/retry.hpp>

#ifdef PERMITTED
struct error {};
auto const marked = reprise::stop_now(error{});
#else
struct error final {};
auto const marked = reprise::stop_now(error{});
#endif
