// SPDX-License-Identifier: Apache-2.0
// expect: reprise::compose: this argument models the concepts of two axes at once
#include <reprise/retry.hpp>

struct both {
    reprise::no_backoff backoff;
    reprise::no_jitter jitter;
};

#ifdef PERMITTED
auto const composed = reprise::compose(both{}.backoff, both{}.jitter);
#else
struct two_axes {
    reprise::duration delay(std::uint64_t) const { return {}; }
    reprise::duration apply(reprise::duration delay, reprise::jitter_input const&) const {
        return delay;
    }
};
auto const composed = reprise::compose(two_axes{});
#endif
