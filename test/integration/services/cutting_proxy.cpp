// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace services {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// What has arrived; empty at the end of the stream.
std::string received(int socket) {
    std::array<char, 65536> buffer;
    auto const size = ::recv(socket, buffer.data(), buffer.size(), 0);
    return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

bool passed_on(int socket, std::string const& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        auto const size = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (size <= 0) return false;
        sent += static_cast<std::size_t>(size);
    }
    return true;
}

constexpr int patience = 20;  // ms until it looks again whether it is to end

}  // namespace

cutting_proxy::cutting_proxy(std::uint16_t target)
    : target_{target}, listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, raw, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, raw, &size) != 0)
        throw std::system_error{errno, std::generic_category(), "cutting_proxy"};
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept(); }};
}

cutting_proxy::~cutting_proxy() {
    ends_ = true;
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
}

void cutting_proxy::cut_the_answer_to(std::string text) {
    std::lock_guard const lock{mutex_};
    text_ = std::move(text);
}

void cutting_proxy::accept() {
    while (!ends_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, patience) <= 0) continue;
        int const client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) connections_.emplace_back([this, client] { pass(client); });
    }
}

bool cutting_proxy::is_to_be_cut(std::string const& sent) {
    std::lock_guard const lock{mutex_};
    if (text_.empty() || sent.find(text_) == std::string::npos) return false;
    text_.clear();
    return true;
}

void cutting_proxy::pass(int client) {
    int const server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(target_);
    bool open = ::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    bool cut = false;
    while (open && !ends_) {
        std::array<pollfd, 2> waiting{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), patience) <= 0) continue;
        if (waiting[0].revents != 0) {
            auto const sent = received(client);
            open = !sent.empty() && passed_on(server, sent);
            cut = cut || is_to_be_cut(sent);
        }
        if (open && waiting[1].revents != 0) {
            auto const answer = received(server);
            if (cut) {
                ++cuts_;
                break;
            }
            open = !answer.empty() && passed_on(client, answer);
        }
    }
    ::close(server);
    ::close(client);
}

}  // namespace services
