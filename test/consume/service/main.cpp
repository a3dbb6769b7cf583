// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/classify/sqlite.hpp>
#include <reprise/retry.hpp>

#include <cstdlib>

int main() {
    constexpr auto policy =
        reprise::compose(reprise::attempts{2}, reprise::no_backoff{}, reprise::sqlite_failures{});
    int calls = 0;
    auto const status = reprise::retry(
        policy, [&] { return reprise::sqlite_status{++calls == 1 ? SQLITE_BUSY : SQLITE_DONE}; });
    return status.message() == "no more rows available" && calls == 2 ? EXIT_SUCCESS : EXIT_FAILURE;
}
