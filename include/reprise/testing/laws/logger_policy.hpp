// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::logger_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_LOGGER_POLICY_HPP
#define REPRISE_TESTING_LAWS_LOGGER_POLICY_HPP

#include <reprise/concepts/logger_policy.hpp>
#include <reprise/policies/log/line.hpp>  // detail::type_name
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>
#include <vector>

namespace reprise::testing {

namespace detail {

template <class Policy>
class logger_check {
  public:
    logger_check(Policy const& policy, findings& found) : policy_{policy}, found_{found} {}

    // Each event with each kind of failure, as several runs at once would tell of them.
    void tell_all() {
        std::runtime_error const exception{"connect:\n\"refused\" {} %s"};
        int const value = 503;
        for (auto const& seen :
             {failure_view::of_exception(exception, nullptr), failure_view::of_value(value),
              failure_view::of_value(""), failure_view::of_unknown(typeid(value), nullptr)}) {
            tell(attempt_started{1});
            tell(attempt_failed{1, seen, verdict::transient()});
            tell(retry_scheduled{1, duration{1}, seen, verdict::throttled().after(duration{1})});
            tell(attempt_succeeded{2});
            tell(recovered{2, duration{1}, duration{2}});
            tell(gave_up{3, stop_reason::deadline, seen, duration::max(), duration::max()});
            tell(policy_failed{1, policy_axis::classifier, seen});
        }
    }

    void tell_from_threads() {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([this] { tell_all(); });
    }

  private:
    template <class Event>
    void tell(Event const& event) {
        if constexpr (takes_event<Policy, Event>) {
            std::string thrown;
            try {
                reprise::detail::unwrap(policy_).on(event);
                return;
            } catch (std::exception const& caught) {
                thrown = caught.what();
            } catch (...) {
                thrown = "something that is no std::exception";
            }
            std::lock_guard const lock{mutex_};
            found_.expect(
                false,
                "policy.on(event) returns: of one that throws, the run hears nothing and the log "
                "has a hole",
                [&] {
                    return "policy.on(" + reprise::detail::type_name(typeid(Event)) +
                           ") threw: " + thrown;
                });
        }
    }

    Policy const& policy_;
    std::mutex mutex_;
    findings& found_;
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks what can be checked of the laws of reprise::logger_policy:
/// `EXPECT_TRUE(check_logger_policy(my_logger{}))`.
///
/// Each event that the logger takes is handed to it, with exceptions and values of all kinds as the failure, by one
/// thread and then by four at once: run it under ThreadSanitizer too. That the library does not make the events which
/// the logger does not take, and contains what the logger throws, are promises of the library.
/// \tparam Policy A reprise::logger_policy.
/// \param policy The logger, or a `std::ref` of one.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp logger
template <logger_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_logger_policy(Policy const& policy) {
    testing::detail::findings found{"logger_policy"};
    testing::detail::logger_check<Policy> check{policy, found};
    check.tell_all();
    check.tell_from_threads();
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_LOGGER_POLICY_HPP
