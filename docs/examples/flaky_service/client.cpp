// SPDX-License-Identifier: Apache-2.0

#include "client.hpp"

#include <reprise/policies/limit/attempt_timed_out.hpp>

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

class http_status_names final : public boost::system::error_category {
  public:
    [[nodiscard]] char const* name() const noexcept override { return "http"; }
    [[nodiscard]] std::string message(int status) const override {
        return "HTTP status " + std::to_string(status);
    }
};

class corrupt_document_names final : public boost::system::error_category {
  public:
    [[nodiscard]] char const* name() const noexcept override { return "document"; }
    [[nodiscard]] std::string message(int size) const override {
        return "checksum mismatch in " + std::to_string(size) + " bytes";
    }
};

// Beast's timeouts belong to asynchronous operations: each is started and then run to its end here,
// in the calling thread.
template <class Start>
[[nodiscard]] beast::error_code finish(asio::io_context& io, Start start) {
    beast::error_code failed;
    start([&failed](beast::error_code error, auto const&...) { failed = error; });
    io.restart();
    io.run();
    // a new code, because the old one would add the place in Boost's sources to the message
    return failed ? beast::error_code{failed.value(), failed.category()} : failed;
}

std::optional<std::chrono::milliseconds> retry_after(response_type const& response) {
    auto const field = response["Retry-After-Ms"];
    std::uint32_t count = 0;
    auto const parsed = std::from_chars(field.data(), field.data() + field.size(), count);
    if (parsed.ec != std::errc{}) return std::nullopt;
    return std::chrono::milliseconds{count};
}

boost::system::result<response_type> get(location const& where, std::chrono::milliseconds timeout) {
    asio::io_context io{1};
    beast::tcp_stream stream{io};
    stream.expires_after(timeout);
    tcp::endpoint const endpoint{asio::ip::address_v4::loopback(), where.port};
    auto failed = finish(io, [&](auto done) { stream.async_connect(endpoint, done); });
    if (failed) return failed;

    http::request<http::empty_body> request{http::verb::get, where.target, 11};
    request.set(http::field::host, "127.0.0.1");
    request.keep_alive(false);
    failed = finish(io, [&](auto done) { http::async_write(stream, request, done); });
    if (failed) return failed;

    beast::flat_buffer buffer;
    response_type response;
    failed = finish(io, [&](auto done) { http::async_read(stream, buffer, response, done); });
    if (failed) return failed;
    return response;
}

std::optional<fault> fault_behind(boost::system::error_code const& code) {
    if (code.category() == corrupt_document_category()) return fault::corrupt;
    if (code.category() == http_status_category()) {
        return code.value() == 503 ? std::optional{fault::unavailable} : std::nullopt;
    }
    if (code == asio::error::connection_refused) return fault::refuse;
    if (code == asio::error::connection_reset) return fault::reset;
    if (code == beast::error::timeout) return fault::stall;
    if (code == http::error::partial_message) return fault::truncate;
    return std::nullopt;
}

}  // namespace

boost::system::error_category const& http_status_category() noexcept {
    static http_status_names const names;
    return names;
}

boost::system::error_category const& corrupt_document_category() noexcept {
    static corrupt_document_names const names;
    return names;
}

http_error::http_error(unsigned status, std::optional<std::chrono::milliseconds> retry_after)
    : std::runtime_error{"HTTP status " + std::to_string(status)},
      status_{status},
      retry_after_{retry_after} {}

boost::system::result<std::string, fetch_failure> try_fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout) {
    auto response = get(where, timeout);
    if (!response) return fetch_failure{response.error(), std::nullopt};
    if (response->result() != http::status::ok) {
        auto const status = static_cast<int>(response->result_int());
        return fetch_failure{{status, http_status_category()}, retry_after(*response)};
    }
    auto body = std::move(response->body());
    if (checksum(body) != wanted.checksum) {
        auto const size = static_cast<int>(body.size());
        return fetch_failure{{size, corrupt_document_category()}, std::nullopt};
    }
    return body;
}

std::string fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout,
    boost::system::error_code& failed) {
    auto fetched = try_fetch(where, wanted, timeout);
    failed = fetched ? boost::system::error_code{} : fetched.error().code;
    return fetched ? std::move(*fetched) : std::string{};
}

std::string fetch(
    location const& where, catalogue_entry const& wanted, std::chrono::milliseconds timeout) {
    auto fetched = try_fetch(where, wanted, timeout);
    if (fetched) return std::move(*fetched);
    auto const& [code, hint] = fetched.error();
    if (code.category() == http_status_category()) {
        throw http_error{static_cast<unsigned>(code.value()), hint};
    }
    if (code.category() == corrupt_document_category()) throw corrupt_document{code.message()};
    throw boost::system::system_error{code};
}

std::optional<fault> fault_behind(reprise::failure_view const& failure) {
    if (failure.get_if<corrupt_document>() != nullptr) return fault::corrupt;
    if (failure.get_if<reprise::attempt_timed_out>() != nullptr) return fault::stall;
    if (auto const* const error = failure.get_if<http_error>()) {
        return error->status() == 503 ? std::optional{fault::unavailable} : std::nullopt;
    }
    if (auto const* const error = failure.get_if<boost::system::system_error>()) {
        return fault_behind(error->code());
    }
    if (auto const* const error = failure.get_if<fetch_failure>()) return fault_behind(error->code);
    if (auto const* const code = failure.get_if<boost::system::error_code>()) {
        return fault_behind(*code);
    }
    return std::nullopt;
}

}  // namespace flaky
