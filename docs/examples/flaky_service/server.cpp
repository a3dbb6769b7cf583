// SPDX-License-Identifier: Apache-2.0

#include "server.hpp"

#include "document.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <atomic>
#include <charconv>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace flaky {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;

// No connection outlives this, whatever its client does.
constexpr std::chrono::seconds patience{10};

struct request_target {
    std::size_t document;
    std::uint64_t attempt;
    std::size_t from = 0;  // how much of the body the client has already
};

std::string to_string(request_target target) {
    return "/documents/" + std::to_string(target.document) + '/' + std::to_string(target.attempt);
}

std::optional<request_target> parse(std::string_view target) {
    constexpr std::string_view prefix = "/documents/";
    if (!target.starts_with(prefix)) return std::nullopt;
    auto const* const end = target.data() + target.size();
    request_target parsed{};
    auto const document = std::from_chars(target.data() + prefix.size(), end, parsed.document);
    if (document.ec != std::errc{} || document.ptr == end || *document.ptr != '/') {
        return std::nullopt;
    }
    auto const attempt = std::from_chars(document.ptr + 1, end, parsed.attempt);
    if (attempt.ec != std::errc{}) return std::nullopt;
    if (attempt.ptr == end) return parsed;
    constexpr std::string_view rest = "?from=";
    std::string_view const query{attempt.ptr, end};
    if (!query.starts_with(rest)) return std::nullopt;
    auto const from = std::from_chars(query.data() + rest.size(), end, parsed.from);
    if (from.ec != std::errc{} || from.ptr != end) return std::nullopt;
    return parsed;
}

// One connection to one client, for one request.
class connection {
  public:
    explicit connection(tcp::socket socket) : stream_{std::move(socket)} {
        stream_.socket().set_option(tcp::no_delay{true});
        stream_.expires_after(patience);
    }

    asio::awaitable<std::string> read_target() {
        beast::flat_buffer buffer;
        http::request<http::empty_body> request;
        co_await http::async_read(stream_, buffer, request, use_awaitable);
        co_return std::string{request.target()};
    }

    asio::awaitable<void> answer(http::status status, std::string body) {
        http::response<http::string_body> response{status, 11};
        response.keep_alive(false);
        if (status == http::status::service_unavailable) {
            // HTTP's own Retry-After counts whole seconds; services that mean less use this header
            response.set("Retry-After-Ms", std::to_string(server::retry_after.count()));
        }
        response.body() = std::move(body);
        response.prepare_payload();
        co_await http::async_write(stream_, response, use_awaitable);
        end();
    }

    // Promises the whole body and sends half of it; what comes then is up to the caller.
    asio::awaitable<void> begin_answer(std::string body) {
        http::response<http::empty_body> head{http::status::ok, 11};
        head.keep_alive(false);
        head.content_length(body.size());
        http::response_serializer<http::empty_body> serializer{head};
        co_await http::async_write_header(stream_, serializer, use_awaitable);
        body.resize(body.size() / 2);
        co_await asio::async_write(stream_, asio::buffer(body), use_awaitable);
    }

    asio::awaitable<void> wait_until_client_hangs_up() {
        std::array<char, 1> nothing{};
        co_await stream_.async_read_some(asio::buffer(nothing), use_awaitable);
    }

    void end() { stream_.socket().shutdown(tcp::socket::shutdown_send); }

    // Closing without lingering sends a reset in place of the orderly end.
    void reset() {
        stream_.socket().set_option(tcp::socket::linger{true, 0});
        stream_.socket().close();
    }

  private:
    beast::tcp_stream stream_;
};

std::string corrupted(std::string body) {
    if (body.empty()) return "x";
    body[body.size() / 2] = static_cast<char>(body[body.size() / 2] ^ 1);
    return body;
}

}  // namespace

class server::implementation {
  public:
    implementation(std::uint64_t seed, std::size_t documents, fault_plan plan)
        : seed_{seed},
          plan_{std::move(plan)},
          attempts_(documents),
          open_{io_, loopback()},
          closed_{io_} {
        // Bound but never listening: the kernel refuses connections to it, and gives the port to
        // nobody else as long as it is bound, not even to the client that connects.
        closed_.open(tcp::v4());
        closed_.bind(loopback());
        open_port_ = open_.local_endpoint().port();
        closed_port_ = closed_.local_endpoint().port();
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::jthread{[this] { io_.run(); }};
    }

    implementation(implementation const&) = delete;
    implementation& operator=(implementation const&) = delete;

    ~implementation() { io_.stop(); }

    location locate(std::size_t document) {
        auto const attempt = document < attempts_.size() ? ++attempts_[document] : 1;
        auto target = to_string({document, attempt});
        if (plan_.at(document, attempt) != fault::refuse) return {open_port_, std::move(target)};
        count(fault::refuse);
        return {closed_port_, std::move(target)};
    }

    [[nodiscard]] fault_counts injected() const {
        fault_counts counts{};
        for (std::size_t kind = 0; kind < counts.size(); ++kind) counts[kind] = injected_[kind];
        return counts;
    }

  private:
    static tcp::endpoint loopback() { return {asio::ip::address_v4::loopback(), 0}; }

    void count(fault kind) { ++injected_[index_of(kind)]; }

    asio::awaitable<void> accept() {
        for (;;) {
            auto socket = co_await open_.async_accept(use_awaitable);
            // what it throws means that its client has gone: no loss to the server
            asio::co_spawn(io_, serve(connection{std::move(socket)}), asio::detached);
        }
    }

    asio::awaitable<void> serve(connection client) {
        auto const wanted = parse(co_await client.read_target());
        if (!wanted || wanted->document >= attempts_.size()) {
            co_await client.answer(http::status::not_found, "no such document\n");
            co_return;
        }
        auto body = document_body(seed_, wanted->document);
        if (wanted->from > body.size()) {
            co_await client.answer(http::status::range_not_satisfiable, "there is no more\n");
            co_return;
        }
        body.erase(0, wanted->from);
        auto const planned = plan_.at(wanted->document, wanted->attempt);
        if (!planned) {
            co_await client.answer(http::status::ok, std::move(body));
            co_return;
        }
        count(*planned);
        switch (*planned) {
            case fault::refuse: break;  // the client has been sent to the closed port
            case fault::reset:
                co_await client.begin_answer(std::move(body));
                client.reset();
                break;
            case fault::unavailable:
                co_await client.answer(http::status::service_unavailable, "come back later\n");
                break;
            case fault::stall: co_await client.wait_until_client_hangs_up(); break;
            case fault::truncate:
                co_await client.begin_answer(std::move(body));
                client.end();
                break;
            case fault::corrupt:
                co_await client.answer(http::status::ok, corrupted(std::move(body)));
                break;
        }
    }

    std::uint64_t const seed_;
    fault_plan const plan_;
    std::vector<std::atomic<std::uint64_t>> attempts_;
    std::array<std::atomic<std::uint64_t>, fault_kinds.size()> injected_{};
    asio::io_context io_{1};
    tcp::acceptor open_;
    tcp::acceptor closed_;
    std::uint16_t open_port_ = 0;
    std::uint16_t closed_port_ = 0;
    std::jthread thread_;  // last: joined before anything that it uses goes
};

server::server(std::uint64_t seed, std::size_t documents, fault_plan plan)
    : implementation_{std::make_unique<implementation>(seed, documents, std::move(plan))} {}

server::~server() = default;

location server::locate(std::size_t document) { return implementation_->locate(document); }

fault_counts server::injected() const { return implementation_->injected(); }

}  // namespace flaky
