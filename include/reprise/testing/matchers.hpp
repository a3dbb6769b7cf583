// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines GoogleMock matchers for delays, reports, steps and events. Needs GoogleMock.

#ifndef REPRISE_TESTING_MATCHERS_HPP
#define REPRISE_TESTING_MATCHERS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/event.hpp>
#include <reprise/concepts/stop_reason.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace reprise::testing {

namespace detail {

// A report, wherever it is: itself, in a reprise::retry_result, in a loop.
template <class Whole>
[[nodiscard]] auto const& report_or_itself(Whole const& whole) {
    if constexpr (requires { whole.report().attempts; }) {
        return whole.report();
    } else {
        return whole;
    }
}

// Matches a part of whatever has such a part, and says in a failure what the part is.
template <class Part, class Get>
class part_matcher {
  public:
    using is_gtest_matcher = void;

    part_matcher(std::string name, Get get, ::testing::Matcher<Part> inner)
        : name_{std::move(name)}, get_{std::move(get)}, inner_{std::move(inner)} {}

    // NOLINTBEGIN(readability-identifier-naming): the names are GoogleMock's
    template <class Whole>
    bool MatchAndExplain(Whole const& whole, ::testing::MatchResultListener* listener) const {
        Part const part = get_(whole);
        *listener << "whose " << name_ << " is " << ::testing::PrintToString(part);
        return inner_.Matches(part);
    }

    void DescribeTo(std::ostream* out) const {
        *out << "whose " << name_ << ' ';
        inner_.DescribeTo(out);
    }

    void DescribeNegationTo(std::ostream* out) const {
        *out << "whose " << name_ << ' ';
        inner_.DescribeNegationTo(out);
    }
    // NOLINTEND(readability-identifier-naming)

  private:
    std::string name_;
    Get get_;
    ::testing::Matcher<Part> inner_;
};

template <class Part, class Get>
[[nodiscard]] part_matcher<Part, Get> part(
    std::string name, Get get, ::testing::Matcher<Part> inner) {
    return {std::move(name), std::move(get), std::move(inner)};
}

// A length of time in any unit, or a matcher of one.
template <class Span>
[[nodiscard]] ::testing::Matcher<duration> duration_matcher(Span const& span) {
    if constexpr (std::convertible_to<Span const&, any_duration>) {
        return ::testing::Eq(any_duration{span}.value());
    } else {
        return ::testing::SafeMatcherCast<duration>(span);
    }
}

}  // namespace detail

/// \ingroup testing
/// \brief Matches an event of one type: `EXPECT_CALL(logger, on(event<gave_up>(has_attempts(3))))`.
/// \tparam Event    One of the event types.
/// \tparam Matchers The types of the matchers.
/// \param matchers All have to match; none where any event of the type will do.
/// \return A matcher.
template <class Event, class... Matchers>
[[nodiscard]] ::testing::Matcher<Event const&> event(Matchers const&... matchers) {
    if constexpr (sizeof...(Matchers) == 0) {
        return ::testing::A<Event const&>();
    } else {
        return ::testing::SafeMatcherCast<Event const&>(::testing::AllOf(matchers...));
    }
}

/// \ingroup testing
/// \brief Matches a reprise::testing::virtual_clock that was asked for exactly these waits, in this order.
/// \param delays The delays.
/// \return A matcher.
[[nodiscard]] inline auto waited_exactly(std::initializer_list<duration> delays) {
    return detail::part<std::vector<duration>>(
        "list of waits", [](auto const& clock) { return clock.waits(); },
        ::testing::ElementsAreArray(delays));
}

/// \ingroup testing
/// \brief Matches a duration from `least` to `most`, both included.
/// \param least The shortest duration that matches.
/// \param most  The longest duration that matches.
/// \return A matcher.
[[nodiscard]] inline ::testing::Matcher<duration> is_between(
    any_duration least, any_duration most) {
    return ::testing::AllOf(::testing::Ge(least.value()), ::testing::Le(most.value()));
}

/// \ingroup testing
/// \brief Matches a report, a result, reprise::recovered or reprise::gave_up with so many attempts.
/// \param count A count, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto has_attempts(::testing::Matcher<std::uint64_t> const& count) {
    return detail::part<std::uint64_t>(
        "number of attempts",
        [](auto const& whole) { return detail::report_or_itself(whole).attempts; }, count);
}

/// \ingroup testing
/// \brief Matches a report, a result, a reprise::step or reprise::gave_up that ended for this reason.
/// \param reason A reason, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto stopped_because(::testing::Matcher<stop_reason> const& reason) {
    return detail::part<stop_reason>(
        "stop reason",
        [](auto const& whole) {
            auto const& ended = detail::report_or_itself(whole);
            if constexpr (requires { ended.reason(); }) {
                return ended.reason();
            } else {
                return ended.reason;
            }
        },
        reason);
}

/// \ingroup testing
/// \brief Matches an event or a reprise::failed_attempt of this attempt.
/// \param number A number, from 1, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto of_attempt(::testing::Matcher<std::uint64_t> const& number) {
    return detail::part<std::uint64_t>(
        "attempt", [](auto const& whole) { return whole.attempt; }, number);
}

/// \ingroup testing
/// \brief Matches a reprise::retry_scheduled or a reprise::failed_attempt that is followed by this wait.
/// \tparam Span A duration in any unit, or a matcher.
/// \param delay How long, or a matcher of a reprise::duration.
/// \return A matcher.
template <class Span>
[[nodiscard]] auto has_delay(Span const& delay) {
    return detail::part<duration>(
        "delay", [](auto const& whole) { return whole.delay; }, detail::duration_matcher(delay));
}

/// \ingroup testing
/// \brief Matches a report, a result, reprise::recovered or reprise::gave_up by how long was waited in all.
/// \tparam Span A duration in any unit, or a matcher.
/// \param span How long, or a matcher of a reprise::duration.
/// \return A matcher.
template <class Span>
[[nodiscard]] auto has_waited(Span const& span) {
    return detail::part<duration>(
        "time waited", [](auto const& whole) { return detail::report_or_itself(whole).waited; },
        detail::duration_matcher(span));
}

/// \ingroup testing
/// \brief Matches a report, a result or an event by the time since the first attempt's start.
/// \tparam Span A duration in any unit, or a matcher.
/// \param span How long, or a matcher of a reprise::duration.
/// \return A matcher.
template <class Span>
[[nodiscard]] auto has_elapsed(Span const& span) {
    return detail::part<duration>(
        "elapsed time", [](auto const& whole) { return detail::report_or_itself(whole).elapsed; },
        detail::duration_matcher(span));
}

/// \ingroup testing
/// \brief Matches an event or a reprise::failed_attempt by what the classifier said.
/// \param said A verdict, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto has_verdict(::testing::Matcher<verdict> const& said) {
    return detail::part<verdict>("verdict", [](auto const& whole) { return whole.verdict; }, said);
}

/// \ingroup testing
/// \brief Matches an event, a reprise::failed_attempt or a failure by what the failure says of itself.
/// \param text A text, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto has_message(::testing::Matcher<std::string> const& text) {
    return detail::part<std::string>(
        "message",
        [](auto const& whole) {
            if constexpr (requires { whole.failure.view(); }) {
                return whole.failure.view().message();
            } else if constexpr (requires { whole.failure; }) {
                return whole.failure.message();
            } else if constexpr (requires { whole.view(); }) {
                return whole.view().message();
            } else {
                return whole.message();
            }
        },
        text);
}

/// \ingroup testing
/// \brief Matches a reprise::policy_failed by the part that threw.
/// \param axis An axis, or a matcher of one.
/// \return A matcher.
[[nodiscard]] inline auto of_axis(::testing::Matcher<policy_axis> const& axis) {
    return detail::part<policy_axis>("axis", [](auto const& whole) { return whole.axis; }, axis);
}

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_MATCHERS_HPP
