// SPDX-License-Identifier: Apache-2.0
#include "cutting_proxy.hpp"
#include "with_server.hpp"

#include <reprise/policies/classify/beast.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <system_error>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using reprise::verdict;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;
static_assert(reprise::http_response<response>);
static_assert(reprise::judges<reprise::beast_failures, response>);

constexpr reprise::beast_failures judge;

// A category that only shares the name with Asio's, which needs OpenSSL.
class named_category : public boost::system::error_category {
  public:
    explicit named_category(char const* name) : name_{name} {}
    [[nodiscard]] char const* name() const noexcept override { return name_; }
    [[nodiscard]] std::string message(int) const override { return name_; }

  private:
    char const* name_;
};

TEST(beast_failures, judge_by_the_table) {
    for (auto const cut : {http::error::end_of_stream, http::error::partial_message})
        EXPECT_EQ(judge.classify(make_error_code(cut)), verdict::transient().ambiguous());
    EXPECT_EQ(
        judge.classify(make_error_code(beast::error::timeout)), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(make_error_code(asio::error::eof)), verdict::transient().ambiguous());
    for (auto const wrong :
         {http::error::bad_version, http::error::bad_status, http::error::body_limit,
          http::error::header_limit, http::error::bad_chunk})
        EXPECT_EQ(judge.classify(make_error_code(wrong)), verdict::permanent());
    EXPECT_EQ(
        judge.classify(make_error_code(asio::error::host_not_found_try_again)),
        verdict::transient());
    for (auto const nobody :
         {asio::error::host_not_found, asio::error::no_data, asio::error::no_recovery})
        EXPECT_EQ(judge.classify(make_error_code(nobody)), verdict::permanent());
    EXPECT_EQ(
        judge.classify(make_error_code(asio::error::service_not_found)), verdict::permanent());
    named_category const handshake{"asio.ssl"};
    named_category const stream{"asio.ssl.stream"};
    EXPECT_EQ(judge.classify({1, handshake}), verdict::permanent());
    EXPECT_EQ(judge.classify({1, stream}), verdict::transient().ambiguous());
    EXPECT_EQ(
        judge.classify(make_error_code(asio::error::connection_refused)), verdict::transient());
    EXPECT_EQ(
        judge.classify(make_error_code(asio::error::connection_reset)),
        verdict::transient().ambiguous());
    EXPECT_EQ(
        judge.classify(make_error_code(asio::error::operation_aborted)), verdict::permanent());
}

TEST(beast_failures, judge_exceptions_and_enumerators_as_their_codes) {
    boost::system::system_error const error{make_error_code(http::error::bad_version)};
    EXPECT_EQ(judge.classify(error), verdict::permanent());
    EXPECT_EQ(judge.classify(http::error::end_of_stream), verdict::transient().ambiguous());
    EXPECT_EQ(judge.classify(std::errc::connection_refused), verdict::transient());
    EXPECT_EQ(
        judge.classify(std::system_error{make_error_code(std::errc::connection_refused)}),
        verdict::transient());
}

TEST(beast_failures, read_status_and_hint_of_a_response) {
    response answered{http::status::service_unavailable, 11};
    EXPECT_EQ(judge.judge(answered), verdict::throttled().ambiguous());
    answered.set(http::field::retry_after, "3");
    EXPECT_EQ(judge.judge(answered), verdict::throttled().after(3s));
    answered.set(http::field::date, "Sun, 06 Nov 1994 08:49:37 GMT");
    answered.set(http::field::retry_after, "Sun, 06 Nov 1994 08:49:39 GMT");
    EXPECT_EQ(judge.judge(answered), verdict::throttled().after(2s));
    EXPECT_EQ(judge.judge(response{http::status::ok, 11}), std::nullopt);
}

class beast_http : public services::with_server<services::nginx_server> {
  protected:
    reprise::testing::virtual_clock clock_;
    int calls_ = 0;

    [[nodiscard]] response exchange(std::uint16_t port, request const& asked) {
        ++calls_;
        asio::io_context context;
        beast::tcp_stream stream{context};
        stream.connect({asio::ip::address_v4::loopback(), port});
        http::write(stream, asked);
        beast::flat_buffer buffer;
        response answered;
        http::read(stream, buffer, answered);
        return answered;
    }

    // One request whose answer gets lost, under a policy of 3 attempts.
    [[nodiscard]] response send_and_cut(http::verb method) {
        request asked{method, "/beast", 11, "an order"};
        asked.set(http::field::host, "127.0.0.1");
        asked.prepare_payload();
        services::cutting_proxy proxy{server().port()};
        proxy.cut_the_answer_to("/beast");
        auto const policy = reprise::compose(
            reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
            reprise::beast_failures{}, std::ref(clock_));
        return reprise::retry(
            policy, reprise::repeatable(
                        reprise::is_idempotent_http_method(std::string_view{asked.method_string()}),
                        [&] { return exchange(proxy.port(), asked); }));
    }
};

TEST_F(beast_http, cut_between_request_and_response_is_repeated_for_get_and_put) {
    for (auto const method : {http::verb::get, http::verb::put}) {
        calls_ = 0;
        EXPECT_EQ(send_and_cut(method).body(), "fine");
        EXPECT_EQ(calls_, 2);
    }
}

TEST_F(beast_http, cut_between_request_and_response_is_not_repeated_for_post) {
    try {
        (void)send_and_cut(http::verb::post);
        ADD_FAILURE() << "there was an answer";
    } catch (boost::system::system_error const& error) {
        EXPECT_EQ(error.code(), http::error::end_of_stream);
    }
    EXPECT_EQ(calls_, 1);
}

TEST_F(beast_http, refused_connections_are_repeated_even_for_a_post) {
    auto const nowhere = services::free_port();
    auto const policy = reprise::compose(
        reprise::attempts{3}, reprise::constant{10ms}, reprise::no_jitter{},
        reprise::beast_failures{}, std::ref(clock_));
    auto const post =
        reprise::non_idempotent([&] { return exchange(nowhere, {http::verb::post, "/", 11}); });
    EXPECT_THROW(reprise::retry(policy, post), boost::system::system_error);
    EXPECT_EQ(calls_, 3);
}

}  // namespace
