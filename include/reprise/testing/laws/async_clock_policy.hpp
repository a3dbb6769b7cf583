// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::async_clock_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_ASYNC_CLOCK_POLICY_HPP
#define REPRISE_TESTING_LAWS_ASYNC_CLOCK_POLICY_HPP

#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>  // std::function
#include <stop_token>
#include <string>
#include <vector>

namespace reprise::testing {

namespace detail {

template <class Policy, class Await>
class async_clock_check {
  public:
    async_clock_check(Policy const& policy, Await& await, duration patience, findings& found)
        : policy_{policy}, await_{await}, patience_{patience}, found_{found} {}

    void never_steps_back() {
        look();
        for (int i = 0; i < 1000; ++i) look();
    }

    // without a token, and with one that nobody requests to stop
    void waits_whole(duration delay) {
        std::stop_source const source;
        for (auto const& token : {std::stop_token{}, source.get_token()}) {
            auto const before = look();
            bool const whole = wait(delay, token, [] {});
            found_.expect(whole, ends_by_token, [&] {
                return awaited(delay) + "false, and nobody had requested a stop";
            });
            auto const passed = elapsed_between(before, look());
            found_.expect(
                !whole || passed >= delay,
                "after the wait was true, policy.now() has advanced by at least delay", [&] {
                    return awaited(delay) + "true, and policy.now() has advanced by " +
                           reprise::to_text(passed);
                });
        }
    }

    void ends_at_once_if_stopped_before() {
        std::stop_source source;
        source.request_stop();
        ends(source, [] {}, ", and a stop had been requested before");
    }

    void ends_soon_if_stopped_meanwhile() {
        std::stop_source source;
        ends(
            source, [&source] { source.request_stop(); },
            ", and a stop had been requested meanwhile");
    }

  private:
    static constexpr char const* ends_by_token =
        "the wait is false only if a stop was requested of the token, and soon after the request";

    void ends(
        std::stop_source const& source, std::function<void()> const& meanwhile, char const* when) {
        auto const begin = std::chrono::steady_clock::now();
        bool const whole = wait(patience_, source.get_token(), meanwhile);
        bool const soon = std::chrono::steady_clock::now() - begin < patience_ / 2;
        found_.expect(!whole && soon, ends_by_token, [&] {
            return awaited(patience_) + (whole ? "true" : "false, but late") + when;
        });
        look();
    }

    [[nodiscard]] bool wait(
        duration delay, std::stop_token const& token, std::function<void()> const& meanwhile) {
        return await_(reprise::detail::unwrap(policy_).async_wait(delay, token), meanwhile);
    }

    time_point look() {
        time_point const present = reprise::detail::unwrap(policy_).now();
        found_.expect(present >= latest_, "policy.now() never decreases", [&] {
            return "it stepped back by " + reprise::to_text(elapsed_between(present, latest_));
        });
        latest_ = present;
        return present;
    }

    [[nodiscard]] static std::string awaited(duration delay) {
        return "policy.async_wait(" + reprise::to_text(delay) + ", token) was ";
    }

    Policy const& policy_;
    Await& await_;
    duration patience_;
    findings& found_;
    time_point latest_ = time_point::min();
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief How a clock with a wait that is awaited is checked.
struct async_clock_samples {
    /// \brief The delays that are awaited, twice each.
    std::vector<duration> delays = {
        duration{0}, duration{1}, std::chrono::microseconds{50}, std::chrono::milliseconds{2}};
    /// \brief The delay of a wait that is left early. A clock that does not leave it takes that long, and is found out
    /// by the real time that has passed, or by the wait being whole.
    duration patience = std::chrono::seconds{10};
};

/// \ingroup testing
/// \brief Checks the laws of reprise::async_clock_policy: `EXPECT_TRUE(check_async_clock_policy(my_clock, await))`.
///
/// \tparam Policy A reprise::async_clock_policy.
/// \tparam Await  See `await`.
/// \param policy  The clock, or a `std::ref` of one.
/// \param await   Called with what `async_wait` returns, and with a callable: begins the wait, then calls that in the
///                thread in which a stop may be requested, then runs whatever the wait runs on until it is over, and
///                returns whether it was whole.
/// \param samples How it is checked.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp async_clock
template <async_clock_policy Policy, class Await>
[[nodiscard]] ::testing::AssertionResult check_async_clock_policy(
    Policy const& policy, Await await, async_clock_samples const& samples = {}) {
    testing::detail::findings found{"async_clock_policy"};
    testing::detail::async_clock_check<Policy, Await> check{policy, await, samples.patience, found};
    found.checked([&] {
        check.never_steps_back();
        for (auto const delay : samples.delays) check.waits_whole(delay);
        check.ends_at_once_if_stopped_before();
        check.ends_soon_if_stopped_meanwhile();
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_ASYNC_CLOCK_POLICY_HPP
