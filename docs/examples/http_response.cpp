// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/classify/http.hpp>
#include <reprise/retry.hpp>

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

using namespace std::chrono_literals;

// Any other HTTP client.
struct answer {
    int code = 0;
    std::map<std::string, std::string> headers = {};
};

//! [traits]
template <>
struct reprise::http_response_traits<answer> {
    static unsigned status(answer const& said) { return static_cast<unsigned>(said.code); }
    static std::optional<duration> hint(answer const& said) {
        auto const header = [&](std::string_view name) -> std::string_view {
            auto const found = said.headers.find(std::string{name});
            return found == said.headers.end() ? std::string_view{} : found->second;
        };
        return reprise::http_hint(
            header, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    }
};
//! [traits]

int main() {
    int calls = 0;
    auto const get = [&] {
        return ++calls < 3 ? answer{503, {{"Retry-After", "0"}}} : answer{200};
    };
    //! [retry]
    constexpr auto policy =
        reprise::compose(reprise::attempts{4}, reprise::constant{1ms}, reprise::http_failures{});
    auto const last = reprise::retry(policy, reprise::idempotent(get));
    //! [retry]
    return last.code == 200 && calls == 3 ? EXIT_SUCCESS : EXIT_FAILURE;
}
