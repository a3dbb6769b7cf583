// SPDX-License-Identifier: Apache-2.0

// REDIS_PORT says where the server is on 127.0.0.1.
#include <reprise/idempotency_key.hpp>
#include <reprise/policies/classify/redis.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/redis_session.hpp>
#include <reprise/with_key.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [policy]
constexpr auto commands = reprise::compose(
    reprise::attempts{8}, reprise::exponential{5ms, 2.0, 500ms}, reprise::full_jitter{},
    reprise::redis_failures{});
//! [policy]

}  // namespace

int main() {
    char const* const port_text = std::getenv("REDIS_PORT");
    auto const port =
        static_cast<std::uint16_t>(std::stoi(port_text != nullptr ? port_text : "6379"));

    //! [session]
    std::signal(SIGPIPE, SIG_IGN);
    reprise::redis_session session{"127.0.0.1", port, 500ms};
    //! [session]

    //! [get]
    auto const set = reprise::retry(
        commands, reprise::idempotent([&] { return session.command("SET", "greeting", "hello"); }));
    auto const got = reprise::retry(
        commands, reprise::idempotent([&] { return session.command("GET", "greeting"); }));
    if (!set || !got) {
        std::cerr << (set ? got : set).error().what() << '\n';
        return EXIT_FAILURE;
    }
    std::cout << got->str << '\n';
    //! [get]

    //! [incr]
    auto const counted = reprise::retry(
        commands, reprise::non_idempotent([&] { return session.command("INCR", "visits"); }));
    if (!counted && counted.error().stage() == reprise::redis_stage::exchanging)
        std::cerr << "may have been counted, may not\n";
    //! [incr]

    //! [key]
    constexpr char const* once =
        "if redis.call('SET', KEYS[2], 1, 'NX', 'EX', 86400) then redis.call('INCR', KEYS[1]) end "
        "return tonumber(redis.call('GET', KEYS[1]))";
    auto const visit = [&] {
        return reprise::retry(
            commands, reprise::with_key("visit:4711", [&](reprise::idempotency_key const& key) {
                return session.command("EVAL", once, "2", "visits", key.text());
            }));
    };
    //! [key]
    auto const first = visit();
    auto const again = visit();
    return counted && first && again && first->integer == 2 && again->integer == 2 ? EXIT_SUCCESS
                                                                                   : EXIT_FAILURE;
}
