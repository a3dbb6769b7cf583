// SPDX-License-Identifier: Apache-2.0

// The asynchronous drivers, in virtual time: nothing in here really waits.

#include <reprise/asio.hpp>
#include <reprise/asio/coro.hpp>
#include <reprise/async_retry_stream.hpp>
#include <reprise/before_retry.hpp>
#include <reprise/testing/async_virtual_clock.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/coro.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <functional>  // std::ref
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

reprise::testing::async_virtual_clock the_clock;

class connection_lost : public std::runtime_error {
  public:
    connection_lost() : runtime_error{"connection lost"} {}
};

// a server that takes 50 ms, and fails twice
asio::awaitable<std::string> fetch(int& calls) {
    co_await the_clock.async_wait(50ms);
    if (++calls < 3) throw connection_lost{};
    co_return "body";
}

// [retry]
asio::awaitable<void> read_body() {
    auto const policy = reprise::compose(
        reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, std::ref(the_clock));

    int calls = 0;
    std::string const body = co_await reprise::async_retry(policy, [&] { return fetch(calls); });
    std::cout << body << " after " << calls << " calls\n";
}
// [retry]

// [token]
template <class Token>
auto async_ping(asio::io_context& io, int& calls, Token&& token) {
    return asio::async_initiate<Token, void(boost::system::error_code)>(
        [&](auto handler) {
            boost::system::error_code error;
            if (++calls < 3) error = asio::error::connection_refused;
            asio::post(
                io, [handler = std::move(handler), error]() mutable { std::move(handler)(error); });
        },
        token);
}

void ping(asio::io_context& io, int& calls) {
    auto const policy = reprise::compose(reprise::attempts{5}, std::ref(the_clock));

    reprise::async_retry(
        io, policy, [&](auto&& token) { return async_ping(io, calls, token); },
        [](boost::system::error_code error) { std::cout << "ping: " << error.message() << '\n'; });
}
// [token]

// [try_token]
void ping_and_report(asio::io_context& io, int& calls) {
    auto const policy = reprise::compose(reprise::attempts{5}, std::ref(the_clock));

    reprise::async_try_retry(
        io, policy, [&](auto&& token) { return async_ping(io, calls, token); },
        [](reprise::retry_result<std::tuple<boost::system::error_code>> const& result) {
            auto const [error] = *result;
            std::cout << "ping: " << error.message() << " after " << result.report().attempts
                      << " attempts\n";
        });
}
// [try_token]

// [limits]
asio::awaitable<void> with_limits() {
    auto const policy = reprise::compose(
        reprise::attempts{2} || reprise::elapsed{30s}, reprise::no_jitter{}, std::ref(the_clock),
        reprise::run_timeout{2s} || reprise::idle_timeout{300ms});

    try {
        co_await reprise::async_retry(
            policy, [](reprise::attempt const& attempt) -> asio::awaitable<void> {
                for (int part = 0; part < 3; ++part) {
                    co_await the_clock.async_wait(200ms);
                    attempt.heartbeat()();  // there was progress
                }
                co_await the_clock.async_wait(10s);  // and now there is none
                throw connection_lost{};
            });
    } catch (reprise::attempt_timed_out const& error) {
        std::cout << error.what() << '\n';
    }
}
// [limits]

// [hook]
asio::awaitable<void> with_hook() {
    int calls = 0;
    auto const refresh_token = []() -> asio::awaitable<void> {
        co_await the_clock.async_wait(20ms);
        std::cout << "token refreshed\n";
    };
    auto const policy = reprise::compose(reprise::attempts{5}, std::ref(the_clock));
    co_await reprise::async_retry(
        policy, reprise::before_retry(refresh_token, [&] { return fetch(calls); }));
}
// [hook]

// [stream]
// the numbers that are missing, three at a time, before the connection breaks
class download {
  public:
    explicit download(int from) : next_{from} {}

    asio::awaitable<std::optional<int>> next() {
        co_await the_clock.async_wait(10ms);
        if (next_ > 8) co_return std::nullopt;
        if (left_-- == 0) throw connection_lost{};
        co_return next_++;
    }

  private:
    int next_;
    int left_ = 3;
};

asio::awaitable<void> read_stream() {
    auto stream = reprise::async_retry_stream(
        reprise::compose(reprise::attempts{3}, std::ref(the_clock)),
        reprise::resuming{.reset_on_progress = true},
        [](std::optional<int> const& last) { return download{last.value_or(0) + 1}; });

    for (;;) {
        auto coming = stream.next();
        auto const item = co_await std::move(coming);
        if (!item) break;
        std::cout << *item << ' ';
    }
    std::cout << '\n';
}
// [stream]

// [generator]
asio::experimental::coro<int> numbers(asio::any_io_executor /*executor*/, int from) {
    for (int number = from; number <= 8; ++number) {
        if (number % 4 == 0 && number != from) throw connection_lost{};
        co_yield number;
    }
}

asio::awaitable<void> read_generator() {
    auto const executor = co_await asio::this_coro::executor;
    auto stream = reprise::async_retry_stream(
        reprise::compose(reprise::attempts{3}, std::ref(the_clock)), reprise::resuming{},
        [&](std::optional<int> const& last) { return numbers(executor, last.value_or(0) + 1); });

    for (;;) {
        auto coming = stream.next();
        auto const item = co_await std::move(coming);
        if (!item) break;
        std::cout << *item << ' ';
    }
    std::cout << '\n';
}
// [generator]

}  // namespace

int main() {
    asio::io_context io;
    int pings = 0;
    asio::co_spawn(io, read_body(), asio::detached);
    the_clock.run(io);
    ping(io, pings);
    the_clock.run(io);
    pings = 0;
    ping_and_report(io, pings);
    the_clock.run(io);
    asio::co_spawn(io, with_limits(), asio::detached);
    the_clock.run(io);
    asio::co_spawn(io, with_hook(), asio::detached);
    the_clock.run(io);
    asio::co_spawn(io, read_stream(), asio::detached);
    the_clock.run(io);
    asio::co_spawn(io, read_generator(), asio::detached);
    the_clock.run(io);
    return pings == 3 ? 0 : 1;
}
