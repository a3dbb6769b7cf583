// SPDX-License-Identifier: Apache-2.0

#include <reprise/retry.hpp>

#include <stdexcept>

int main() {
    int n = 0;
    int const result = reprise::retry(
        reprise::compose(
            reprise::attempts{3}, reprise::no_backoff{}, reprise::no_jitter{},
            reprise::retry_all{}),
        [&] {
            if (++n < 3) throw std::runtime_error{"not yet"};
            return n;
        });
    return result == 3 && n == 3 ? 0 : 1;
}
