// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;

struct http_error : std::runtime_error {
    explicit http_error(int code)
        : std::runtime_error{"HTTP status " + std::to_string(code)}, status{code} {}
    int status;
};

// Answers 503 twice, then works.
std::string http_get(std::string const& path) {
    static int calls = 0;
    if (++calls % 3 != 0) throw http_error{503};
    return "body of " + path;
}

//! [compose]
constexpr auto fetch_policy = reprise::compose(  // any order; what is left out has a good default
    reprise::attempts{5}, reprise::exponential{1ms, 2.0, 20ms},  // initial, factor, cap
    reprise::full_jitter{}, reprise::retry_on<std::system_error, http_error>{});

static_assert(reprise::max_attempts(fetch_policy) == 5);
static_assert(reprise::worst_case_delay(fetch_policy) <= 15ms);
//! [compose]

std::string plain() {
    //! [retry]
    std::string body = reprise::retry(fetch_policy, [] { return http_get("/index.html"); });
    //! [retry]
    return body;
}

bool with_a_report() {
    //! [try_retry]
    auto result = reprise::try_retry(fetch_policy, [] { return http_get("/index.html"); });
    if (!result) std::cerr << "no page: " << to_string(result.report().reason) << '\n';
    std::cout << result.report().attempts << " attempts, "
              << reprise::to_text(result.report().waited) << " waited\n";
    //! [try_retry]
    return result && result.report().attempts == 3;
}

bool told_about_the_attempt() {
    //! [operation]
    auto const fetch = [](reprise::attempt const& attempt) {
        if (attempt.number() > 1) {
            std::cout << "again, after " << attempt.previous_failure()->message() << '\n';
        }
        return http_get("/index.html");
    };
    //! [operation]
    return reprise::retry(fetch_policy, fetch) == "body of /index.html";
}

bool as_a_callable() {
    //! [retrying]
    reprise::retrying fetch{fetch_policy, http_get};
    std::string body = fetch(std::string{"/index.html"});
    //! [retrying]
    return body == "body of /index.html";
}

}  // namespace

int main() {
    bool const well = plain() == "body of /index.html" && with_a_report() &&
                      told_about_the_attempt() && as_a_callable();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
