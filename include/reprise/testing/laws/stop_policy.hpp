// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::stop_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_STOP_POLICY_HPP
#define REPRISE_TESTING_LAWS_STOP_POLICY_HPP

#include <reprise/concepts/stop_policy.hpp>
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::testing {

namespace detail {

template <class Value>
void sort_and_make_unique(std::vector<Value>& values) {
    std::ranges::sort(values);
    auto const repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

// A stop condition is asked at every point of a grid of attempts, elapsed time and delay.
template <class Policy>
class stop_check {
  public:
    stop_check(Policy const& policy, time_point start, findings& found)
        : policy_{policy}, start_{start}, found_{found} {
        constexpr auto last = std::numeric_limits<std::uint64_t>::max();
        attempts_ = {1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 100, std::uint64_t{1} << 32U, last - 1, last};
        if (auto const most = reprise::detail::max_attempts_of(policy); most.is_bounded()) {
            auto const count = most.value_or(1);
            auto const before = std::max<std::uint64_t>(count, 2) - 1;
            auto const after = std::min(count, last - 1) + 1;
            attempts_.insert(attempts_.end(), {before, count, after});
        }
        sort_and_make_unique(attempts_);
        spans_ = sample_durations();
        if (auto const most = reprise::detail::max_elapsed_of(policy); most.is_bounded()) {
            auto const span = most.value_or(duration::zero());
            spans_.insert(
                spans_.end(), {std::max(span, duration{1}) - duration{1}, span,
                               saturating_add(span, duration{1})});
        }
        sort_and_make_unique(spans_);
    }

    void run() {
        for (std::size_t a = 0; a < attempts_.size(); ++a) {
            for (std::size_t e = 0; e < spans_.size(); ++e) {
                for (std::size_t d = 0; d < spans_.size(); ++d) check(a, e, d);
            }
        }
    }

  private:
    [[nodiscard]] stop_query at(std::size_t a, std::size_t e, std::size_t d) const {
        auto const room = elapsed_between(start_, time_point::max());
        return {
            .attempts = attempts_[a],
            .elapsed = spans_[e],
            .now = start_ + std::min(spans_[e], room),
            .delay = spans_[d]};
    }

    [[nodiscard]] std::optional<stop_reason> ask(stop_query const& query) const {
        return reprise::detail::unwrap(policy_).stops(query);
    }

    void check(std::size_t a, std::size_t e, std::size_t d) {
        auto const query = at(a, e, d);
        auto const answer = ask(query);
        auto const again = ask(query);
        found_.expect(
            again == answer, "policy.stops(query) gives the same answer to the same query",
            [&] { return said(query, answer) + ", and another time " + words(again); });
        if (answer) {
            if (a + 1 < attempts_.size()) stops_too(query, at(a + 1, e, d));
            if (e + 1 < spans_.size()) stops_too(query, at(a, e + 1, d));
            if (d + 1 < spans_.size()) stops_too(query, at(a, e, d + 1));
        }
        found_.expect(
            answer || query.attempts < reprise::detail::max_attempts_of(policy_),
            "policy.stops({.attempts = n}) holds where n has reached policy.max_attempts()",
            [&] { return said(query, answer); });
        found_.expect(
            answer || saturating_add(query.elapsed, query.delay) <=
                          reprise::detail::max_elapsed_of(policy_),
            "policy.stops(query) holds where the wait would end past policy.max_elapsed()",
            [&] { return said(query, answer); });
        if constexpr (!stop_needs_time<Policy>) {
            auto const untimed = ask({.attempts = query.attempts});
            found_.expect(
                answer == untimed,
                "policy.stops(query) looks at nothing but query.attempts unless "
                "Policy::needs_time",
                [&] {
                    return said(query, answer) + ", and of the attempts alone " + words(untimed);
                });
        }
    }

    void stops_too(stop_query const& less, stop_query const& more) {
        auto const answer = ask(more);
        found_.expect(
            answer.has_value(),
            "once it stops, it stops for every query with more attempts, more elapsed time, or a "
            "longer delay",
            [&] { return said(less, stop_reason::succeeded) + ", but " + said(more, answer); });
    }

    [[nodiscard]] static std::string words(std::optional<stop_reason> answer) {
        if (!answer) return "goes on";
        if (*answer == stop_reason::succeeded) return "stops";
        return "stops: " + std::string{to_string(*answer)};
    }

    [[nodiscard]] static std::string said(
        stop_query const& query, std::optional<stop_reason> answer) {
        return "after " + std::to_string(query.attempts) + " attempts and " +
               reprise::to_text(query.elapsed) + ", before a wait of " +
               reprise::to_text(query.delay) + ", it " + words(answer);
    }

    Policy const& policy_;
    time_point start_;
    findings& found_;
    std::vector<std::uint64_t> attempts_;
    std::vector<duration> spans_;
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks every law of reprise::stop_policy: `EXPECT_TRUE(check_stop_policy(my_condition{}))`.
///
/// The condition is asked after few and many attempts, short and long times, before short and long waits. Nobody may
/// request a stop of its token meanwhile.
/// \tparam Policy A reprise::stop_policy.
/// \param policy The condition, or a `std::ref` of one.
/// \param start  When the runs begin that it is asked about.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp stop
template <stop_policy Policy>
[[nodiscard]] ::testing::AssertionResult check_stop_policy(
    Policy const& policy, time_point start = std::chrono::steady_clock::now()) {
    testing::detail::findings found{"stop_policy"};
    found.checked([&] { testing::detail::stop_check<Policy>{policy, start, found}.run(); });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_STOP_POLICY_HPP
