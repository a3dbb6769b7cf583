// SPDX-License-Identifier: Apache-2.0

// Real sockets on loopback. Nothing here waits for longer than it has to, and never for longer than half a minute.

#include <reprise/asio.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::ip::tcp;
using boost::system::error_code;

// Answers "ok" on each connection, or does what it is told to instead. May be killed and started again on its port.
class small_server {
  public:
    enum class manner { answers, resets, stalls, answers_half };

    explicit small_server(asio::io_context& io) : io_{&io} { start(); }

    void start() {
        acceptor_ = std::make_unique<tcp::acceptor>(
            *io_, tcp::endpoint{asio::ip::address_v4::loopback(), port_}, true);
        port_ = acceptor_->local_endpoint().port();
        asio::co_spawn(*io_, accept(*acceptor_), [](std::exception_ptr const&) {});
    }

    void kill() {
        acceptor_->close();
        for (auto const& each : connections_) {
            if (auto const socket = each.lock()) {
                socket->set_option(tcp::socket::linger{true, 0});
                socket->close();
            }
        }
        connections_.clear();
    }

    [[nodiscard]] tcp::endpoint where() const { return {asio::ip::address_v4::loopback(), port_}; }
    [[nodiscard]] int accepted() const noexcept { return accepted_; }

    // what the first connections meet
    std::vector<manner> script;

  private:
    asio::awaitable<void> accept(tcp::acceptor& acceptor) {
        for (;;) {
            auto accepting = acceptor.async_accept(asio::use_awaitable);
            auto socket = std::make_shared<tcp::socket>(co_await std::move(accepting));
            auto const number = static_cast<std::size_t>(accepted_++);
            connections_.push_back(socket);
            asio::co_spawn(
                *io_,
                serve(std::move(socket), number < script.size() ? script[number] : manner::answers),
                asio::detached);
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<tcp::socket> socket, manner how) {
        error_code ignored;
        auto token = asio::redirect_error(asio::use_awaitable, ignored);
        switch (how) {
            case manner::answers:
                co_await asio::async_write(*socket, asio::buffer("ok", 2), token);
                break;
            case manner::answers_half:
                co_await asio::async_write(*socket, asio::buffer("o", 1), token);
                break;
            case manner::resets: socket->set_option(tcp::socket::linger{true, 0}); break;
            case manner::stalls: {
                std::array<char, 1> nothing{};
                co_await socket->async_read_some(asio::buffer(nothing), token);
                break;
            }
        }
        socket->close(ignored);
    }

    asio::io_context* io_;
    std::uint16_t port_ = 0;
    std::unique_ptr<tcp::acceptor> acceptor_;
    std::vector<std::weak_ptr<tcp::socket>> connections_;
    int accepted_ = 0;
};

asio::awaitable<std::string> ask(tcp::endpoint where) {
    tcp::socket socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(where, asio::use_awaitable);
    std::string answer(2, '\0');
    co_await asio::async_read(socket, asio::buffer(answer), asio::use_awaitable);
    co_return answer;
}

constexpr auto policy = reprise::compose(
    reprise::attempts{2000} || reprise::elapsed{25s}, reprise::constant{5ms},
    reprise::full_jitter{}, reprise::retry_all{});

TEST(asio_server, is_asked_again_when_it_resets_stalls_or_answers_half) {
    asio::io_context io;
    small_server server{io};
    server.script = {
        small_server::manner::resets, small_server::manner::stalls,
        small_server::manner::answers_half};
    std::string answer;
    std::vector<std::string> failures;
    asio::co_spawn(
        io,
        reprise::async_try_retry(
            reprise::all_failures, reprise::with(policy, reprise::run_timeout{200ms}),
            [&] { return ask(server.where()); }),
        [&](std::exception_ptr const& thrown, reprise::retry_result<std::string> result) {
            EXPECT_EQ(thrown, nullptr);
            answer = result.value();
            EXPECT_EQ(result.report().abandoned, 0) << "a read is left at once";
            for (auto const& each : result.report().failures)
                failures.emplace_back(each.failure.view().message());
            server.kill();
        });
    io.run_for(30s);
    EXPECT_EQ(answer, "ok");
    ASSERT_EQ(failures.size(), 3);
    EXPECT_NE(failures[1].find("run timeout of 200ms"), std::string::npos) << failures[1];
    EXPECT_EQ(server.accepted(), 4);
}

TEST(asio_server, may_be_killed_and_started_again_while_a_thousand_clients_retry) {
    constexpr int clients = 1000;
    asio::io_context io;
    small_server server{io};
    int served = 0;
    int failed = 0;
    bool restarted = false;
    asio::steady_timer pause{io};
    for (int i = 0; i < clients; ++i) {
        reprise::async_retry(
            io, policy, [&] { return ask(server.where()); },
            [&](std::exception_ptr const& thrown, std::string const& answer) {
                ++(!thrown && answer == "ok" ? served : failed);
                if (served == clients / 10) {  // in the middle of it
                    server.kill();
                    pause.expires_after(20ms);
                    pause.async_wait([&](error_code) {
                        server.start();
                        restarted = true;
                    });
                }
                if (served + failed == clients) server.kill();
            });
    }
    io.run_for(30s);
    EXPECT_TRUE(restarted);
    EXPECT_EQ(served, clients);
    EXPECT_EQ(failed, 0);
}

TEST(asio_server, holds_a_hundred_thousand_operations_that_wait_at_once) {
    asio::io_context io;
    int calls = 0;
    int done = 0;
    auto const waiting = reprise::compose(
        reprise::attempts{2}, reprise::constant{1h}, reprise::no_jitter{}, reprise::retry_all{});
    for (int i = 0; i < 100'000; ++i) {
        asio::co_spawn(
            io,
            reprise::async_retry(
                waiting,
                [&]() -> asio::awaitable<error_code> {
                    ++calls;
                    co_return asio::error::try_again;
                }),
            [&](std::exception_ptr const&, error_code) { ++done; });
    }
    io.poll();
    EXPECT_EQ(calls, 100'000);
    EXPECT_EQ(done, 0);
}

}  // namespace
