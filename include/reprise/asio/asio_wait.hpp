// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how drivers for Asio wait by a policy's clock. Needs Boost.Asio.

#ifndef REPRISE_ASIO_ASIO_WAIT_HPP
#define REPRISE_ASIO_ASIO_WAIT_HPP

#include <reprise/asio/timer_wait.hpp>
#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/policy_reference.hpp>
#include <reprise/policies/clock/steady.hpp>

#include <boost/asio/async_result.hpp>

#include <concepts>
#include <stop_token>
#include <utility>

namespace reprise::detail {

template <class Clock>
concept has_asio_wait = async_clock_policy<Clock> && requires(
                                                         policy_reference_t<Clock> clock,
                                                         std::stop_token token) {
    requires boost::asio::is_async_operation<decltype(clock.async_wait(duration{}, token))>::value;
};

template <class Clock>
[[nodiscard]] auto asio_wait(Clock const& clock, duration delay, std::stop_token token) {
    if constexpr (has_asio_wait<Clock>) {
        return detail::unwrap(clock).async_wait(delay, std::move(token));
    } else {
        static_assert(
            std::derived_from<policy_type_t<Clock>, steady>,
            "reprise::async_retry: the policy's clock has no wait that takes a completion token, and a blocking wait "
            "would hold up the executor: use reprise::steady, or an async_clock_policy whose async_wait returns an "
            "asynchronous operation");
        return timer_wait{delay, std::move(token)};
    }
}

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_ASIO_WAIT_HPP
