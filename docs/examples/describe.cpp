// SPDX-License-Identifier: Apache-2.0
#include <reprise/describe.hpp>
#include <reprise/description_text.hpp>
#include <reprise/retry.hpp>

#include <cstdlib>
#include <iostream>

int main() {
    using namespace std::chrono_literals;
    //! [describe]
    constexpr auto policy = reprise::compose(
        reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::retry_all{});
    std::cout << reprise::describe(policy) << '\n';
    // backoff exponential(initial 100ms, factor 2, cap 10s), jitter full_jitter, classifier retry_all,
    // stop attempts(most 5), logger no_logging, clock steady, random entropy
    std::cout << to_json(reprise::describe(policy)) << '\n'
              << to_markdown(reprise::describe(policy));
    //! [describe]

    //! [golden]
    constexpr auto expected = reprise::description{}
                                  .open("backoff", "exponential")
                                  .with("initial", 100ms)
                                  .with("factor", 2.0)
                                  .with("cap", 10s)
                                  .close()
                                  .open("jitter", "full_jitter")
                                  .close()
                                  .open("classifier", "retry_all")
                                  .close()
                                  .open("stop", "attempts")
                                  .with("most", 5)
                                  .close()
                                  .open("logger", "no_logging")
                                  .close()
                                  .open("clock", "steady")
                                  .close()
                                  .open("random", "entropy")
                                  .close();
    static_assert(reprise::describe(policy) == expected);
    //! [golden]
    return EXIT_SUCCESS;
}
