// SPDX-License-Identifier: Apache-2.0
// expect: reprise::async_retry: the policy's clock has no wait that takes a completion token
#include <reprise/asio/async_retry.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <stop_token>

struct blocking_clock {
    reprise::time_point now() const { return {}; }
    bool wait(reprise::duration, std::stop_token const&) const { return true; }
};

#ifdef PERMITTED
auto const policy = reprise::compose();
#else
auto const policy = reprise::compose(blocking_clock{});
#endif

void run(boost::asio::io_context& io) {
    auto const operation = [](auto&& token) {
        return boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(
            [](auto handler) { handler(boost::system::error_code{}); }, token);
    };
    reprise::async_retry(io, policy, operation, boost::asio::detached);
}
