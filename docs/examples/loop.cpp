// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace {

using namespace std::chrono_literals;

int connect(int& calls) {
    if (++calls < 3) throw std::system_error{make_error_code(std::errc::connection_refused)};
    return 42;
}

std::error_code send(int connection) {
    return connection == 42 ? std::error_code{} : make_error_code(std::errc::broken_pipe);
}

}  // namespace

int main() {
    constexpr auto quick =
        reprise::compose(reprise::attempts{5}, reprise::constant{1ms}, reprise::transient{});
    int calls = 0;
    std::error_code sent = make_error_code(std::errc::not_connected);
    //! [loop]
    for (auto& attempt : reprise::attempts_of(quick)) {
        try {
            int const connection = connect(calls);
            sent = send(connection);
            if (sent) attempt.failed(sent);
        } catch (std::system_error const& error) {
            attempt.failed(error);  // out it comes again if there is no further attempt
        }
    }
    //! [loop]
    return !sent && calls == 3 ? EXIT_SUCCESS : EXIT_FAILURE;
}
