// SPDX-License-Identifier: Apache-2.0
#include <reprise/amplification.hpp>
#include <reprise/retry.hpp>

#include <cstdlib>

namespace {

struct connect {
    int operator()() const { return 7; }
};

}  // namespace

int main() {
    //! [amplification]
    constexpr reprise::retrying connecting{reprise::compose(reprise::attempts{3}), connect{}};
    constexpr reprise::retrying fetching{reprise::compose(reprise::attempts{5}), connecting};
    static_assert(reprise::amplification(fetching) == 15);  // not 8

    // in the type, where the policies are: whoever takes such a callable can bound it
    using few = reprise::static_policy<[] { return reprise::compose(reprise::attempts{2}); }>;
    using twice = reprise::retrying<few, connect>;
    static_assert(reprise::amplification_v<reprise::retrying<few, twice>> <= 4);
    //! [amplification]
    return fetching() == 7 ? EXIT_SUCCESS : EXIT_FAILURE;
}
