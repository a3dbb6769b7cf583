// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fetch_policy, all that this program says about retrying.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_POLICY_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_POLICY_HPP

#include "client.hpp"

#include <reprise/retry.hpp>

#include <boost/system/system_error.hpp>

#include <chrono>
#include <optional>

namespace flaky {

using namespace std::chrono_literals;

//! [classifier]
/// \brief Says which failures of flaky::fetch are worth another attempt.
struct fetch_failures {
    using exceptions =
        reprise::exception_types<boost::system::system_error, http_error, corrupt_document>;

    // The network: whatever it was, the next connection is a new one.
    [[nodiscard]] reprise::verdict classify(boost::system::system_error const&) const {
        return reprise::verdict::transient();
    }

    [[nodiscard]] reprise::verdict classify(http_error const& error) const {
        if (error.status() == 503) {
            return reprise::verdict::throttled().after(error.retry_after().value_or(0ms));
        }
        // the server's own trouble may pass; a request that it rejects stays wrong
        return error.status() >= 500 ? reprise::verdict::transient()
                                     : reprise::verdict::permanent();
    }

    [[nodiscard]] reprise::verdict classify(corrupt_document const&) const {
        return reprise::verdict::transient();
    }

    // The same failures where they are returned, or filled in, instead of thrown.
    [[nodiscard]] reprise::verdict classify(fetch_failure const& failure) const {
        if (failure.code.category() != http_status_category()) {
            return reprise::verdict::transient();
        }
        return classify(
            http_error{static_cast<unsigned>(failure.code.value()), failure.retry_after});
    }

    [[nodiscard]] reprise::verdict classify(boost::system::error_code const& code) const {
        return classify(fetch_failure{code, std::nullopt});
    }

    // A bug of ours does not go away by being repeated.
    [[nodiscard]] reprise::verdict classify(reprise::other_exception const&) const {
        return reprise::verdict::permanent();
    }
};
//! [classifier]

//! [policy]
/// \brief One object for all documents and all threads.
inline constexpr auto fetch_policy = reprise::compose(
    reprise::attempts{40},                   // at 60 % faults, one document in 700 million is lost
    reprise::exponential{10ms, 2.0, 200ms},  // short waits: the service is near
    reprise::full_jitter{},                  // eight clients must not come back in step
    fetch_failures{});

static_assert(reprise::max_attempts(fetch_policy) == 40);
static_assert(reprise::worst_case_delay(fetch_policy) <= 8s);
//! [policy]

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_FETCH_POLICY_HPP
