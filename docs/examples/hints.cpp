// SPDX-License-Identifier: Apache-2.0
#include <reprise/attempt_headers.hpp>
#include <reprise/idempotency_key.hpp>
#include <reprise/policies/hint/grpc.hpp>
#include <reprise/policies/hint/http_hint.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_key.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <functional>  // std::ref
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

using headers = std::map<std::string, std::string, std::less<>>;

struct http_error : std::runtime_error {
    http_error(int code, headers with)
        : std::runtime_error{"HTTP status " + std::to_string(code)},
          status{code},
          fields{std::move(with)} {}
    int status;
    headers fields;
};

//! [http_hint]
struct http_failures {
    using exceptions = reprise::exception_types<http_error>;

    static reprise::verdict classify(http_error const& error) {
        if (error.status != 429 && error.status != 503) return reprise::verdict::permanent();
        auto const header = [&error](std::string_view name) -> std::string_view {
            auto const found = error.fields.find(name);
            return found == error.fields.end() ? std::string_view{} : found->second;
        };
        auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto const hint = reprise::http_hint(header, now);
        return hint ? reprise::verdict::throttled().after(*hint) : reprise::verdict::throttled();
    }
    static reprise::verdict classify(reprise::other_exception const& /*error*/) {
        return reprise::verdict::permanent();
    }
};
//! [http_hint]

bool waits_as_long_as_the_server_asks() {
    reprise::testing::virtual_clock clock;
    auto const policy = reprise::compose(
        reprise::attempts{5}, reprise::constant{100ms}, reprise::no_jitter{}, http_failures{},
        std::ref(clock));
    int calls = 0;
    reprise::retry(policy, [&calls] {
        switch (++calls) {
            case 1: throw http_error{503, {{"Retry-After", "3"}}};
            case 2: throw http_error{429, {{"RateLimit", R"("minute";r=0;t=2)"}}};
            case 3: throw http_error{503, {{"Retry-After", "86400"}}};  // a day: 5 s are allowed
            case 4: throw http_error{503, {}};
            default: return;
        }
    });
    return clock.waits() == std::vector<reprise::duration>{3s, 2s, 5100ms, 100ms};
}

bool says_which_attempt_it_is() {
    std::vector<std::string> sent;
    auto const policy =
        reprise::compose(reprise::attempts{3}, reprise::constant{1ms}, reprise::no_jitter{});
    auto const send = [&sent](std::string_view name, std::string const& value) {
        sent.push_back(std::string{name} + ": " + value);
    };
    //! [attempt_headers]
    auto const call = [&](reprise::attempt const& attempt, reprise::idempotency_key const& key) {
        send("amz-sdk-invocation-id", key.text());  // the same in every attempt
        send("amz-sdk-request", reprise::amz_sdk_request(attempt));
        if (auto const before = reprise::grpc_previous_rpc_attempts(attempt))
            send("grpc-previous-rpc-attempts", *before);
        if (attempt.number() < 3) throw std::runtime_error{"no answer"};
    };
    reprise::retry(policy, reprise::with_key(reprise::idempotency_key::random(), call));
    //! [attempt_headers]
    return sent.size() == 8 && sent[1] == "amz-sdk-request: attempt=1; max=3" &&
           sent[4] == "grpc-previous-rpc-attempts: 1" && sent[2] == sent[0] &&
           sent.back() == "grpc-previous-rpc-attempts: 2";
}

bool obeys_a_grpc_server() {
    using reprise::verdict;
    //! [grpc]
    // The trailer grpc-retry-pushback-ms: a delay, or "do not retry".
    verdict const later = reprise::parse_grpc_pushback("1500", verdict::transient());
    verdict const never = reprise::parse_grpc_pushback("-1", verdict::transient());
    // A google.rpc.RetryInfo in JSON: {"retryDelay": "0.250s"}
    auto const delay = reprise::parse_proto_duration("0.250s");
    //! [grpc]
    return later.hint() == 1500ms && !never.retryable() && delay == 250ms;
}

}  // namespace

int main() try {
    bool const well =
        waits_as_long_as_the_server_asks() && says_which_attempt_it_is() && obeys_a_grpc_server();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
