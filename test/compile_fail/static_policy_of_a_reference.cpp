// SPDX-License-Identifier: Apache-2.0
// expect: static_policy: a part of the policy owns or refers to something
#include <reprise/retry.hpp>

#include <iostream>

#ifdef PERMITTED
using policy = reprise::static_policy<reprise::compose(reprise::attempts{5})>;
#else
using policy = reprise::static_policy<reprise::compose(reprise::log_to{std::clog})>;
#endif
[[maybe_unused]] constexpr policy fixed;
