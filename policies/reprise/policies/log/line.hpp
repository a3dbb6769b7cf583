// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::to_line: each event as one line of text.

#ifndef REPRISE_POLICIES_LOG_LINE_HPP
#define REPRISE_POLICIES_LOG_LINE_HPP

#include <reprise/concepts/event.hpp>
#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/joined.hpp>
#include <reprise/policies/one_line.hpp>

#include <boost/core/demangle.hpp>

#include <string>
#include <string_view>
#include <typeinfo>

namespace reprise {

namespace detail {

[[nodiscard]] inline std::string type_name(std::type_info const& type) {
    return boost::core::demangle(type.name());
}

// "std::system_error: connect: Connection refused", on one line whatever the message holds
[[nodiscard]] inline std::string failure_text(failure_view const& failure) {
    auto const type = detail::type_name(failure.type());
    auto const message = detail::one_line(failure.message());
    return detail::joined({type, message.empty() ? "" : ": ", message});
}

// Why a failure that others would retry is permanent.
[[nodiscard]] constexpr std::string_view doubt_text(verdict const& said) noexcept {
    return said.is_ambiguous() && !said.retryable() ? ", it may have taken effect" : "";
}

[[nodiscard]] inline std::string verdict_text(verdict const& said) {
    auto const hint =
        said.has_hint() ? reprise::to_text(said.hint_or(duration::zero())) : std::string{};
    return detail::joined(
        {to_string(said.kind()), detail::doubt_text(said),
         said.has_hint() ? ", asked to wait " : "", hint});
}

[[nodiscard]] inline std::string count_text(std::uint64_t count, std::string_view noun) {
    return detail::joined({std::to_string(count), " ", noun, count != 1 ? "s" : ""});
}

}  // namespace detail

/// \ingroup log
/// \brief `attempt 2 started`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(attempt_started const& event) {
    return detail::joined({"attempt ", std::to_string(event.attempt), " started"});
}

/// \ingroup log
/// \brief `attempt 1 failed (transient): std::system_error: Connection refused`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(attempt_failed const& event) {
    return detail::joined(
        {"attempt ", std::to_string(event.attempt), " failed (",
         detail::verdict_text(event.verdict), "): ", detail::failure_text(event.failure)});
}

/// \ingroup log
/// \brief `retrying in 62.5ms after attempt 1: std::system_error: Connection refused`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(retry_scheduled const& event) {
    return detail::joined(
        {"retrying in ", reprise::to_text(event.delay), " after attempt ",
         std::to_string(event.attempt), ": ", detail::failure_text(event.failure)});
}

/// \ingroup log
/// \brief `attempt 2 succeeded`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(attempt_succeeded const& event) {
    return detail::joined({"attempt ", std::to_string(event.attempt), " succeeded"});
}

/// \ingroup log
/// \brief `recovered after 3 attempts, waited 187.5ms`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(recovered const& event) {
    return detail::joined(
        {"recovered after ", detail::count_text(event.attempts, "attempt"), ", waited ",
         reprise::to_text(event.waited)});
}

/// \ingroup log
/// \brief `gave up after 3 attempts (attempts exhausted), waited 1.5s: std::system_error: Connection refused`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(gave_up const& event) {
    return detail::joined(
        {"gave up after ", detail::count_text(event.attempts, "attempt"), " (",
         to_string(event.reason), detail::doubt_text(event.verdict), "), waited ",
         reprise::to_text(event.waited), ": ", detail::failure_text(event.failure)});
}

/// \ingroup log
/// \brief `the classifier itself failed after attempt 1: std::bad_function_call`
/// \param event The event.
/// \return The line, without a line break.
[[nodiscard]] inline std::string to_line(policy_failed const& event) {
    return detail::joined(
        {"the ", to_string(event.axis), " itself failed after attempt ",
         std::to_string(event.attempt), ": ", detail::failure_text(event.failure)});
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_LINE_HPP
