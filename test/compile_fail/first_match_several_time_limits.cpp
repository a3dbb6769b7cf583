// SPDX-License-Identifier: Apache-2.0
// expect: first_match: several of its policies have a time limit, but which of them decides is known only when
#include <reprise/first_match.hpp>
#include <reprise/policies/limit/run_timeout.hpp>

using namespace std::chrono_literals;

constexpr auto quick = reprise::compose(reprise::run_timeout{1s});
constexpr auto slow = reprise::compose(reprise::run_timeout{9s}, reprise::attempts{5});
#ifdef PERMITTED
auto const policy = reprise::first_match(quick, slow, reprise::run_timeout{9s});
#else
auto const policy = reprise::first_match(quick, slow);
#endif
