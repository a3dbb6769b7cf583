// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::timeout_policy.

#ifndef REPRISE_GRAPH_TIMEOUT_POLICY_HPP
#define REPRISE_GRAPH_TIMEOUT_POLICY_HPP

#include <reprise/concepts/duration.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace reprise::graph {

/// \ingroup graph
/// \brief What counts as a sign of life for the idle timeout.
enum class refresh_on : std::uint8_t {
    automatic,  ///< Writes, stream items, child calls and heartbeats.
    heartbeat   ///< Heartbeats alone.
};

/// \ingroup graph
/// \brief Reads how the idle timeout is refreshed.
/// \param text `auto` or `heartbeat`.
/// \return What it says.
/// \throws std::invalid_argument if it is neither.
[[nodiscard]] inline refresh_on parse_refresh_on(std::string_view text) {
    if (text == "auto") return refresh_on::automatic;
    if (text == "heartbeat") return refresh_on::heartbeat;
    throw std::invalid_argument{
        "refresh_on must be 'auto' or 'heartbeat', got '" + std::string{text} + "'"};
}

/// \ingroup graph
/// \brief As LangGraph spells it.
/// \param refresh How the idle timeout is refreshed.
/// \return `auto` or `heartbeat`.
[[nodiscard]] constexpr std::string_view to_string(refresh_on refresh) noexcept {
    return refresh == refresh_on::automatic ? "auto" : "heartbeat";
}

/// \ingroup graph
/// \brief How long an attempt may take, and how long it may be silent. Both start anew with each attempt.
class timeout_policy {
  public:
    /// \brief The limits as they are written down: `timeout_policy{{.run_timeout = 2s, .idle_timeout = 500ms}}`.
    struct limits {
        std::optional<any_duration> run_timeout{};   ///< The longest attempt; never extended.
        std::optional<any_duration> idle_timeout{};  ///< The longest time without a sign of life.
        graph::refresh_on refresh = refresh_on::automatic;  ///< What is a sign of life.
    };

    /// \brief The longest attempt: a bare time is the run timeout.
    /// \tparam Rep    The representation of the time.
    /// \tparam Period The unit of the time.
    /// \param run_timeout The longest attempt, above zero.
    /// \throws std::invalid_argument if it is not above zero.
    template <class Rep, class Period>
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): a bare time is a run timeout
    timeout_policy(std::chrono::duration<Rep, Period> run_timeout)
        : timeout_policy{limits{.run_timeout = run_timeout}} {}

    /// \brief Takes the limits.
    /// \param given The limits, each above zero.
    /// \throws std::invalid_argument if one is not above zero.
    explicit timeout_policy(limits const& given)
        : run_{checked(given.run_timeout, "run_timeout")},
          idle_{checked(given.idle_timeout, "idle_timeout")},
          refresh_{given.refresh} {}

    /// \brief A policy, or nothing where it limits nothing.
    /// \param given The limits.
    /// \return The policy, if there is a limit.
    /// \throws std::invalid_argument if one is not above zero.
    [[nodiscard]] static std::optional<timeout_policy> coerce(limits const& given) {
        timeout_policy const policy{given};
        if (!policy.run_ && !policy.idle_) return std::nullopt;
        return policy;
    }

    /// \brief The longest attempt.
    /// \return The time, or nothing.
    [[nodiscard]] std::optional<duration> run_timeout() const noexcept { return run_; }
    /// \brief The longest time without a sign of life.
    /// \return The time, or nothing.
    [[nodiscard]] std::optional<duration> idle_timeout() const noexcept { return idle_; }
    /// \brief What is a sign of life.
    /// \return Which.
    [[nodiscard]] graph::refresh_on refresh() const noexcept { return refresh_; }

    /// \brief Same limits.
    /// \param a A policy.
    /// \param b A policy.
    /// \return Whether they are equal.
    friend bool operator==(timeout_policy const& a, timeout_policy const& b) noexcept = default;

  private:
    [[nodiscard]] static std::optional<duration> checked(
        std::optional<any_duration> const& given, char const* field) {
        if (!given) return std::nullopt;
        if (given->value() <= duration::zero())
            throw std::invalid_argument{std::string{field} + " must be greater than 0"};
        return given->value();
    }

    std::optional<duration> run_;
    std::optional<duration> idle_;
    graph::refresh_on refresh_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_TIMEOUT_POLICY_HPP
