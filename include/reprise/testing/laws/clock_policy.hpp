// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::clock_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_CLOCK_POLICY_HPP
#define REPRISE_TESTING_LAWS_CLOCK_POLICY_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace reprise::testing {

namespace detail {

template <class Policy>
class clock_check {
  public:
    clock_check(Policy const& policy, duration patience, findings& found)
        : policy_{policy}, patience_{patience}, found_{found} {}

    void never_steps_back() {
        auto before = now();
        for (int i = 0; i < 1000; ++i) {
            auto const present = now();
            found_.expect(present >= before, "policy.now() never decreases", [&] {
                return "it stepped back by " + reprise::to_text(elapsed_between(present, before));
            });
            before = present;
        }
    }

    // without a token, and with one that nobody requests to stop
    void waits_whole(duration delay) {
        std::stop_source const source;
        for (auto const& token : {std::stop_token{}, source.get_token()}) {
            auto const before = now();
            bool const whole = wait(delay, token);
            found_.expect(whole, stops_by_token, [&] {
                return called(delay) + "false, and nobody had requested a stop";
            });
            if (whole) advanced(delay, before);
        }
    }

    void leaves_at_once_if_stopped_before() {
        std::stop_source source;
        source.request_stop();
        auto const begin = std::chrono::steady_clock::now();
        bool const whole = wait(patience_, source.get_token());
        found_.expect(!whole && is_soon(begin), stops_by_token, [&] {
            return called(patience_) + (whole ? "true" : "false, but late") +
                   ", and a stop had been requested before";
        });
    }

    // A clock that does not really wait may be done before the request: then the whole delay has to have passed.
    void leaves_soon_if_stopped_meanwhile() {
        std::stop_source source;
        auto const before = now();
        auto const begin = std::chrono::steady_clock::now();
        bool whole = false;
        {
            std::jthread const requesting{[&source](std::stop_token const& done) {
                std::mutex mutex;
                std::unique_lock lock{mutex};
                std::condition_variable_any().wait_for(
                    lock, done, std::chrono::milliseconds{5}, [] { return false; });
                source.request_stop();
            }};
            whole = wait(patience_, source.get_token());
        }
        if (whole) advanced(patience_, before);
        found_.expect(is_soon(begin), stops_by_token, [&] {
            return called(patience_) + (whole ? "true" : "false") +
                   ", but only long after a stop had been requested";
        });
    }

  private:
    static constexpr char const* stops_by_token =
        "policy.wait(d, token) returns false only if token.stop_requested(), and soon after the "
        "request";

    [[nodiscard]] time_point now() const { return reprise::detail::unwrap(policy_).now(); }

    [[nodiscard]] bool wait(duration delay, std::stop_token const& token) const {
        return reprise::detail::unwrap(policy_).wait(delay, token);
    }

    void advanced(duration delay, time_point before) {
        auto const passed = elapsed_between(before, now());
        found_.expect(
            passed >= delay,
            "after policy.wait(d, token) returned true, policy.now() has advanced by at least d",
            [&] {
                return called(delay) + "true, and policy.now() has advanced by " +
                       reprise::to_text(passed);
            });
    }

    [[nodiscard]] bool is_soon(std::chrono::steady_clock::time_point begin) const {
        return std::chrono::steady_clock::now() - begin < patience_ / 2;
    }

    [[nodiscard]] static std::string called(duration delay) {
        return "policy.wait(" + reprise::to_text(delay) + ", token) returned ";
    }

    Policy const& policy_;
    duration patience_;
    findings& found_;
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief How a clock is checked.
struct clock_samples {
    /// \brief The delays that are really waited, twice each.
    std::vector<duration> delays = {
        duration::min(),
        duration{-1},
        duration{0},
        duration{1},
        std::chrono::microseconds{50},
        std::chrono::milliseconds{2}};
    /// \brief The delay of a wait that is left early. A clock that does not leave it takes that long, and is found out
    /// by the real time that has passed: choose it long enough for a slow machine.
    duration patience = std::chrono::seconds{10};
};

/// \ingroup testing
/// \brief Checks every law of reprise::clock_policy: `EXPECT_TRUE(check_clock_policy(my_clock{}))`.
///
/// The clock is read and waited on for real, for a few milliseconds. A virtual clock will do as well as one that ticks.
/// \tparam Policy A reprise::clock_policy.
/// \param policy  The clock, or a `std::ref` of one.
/// \param samples How it is checked.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp clock
template <clock_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_clock_policy(
    Policy const& policy, clock_samples const& samples = {}) {
    testing::detail::findings found{"clock_policy"};
    testing::detail::clock_check<Policy> check{policy, samples.patience, found};
    found.checked([&] {
        check.never_steps_back();
        for (auto const delay : samples.delays) check.waits_whole(delay);
        check.leaves_at_once_if_stopped_before();
        check.leaves_soon_if_stopped_meanwhile();
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_CLOCK_POLICY_HPP
