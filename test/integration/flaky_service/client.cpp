// SPDX-License-Identifier: Apache-2.0

#include "client.hpp"

#include "document.hpp"
#include "fault_plan.hpp"
#include "server.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>

namespace {

using flaky::fault;
using namespace std::chrono_literals;

constexpr std::uint64_t seed = 11;
constexpr std::size_t documents = 3;

// Longer than any healthy answer takes, on any machine.
constexpr auto patient = 5000ms;

flaky::catalogue_entry entry(std::size_t number) {
    return flaky::catalogue(seed, documents).at(number);
}

// What the first attempt at document 1 throws, looked at by a visitor while it is alive.
template <class Visit>
void visit_failure(flaky::server& server, std::chrono::milliseconds timeout, Visit visit) {
    try {
        (void)flaky::fetch(server.locate(1), entry(1), timeout);
        FAIL() << "the attempt succeeded";
    } catch (std::exception const& error) {
        auto const pointer = std::current_exception();
        visit(error, reprise::failure_view::of_exception(error, &pointer));
    }
}

void expect_network_error(
    fault planned, boost::system::error_code expected, std::chrono::milliseconds timeout) {
    flaky::server server{seed, documents, flaky::fault_plan::by_script({planned})};
    visit_failure(server, timeout, [&](std::exception const& error, auto const& failure) {
        auto const* const network = dynamic_cast<boost::system::system_error const*>(&error);
        ASSERT_NE(network, nullptr) << error.what();
        EXPECT_EQ(network->code(), expected) << error.what();
        EXPECT_EQ(flaky::fault_behind(failure), planned);
    });
    EXPECT_EQ(flaky::fetch(server.locate(1), entry(1), patient), flaky::document_body(seed, 1));
    flaky::fault_counts once{};
    once[flaky::index_of(planned)] = 1;
    EXPECT_EQ(server.injected(), once);
}

TEST(fetch, gets_the_document_when_nothing_is_wrong) {
    flaky::server server{seed, documents, flaky::fault_plan::by_chance(seed, 0)};
    for (std::size_t number = 0; number < documents; ++number) {
        EXPECT_EQ(
            flaky::fetch(server.locate(number), entry(number), patient),
            flaky::document_body(seed, number));
    }
    EXPECT_EQ(server.injected(), flaky::fault_counts{});
}

TEST(fetch, is_refused_at_a_closed_port) {
    expect_network_error(fault::refuse, boost::asio::error::connection_refused, patient);
}

TEST(fetch, sees_the_reset_of_a_connection) {
    expect_network_error(fault::reset, boost::asio::error::connection_reset, patient);
}

TEST(fetch, gives_up_on_a_server_that_stalls) {
    expect_network_error(fault::stall, boost::beast::error::timeout, 50ms);
}

TEST(fetch, notices_a_body_that_ends_too_early) {
    expect_network_error(fault::truncate, boost::beast::http::error::partial_message, patient);
}

TEST(fetch, throws_the_status_and_the_hint_of_a_503) {
    flaky::server server{seed, documents, flaky::fault_plan::by_script({fault::unavailable})};
    visit_failure(server, patient, [](std::exception const& error, auto const& failure) {
        auto const* const answer = dynamic_cast<flaky::http_error const*>(&error);
        ASSERT_NE(answer, nullptr) << error.what();
        EXPECT_EQ(answer->status(), 503U);
        EXPECT_EQ(answer->retry_after(), flaky::server::retry_after);
        EXPECT_EQ(flaky::fault_behind(failure), fault::unavailable);
    });
}

TEST(fetch, notices_a_body_with_a_wrong_byte) {
    flaky::server server{seed, documents, flaky::fault_plan::by_script({fault::corrupt})};
    visit_failure(server, patient, [](std::exception const& error, auto const& failure) {
        EXPECT_NE(dynamic_cast<flaky::corrupt_document const*>(&error), nullptr) << error.what();
        EXPECT_EQ(flaky::fault_behind(failure), fault::corrupt);
    });
}

TEST(fetch, throws_the_status_of_a_document_that_does_not_exist) {
    flaky::server server{seed, 1, flaky::fault_plan::by_chance(seed, 0)};
    visit_failure(server, patient, [](std::exception const& error, auto const& failure) {
        auto const* const answer = dynamic_cast<flaky::http_error const*>(&error);
        ASSERT_NE(answer, nullptr) << error.what();
        EXPECT_EQ(answer->status(), 404U);
        EXPECT_EQ(answer->retry_after(), std::nullopt);
        EXPECT_EQ(flaky::fault_behind(failure), std::nullopt);
    });
}

TEST(server, answers_404_to_targets_that_it_has_not_given_out) {
    flaky::server server{seed, documents, flaky::fault_plan::by_chance(seed, 0)};
    auto const port = server.locate(0).port;
    for (auto const* target :
         {"/", "/documents/", "/documents/0", "/documents/0/", "/documents/x/1", "/documents/0/1x",
          "/documents/99/1"}) {
        try {
            (void)flaky::fetch({port, target}, entry(0), patient);
            ADD_FAILURE() << target << " was found";
        } catch (flaky::http_error const& error) {
            EXPECT_EQ(error.status(), 404U) << target;
        }
    }
}

TEST(server, sends_the_attempts_of_a_plan_to_an_open_or_a_closed_port) {
    auto const plan = flaky::fault_plan::by_script({fault::refuse, fault::reset, fault::refuse});
    flaky::server server{seed, documents, plan};
    auto const first = server.locate(0);
    auto const second = server.locate(0);
    auto const third = server.locate(0);
    EXPECT_NE(first.port, second.port);
    EXPECT_EQ(first.port, third.port);
    EXPECT_EQ(server.injected()[flaky::index_of(fault::refuse)], 2U);
}

TEST(server, can_end_while_a_client_waits) {
    auto server = std::make_optional<flaky::server>(
        seed, documents, flaky::fault_plan::by_script({fault::stall}));
    EXPECT_THROW(
        (void)flaky::fetch(server->locate(0), entry(0), 20ms), boost::system::system_error);
    server.reset();
}

TEST(fault_behind, is_nothing_for_a_failure_that_the_server_does_not_cause) {
    std::runtime_error const error{"something else"};
    auto const pointer = std::make_exception_ptr(error);
    EXPECT_EQ(
        flaky::fault_behind(reprise::failure_view::of_exception(error, &pointer)), std::nullopt);
    boost::system::system_error const network{boost::asio::error::host_unreachable};
    EXPECT_EQ(
        flaky::fault_behind(reprise::failure_view::of_exception(network, &pointer)), std::nullopt);
}

}  // namespace
