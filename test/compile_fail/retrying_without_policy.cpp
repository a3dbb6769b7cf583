// SPDX-License-Identifier: Apache-2.0
// expect: composed
#include <reprise/retry.hpp>

#ifdef PERMITTED
reprise::retrying const fetch{reprise::compose(), [] { return 1; }};
#else
reprise::retrying const fetch{3, [] { return 1; }};
#endif
