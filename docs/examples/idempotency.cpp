// SPDX-License-Identifier: Apache-2.0
#include <reprise/idempotency_key.hpp>
#include <reprise/policies/classify/unambiguous.hpp>
#include <reprise/replay.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_key.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

constexpr auto policy =
    reprise::compose(reprise::attempts{4}, reprise::constant{1ms}, reprise::no_jitter{});

// A shop that carries out the first order it gets, but loses the connection before the answer.
struct shop {
    int requests = 0;
    int orders = 0;
    std::vector<std::string> known;

    void order() {
        ++requests;
        ++orders;
        if (requests == 1) throw std::system_error{make_error_code(std::errc::connection_reset)};
    }
    void order(reprise::idempotency_key const& key) {
        ++requests;
        if (std::ranges::find(known, key.text()) == known.end()) {
            known.push_back(key.text());
            ++orders;
        }
        if (requests == 1) throw std::system_error{make_error_code(std::errc::connection_reset)};
    }
    [[nodiscard]] int count() const { return orders; }
};

bool orders_that_must_not_happen_twice() {
    shop shop;
    bool failed = false;
    try {
        //! [non_idempotent]
        // Retried while the connection is refused; not retried once the order may have arrived.
        reprise::retry(policy, reprise::non_idempotent([&] { shop.order(); }));
        //! [non_idempotent]
    } catch (std::system_error const& error) {
        failed = error.code() == std::errc::connection_reset;
    }
    return failed && shop.requests == 1 && shop.orders == 1;
}

bool orders_with_a_key() {
    shop shop;
    //! [with_key]
    reprise::retry(policy, reprise::with_key("order-17", [&](reprise::idempotency_key const& key) {
                       shop.order(key);  // sends Idempotency-Key: "order-17", each time
                   }));
    //! [with_key]
    return shop.requests == 2 && shop.orders == 1;
}

bool reads() {
    shop shop;
    //! [idempotent]
    int const count = reprise::retry(policy, reprise::idempotent([&] { return shop.count(); }));
    //! [idempotent]
    return count == 0;
}

bool methods_known_at_run_time() {
    shop shop;
    std::string const method = "POST";
    //! [repeatable]
    bool const safe = method == "GET" || method == "PUT" || method == "DELETE";
    auto const result =
        reprise::try_retry(policy, reprise::repeatable(safe, [&] { shop.order(); }));
    //! [repeatable]
    return !result && shop.requests == 1;
}

bool accepts_duplicates() {
    shop shop;
    //! [overridden]
    auto const order = reprise::non_idempotent([&] { shop.order(); });
    reprise::retry(policy, reprise::repeat_even_if_ambiguous(order));  // may order twice
    //! [overridden]
    return shop.orders == 2;
}

bool a_classifier_that_knows() {
    shop shop;
    //! [unambiguous]
    // Whoever throws connect_error has not sent anything.
    struct connect_error : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    auto const connecting = reprise::compose(
        reprise::constant{1ms}, reprise::unambiguous(reprise::retry_on<connect_error>{}));
    int calls = 0;
    reprise::retry(connecting, reprise::non_idempotent([&] {
                       if (++calls < 3) throw connect_error{"no answer"};
                   }));
    //! [unambiguous]
    return calls == 3;
}

bool fresh_arguments() {
    int calls = 0;
    //! [replay]
    // Takes its body away: by itself it can be called only once, and does not compile in a retry.
    auto const send = [&calls](std::unique_ptr<std::string> body) {
        if (++calls < 3) throw std::system_error{make_error_code(std::errc::connection_reset)};
        return *body;
    };
    auto const sent = reprise::retry(
        policy, reprise::replay(send, [] { return std::make_unique<std::string>("body"); }));
    //! [replay]
    return sent == "body" && calls == 3;
}

bool in_a_loop() {
    shop shop;
    bool failed = false;
    try {
        //! [loop]
        for (auto& attempt : reprise::attempts_of(policy, reprise::non_idempotent)) {
            try {
                shop.order();
            } catch (std::exception const& error) {
                attempt.failed(error);
            }
        }
        //! [loop]
    } catch (std::system_error const&) {
        failed = true;
    }
    return failed && shop.requests == 1;
}

}  // namespace

int main() try {
    bool const well = orders_that_must_not_happen_twice() && orders_with_a_key() && reads() &&
                      methods_known_at_run_time() && accepts_duplicates() &&
                      a_classifier_that_knows() && fresh_arguments() && in_a_loop();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
