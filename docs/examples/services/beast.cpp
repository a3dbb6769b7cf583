// SPDX-License-Identifier: Apache-2.0

// HTTP_PORT says where the server is on 127.0.0.1.
#include <reprise/policies/classify/beast.hpp>
#include <reprise/retry.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

//! [policy]
constexpr auto requests = reprise::compose(
    reprise::attempts{4}, reprise::exponential{100ms, 2.0, 2s}, reprise::full_jitter{},
    reprise::beast_failures{});
//! [policy]

//! [request]
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

// One exchange over a connection of its own; throws boost::system::system_error.
response exchange(std::string const& port, request const& asked) {
    asio::io_context context;
    beast::tcp_stream stream{context};
    stream.connect(asio::ip::tcp::resolver{context}.resolve("127.0.0.1", port));
    http::write(stream, asked);
    beast::flat_buffer buffer;
    response answered;
    http::read(stream, buffer, answered);
    return answered;
}
//! [request]

//! [retry]
response send(std::string const& port, request const& asked) {
    bool const may_happen_twice = reprise::is_idempotent_http_method(asked.method_string());
    return reprise::retry(
        requests, reprise::repeatable(may_happen_twice, [&] { return exchange(port, asked); }));
}
//! [retry]

}  // namespace

int main() {
    char const* const port = std::getenv("HTTP_PORT");
    request asked{http::verb::put, "/tea", 11, "one pound"};
    asked.set(http::field::host, "127.0.0.1");
    asked.prepare_payload();
    auto const answered = send(port != nullptr ? port : "80", asked);
    std::cout << answered.result_int() << ' ' << answered.body() << '\n';
    return answered.result() == http::status::ok && answered.body() == "fine" ? EXIT_SUCCESS
                                                                              : EXIT_FAILURE;
}
