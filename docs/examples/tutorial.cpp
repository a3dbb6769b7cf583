// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>
#include <reprise/schedule.hpp>

#include <range/v3/view/take.hpp>

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

using namespace std::chrono_literals;

//! [work]
struct server_error : std::runtime_error {
    explicit server_error(int code)
        : std::runtime_error{"the server answered " + std::to_string(code)}, status{code} {}
    int status;
};

// Stands for a real upload: the server is busy the first two times.
std::string upload(std::string const& measurement) {
    static int calls = 0;
    if (++calls % 3 != 0) throw server_error{503};
    return "stored " + measurement;
}
//! [work]

bool by_default() {
    //! [first]
    std::string receipt = reprise::retry([] { return upload("21.5 C"); });
    //! [first]
    return receipt == "stored 21.5 C";
}

//! [policy]
constexpr auto upload_policy = reprise::compose(
    reprise::attempts{5}, reprise::exponential{20ms, 2.0, 1s}, reprise::full_jitter{});
//! [policy]

bool with_a_policy() {
    //! [retry]
    std::string receipt = reprise::retry(upload_policy, [] { return upload("21.5 C"); });
    //! [retry]
    return receipt == "stored 21.5 C";
}

//! [classify]
constexpr auto careful = reprise::with(
    upload_policy,
    reprise::retry_if([](server_error const& error) { return error.status >= 500; }));
//! [classify]

bool tells_how_it_went() {
    //! [report]
    auto const result = reprise::try_retry(careful, [] { return upload("21.5 C"); });
    if (result) {
        std::cout << *result << " at attempt " << result.report().attempts << '\n';
    } else {
        std::cout << "given up: " << to_string(result.report().reason) << '\n';
    }
    //! [report]
    return result && result.report().attempts == 3;
}

bool tells_while_it_goes() {
    //! [log]
    auto const talkative = reprise::with(careful, reprise::log_to{std::cout, "upload: "});
    reprise::retry(talkative, [] { return upload("21.5 C"); });
    //! [log]
    return true;
}

//! [prove]
static_assert(reprise::max_attempts(upload_policy) == 5);
static_assert(reprise::worst_case_delay(upload_policy) <= 300ms);
//! [prove]

bool looks_ahead() {
    //! [schedule]
    auto const exact = reprise::with(upload_policy, reprise::no_jitter{});
    for (reprise::duration delay : reprise::schedule(exact)) {
        std::cout << reprise::to_text(delay) << ' ';  // 20ms 40ms 80ms 160ms
    }
    //! [schedule]
    std::cout << '\n';
    return true;
}

}  // namespace

int main() {
    bool const well = by_default() && with_a_policy() && tells_how_it_went() &&
                      tells_while_it_goes() && looks_ahead();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
