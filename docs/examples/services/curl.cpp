// SPDX-License-Identifier: Apache-2.0

// HTTP_PORT says where the server is on 127.0.0.1.
#include <reprise/idempotency_key.hpp>
#include <reprise/policies/classify/curl.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_key.hpp>

#include <curl/curl.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [policy]
constexpr auto requests = reprise::compose(
    reprise::attempts{4}, reprise::exponential{100ms, 2.0, 2s}, reprise::full_jitter{},
    reprise::curl_failures{});
//! [policy]

struct cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(bytes, size * count);
    return size * count;
}

//! [retry]
std::string get(std::string const& url) {
    std::unique_ptr<CURL, cleanup> const handle{curl_easy_init()};
    std::string body;
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, 2000L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);

    auto const once = [&] {
        body.clear();  // what a failed attempt has left behind
        return reprise::curl_perform(handle.get());
    };
    auto const last = reprise::retry(requests, reprise::idempotent(once));
    if (last.failed()) throw std::runtime_error{last.message()};
    return body;
}
//! [retry]

//! [key]
reprise::curl_result order(std::string const& url, std::string const& number) {
    std::unique_ptr<CURL, cleanup> const handle{curl_easy_init()};
    std::string answer;
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, 2000L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle.get(), CURLOPT_COPYPOSTFIELDS, "one pound of tea");

    auto const post = [&](reprise::idempotency_key const& key) {
        std::unique_ptr<curl_slist, cleanup> const headers{
            curl_slist_append(nullptr, ("Idempotency-Key: " + key.header_value()).c_str())};
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
        return reprise::curl_perform(handle.get());
    };
    return reprise::retry(requests, reprise::with_key(number, post));
}
//! [key]

}  // namespace

int main() {
    char const* const port = std::getenv("HTTP_PORT");
    auto const base = std::string{"http://127.0.0.1:"} + (port != nullptr ? port : "80");
    auto const body = get(base + "/");
    auto const ordered = order(base + "/orders", "order-17");
    std::cout << body << ", " << ordered.status << '\n';
    return body == "fine" && ordered.status == 200 ? EXIT_SUCCESS : EXIT_FAILURE;
}
