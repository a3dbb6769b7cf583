// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [both]
constexpr auto bounded = reprise::compose(
    reprise::attempts{10} || reprise::elapsed{2s}, reprise::exponential{100ms, 2.0, 1s});
static_assert(reprise::worst_case_delay(bounded) <= 2s);
//! [both]

//! [clip]
// the last attempt is made when the time is up, instead of giving up early
constexpr auto to_the_end = reprise::compose(
    reprise::attempts{10} || reprise::elapsed{2s}.clip(), reprise::exponential{100ms, 2.0, 1s});
//! [clip]

//! [deadline]
std::string answer(std::string const& question, reprise::time_point answer_by) {
    auto const policy =
        reprise::with(bounded, reprise::attempts{10} || reprise::deadline{answer_by});
    return reprise::retry(policy, [&] { return "the answer to " + question; });
}
//! [deadline]

//! [attempt_timeout]
// Stands for a client with a timeout of its own.
std::string get(std::string const& path, reprise::duration timeout) {
    if (timeout < 1ms) throw std::runtime_error{"timed out"};
    return "body of " + path;
}

std::string fetch(std::string const& path) {
    return reprise::retry(bounded, [&](reprise::attempt const& attempt) {
        auto const left = 2s - attempt.elapsed();  // later attempts get what is left
        return get(path, std::min<reprise::duration>(500ms, left));
    });
}
//! [attempt_timeout]

}  // namespace

int main() {
    bool const well = answer("x", std::chrono::steady_clock::now() + 1s) == "the answer to x" &&
                      fetch("/") == "body of /" && reprise::max_attempts(to_the_end) == 10;
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
