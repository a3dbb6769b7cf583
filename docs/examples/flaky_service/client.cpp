// SPDX-License-Identifier: Apache-2.0

#include "client.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/system_error.hpp>

#include <charconv>
#include <string_view>
#include <utility>

namespace flaky {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using response_type = http::response<http::string_body>;

// Beast's timeouts belong to asynchronous operations: each is started and then run to its end here,
// in the calling thread.
template <class Start>
void finish(asio::io_context& io, Start start) {
    beast::error_code failed;
    start([&failed](beast::error_code error, auto const&...) { failed = error; });
    io.restart();
    io.run();
    // a new code, because the old one would add the place in Boost's sources to the message
    if (failed) {
        throw boost::system::system_error{beast::error_code{failed.value(), failed.category()}};
    }
}

std::optional<std::chrono::milliseconds> retry_after(response_type const& response) {
    auto const field = response["Retry-After-Ms"];
    std::uint32_t count = 0;
    auto const parsed = std::from_chars(field.data(), field.data() + field.size(), count);
    if (parsed.ec != std::errc{}) return std::nullopt;
    return std::chrono::milliseconds{count};
}

response_type get(location const& where, std::chrono::milliseconds timeout) {
    asio::io_context io{1};
    beast::tcp_stream stream{io};
    stream.expires_after(timeout);
    tcp::endpoint const endpoint{asio::ip::address_v4::loopback(), where.port};
    finish(io, [&](auto done) { stream.async_connect(endpoint, done); });

    http::request<http::empty_body> request{http::verb::get, where.target, 11};
    request.set(http::field::host, "127.0.0.1");
    request.keep_alive(false);
    finish(io, [&](auto done) { http::async_write(stream, request, done); });

    beast::flat_buffer buffer;
    response_type response;
    finish(io, [&](auto done) { http::async_read(stream, buffer, response, done); });
    return response;
}

}  // namespace

http_error::http_error(unsigned status, std::optional<std::chrono::milliseconds> retry_after)
    : std::runtime_error{"HTTP status " + std::to_string(status)},
      status_{status},
      retry_after_{retry_after} {}

std::string fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout) {
    auto response = get(where, timeout);
    if (response.result() != http::status::ok) {
        throw http_error{response.result_int(), retry_after(response)};
    }
    auto body = std::move(response.body());
    if (checksum(body) != wanted.checksum) {
        throw corrupt_document{"checksum mismatch in " + std::to_string(body.size()) + " bytes"};
    }
    return body;
}

std::optional<fault> fault_behind(reprise::failure_view const& failure) {
    if (failure.get_if<corrupt_document>() != nullptr) return fault::corrupt;
    if (auto const* const error = failure.get_if<http_error>()) {
        return error->status() == 503 ? std::optional{fault::unavailable} : std::nullopt;
    }
    if (auto const* const error = failure.get_if<boost::system::system_error>()) {
        if (error->code() == asio::error::connection_refused) return fault::refuse;
        if (error->code() == asio::error::connection_reset) return fault::reset;
        if (error->code() == beast::error::timeout) return fault::stall;
        if (error->code() == http::error::partial_message) return fault::truncate;
    }
    return std::nullopt;
}

}  // namespace flaky
