// SPDX-License-Identifier: Apache-2.0

#include "async_client.hpp"

#include "client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <system_error>
#include <utility>

namespace flaky {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;

// No timeouts here: the policy has them.
class body_source::connection {
  public:
    explicit connection(asio::any_io_executor const& executor) : stream_{executor} {
        stream_.expires_never();
        parser_.body_limit(std::numeric_limits<std::uint64_t>::max());
    }

    asio::awaitable<void> open(location const& where, std::size_t from) {
        tcp::endpoint const endpoint{asio::ip::address_v4::loopback(), where.port};
        co_await stream_.async_connect(endpoint, use_awaitable);

        auto target = where.target;
        if (from != 0) target += "?from=" + std::to_string(from);
        http::request<http::empty_body> request{http::verb::get, target, 11};
        request.set(http::field::host, "127.0.0.1");
        request.keep_alive(false);
        co_await http::async_write(stream_, request, use_awaitable);

        co_await http::async_read_header(stream_, buffer_, parser_, use_awaitable);
        auto const& head = parser_.get();
        if (head.result() != http::status::ok) throw http_error{head.result_int(), retry_after()};
    }

    asio::awaitable<std::string> read_some() {
        if (parser_.is_done()) co_return std::string{};
        auto& body = parser_.get().body();
        body.data = chunk_.data();
        body.size = chunk_.size();
        boost::system::error_code failed;
        co_await http::async_read(
            stream_, buffer_, parser_, asio::redirect_error(use_awaitable, failed));
        if (failed && failed != http::error::need_buffer) {
            throw boost::system::system_error{failed};
        }
        co_return std::string(chunk_.data(), chunk_.size() - body.size);
    }

  private:
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const {
        auto const field = parser_.get()["Retry-After-Ms"];
        std::uint32_t count = 0;
        auto const parsed = std::from_chars(field.data(), field.data() + field.size(), count);
        if (parsed.ec != std::errc{}) return std::nullopt;
        return std::chrono::milliseconds{count};
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    http::response_parser<http::buffer_body> parser_;
    std::array<char, 2048> chunk_{};
};

body_source::body_source(location where, catalogue_entry const& wanted, std::string& received)
    : where_{std::move(where)}, wanted_{wanted}, received_{&received} {}

body_source::body_source(body_source&&) noexcept = default;
body_source::~body_source() = default;

asio::awaitable<std::optional<std::string>> body_source::next() {
    if (!connection_) {
        connection_ = std::make_unique<connection>(co_await asio::this_coro::executor);
        auto opening = connection_->open(where_, received_->size());
        co_await std::move(opening);
    }
    auto reading = connection_->read_some();
    std::string chunk = co_await std::move(reading);
    if (!chunk.empty()) co_return chunk;
    if (checksum(*received_) != wanted_.checksum) {
        auto const size = std::to_string(received_->size());
        received_->clear();
        throw corrupt_document{"checksum mismatch in " + size + " bytes"};
    }
    co_return std::nullopt;
}

asio::awaitable<std::string> async_fetch(location where, catalogue_entry wanted) {
    std::string received;
    body_source source{std::move(where), wanted, received};
    for (;;) {
        auto coming = source.next();
        auto const chunk = co_await std::move(coming);
        if (!chunk) break;
        received += *chunk;
    }
    co_return received;
}

}  // namespace flaky
