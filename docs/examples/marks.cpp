// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace {

//! [thrown]
void import_file(int& calls) {
    ++calls;
    bool const quota_is_used_up = true;
    std::runtime_error error{"quota is used up"};  // by default worth another attempt
    if (quota_is_used_up) throw reprise::stop_now(error);
    throw error;
}
//! [thrown]

//! [returned]
reprise::marked<std::error_code> send(int& calls) {
    ++calls;
    auto const code = std::make_error_code(std::errc::connection_reset);
    bool const half_was_sent = true;
    if (half_was_sent) return reprise::stop_now(code);  // whatever the classifier says of a reset
    return code;
}
//! [returned]

}  // namespace

int main() {
    int calls = 0;
    try {
        reprise::retry(import_file, calls);
    } catch (std::runtime_error const&) {
        if (calls != 1) return EXIT_FAILURE;
    }
    calls = 0;
    std::error_code const sent = reprise::retry(send, calls);
    return sent == std::errc::connection_reset && calls == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
