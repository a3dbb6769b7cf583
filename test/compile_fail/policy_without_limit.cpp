// SPDX-License-Identifier: Apache-2.0
// expect: a retry policy needs a limit
#include <reprise/retry.hpp>

std::stop_token const token;

#ifdef PERMITTED
auto const composed = reprise::compose(reprise::forever{} || reprise::stop_on{token});
#else
auto const composed = reprise::compose(reprise::stop_on{token});
#endif
