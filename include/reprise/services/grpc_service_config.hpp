// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::to_grpc_service_config: a policy in the words of gRPC, for a channel that retries by itself.

#ifndef REPRISE_SERVICES_GRPC_SERVICE_CONFIG_HPP
#define REPRISE_SERVICES_GRPC_SERVICE_CONFIG_HPP

#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/backoff/exponential.hpp>
#include <reprise/policies/classify/grpc.hpp>
#include <reprise/policies/clock/steady.hpp>
#include <reprise/policies/jitter/full.hpp>
#include <reprise/policies/limit/none.hpp>
#include <reprise/policies/log/none.hpp>
#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/require.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/retry_policy.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace reprise {

namespace detail {

template <class Classifier>
inline constexpr std::array<::grpc::StatusCode, 0> grpc_codes_of{};

template <::grpc::StatusCode... Codes>
inline constexpr std::array grpc_codes_of<grpc_retry_on<Codes...>>{Codes...};

// As the service config spells them.
[[nodiscard]] constexpr std::string_view grpc_name_of(::grpc::StatusCode code) noexcept {
    constexpr std::array<std::string_view, 17> names{"OK",
                                                     "CANCELLED",
                                                     "UNKNOWN",
                                                     "INVALID_ARGUMENT",
                                                     "DEADLINE_EXCEEDED",
                                                     "NOT_FOUND",
                                                     "ALREADY_EXISTS",
                                                     "PERMISSION_DENIED",
                                                     "RESOURCE_EXHAUSTED",
                                                     "FAILED_PRECONDITION",
                                                     "ABORTED",
                                                     "OUT_OF_RANGE",
                                                     "UNIMPLEMENTED",
                                                     "INTERNAL",
                                                     "UNAVAILABLE",
                                                     "DATA_LOSS",
                                                     "UNAUTHENTICATED"};
    auto const index = static_cast<std::size_t>(code);
    return index < names.size() ? names[index] : "UNKNOWN";
}

// So that nothing in it means anything to JSON.
[[nodiscard]] constexpr bool is_grpc_name(std::string_view name) noexcept {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_';
    });
}

}  // namespace detail

/// \ingroup core
/// \brief A policy as gRPC's service config has it, checked; made by reprise::to_grpc_service_config.
/// \tparam Codes How many status codes are retried.
template <std::size_t Codes>
struct grpc_service_config {
    /// \brief `maxAttempts`, from 2 to 5.
    std::uint64_t max_attempts;
    /// \brief `initialBackoff`, in whole milliseconds.
    std::chrono::milliseconds initial_backoff;
    /// \brief `maxBackoff`, in whole milliseconds.
    std::chrono::milliseconds max_backoff;
    /// \brief `backoffMultiplier`.
    double backoff_multiplier;
    /// \brief `retryableStatusCodes`.
    std::array<::grpc::StatusCode, Codes> retryable_status_codes;

    /// \brief The service config, for `grpc::ChannelArguments::SetServiceConfigJSON`.
    /// \param service The service's full name, `"bank.Accounts"`; empty for every service of the channel.
    /// \param method  The method's name; empty for every method of the service.
    /// \return One line of JSON.
    /// \throws std::invalid_argument if a name holds what no name holds, or a method stands without its service.
    [[nodiscard]] std::string json(
        std::string_view service = {}, std::string_view method = {}) const {
        detail::require(
            detail::is_grpc_name(service) && detail::is_grpc_name(method),
            "to_grpc_service_config: a name has letters, digits, dots and underscores only",
            std::max(service.size(), method.size()));
        detail::require(
            method.empty() || !service.empty(),
            "to_grpc_service_config: a method needs the name of its service", method.size());

        std::string name;
        if (!service.empty()) name = R"("service":")" + std::string{service} + '"';
        if (!method.empty()) name += R"(,"method":")" + std::string{method} + '"';
        std::string codes;
        for (auto const code : retryable_status_codes) {
            if (!codes.empty()) codes += ',';
            codes += '"' + std::string{detail::grpc_name_of(code)} + '"';
        }
        // the shortest text that is this number again, whatever the locale
        std::array<char, 32> digits{};
        auto* const end =
            std::to_chars(digits.data(), digits.data() + digits.size(), backoff_multiplier).ptr;
        return R"({"methodConfig":[{"name":[{)" + name + R"(}],"retryPolicy":{"maxAttempts":)" +
               std::to_string(max_attempts) + R"(,"initialBackoff":")" + seconds(initial_backoff) +
               R"(","maxBackoff":")" + seconds(max_backoff) + R"(","backoffMultiplier":)" +
               std::string{digits.data(), end} + R"(,"retryableStatusCodes":[)" + codes + "]}}]}";
    }

  private:
    [[nodiscard]] static std::string seconds(std::chrono::milliseconds delay) {
        auto const rest = std::to_string(delay.count() % 1000);
        return std::to_string(delay.count() / 1000) + "." + std::string(3 - rest.size(), '0') +
               rest + "s";
    }
};

/// \ingroup core
/// \brief Says a policy in the words of gRPC, so that a channel retries by it: inside gRPC, next to its transparent
/// retries, and with the server's pushback obeyed.
///
/// Not every policy can be said. What keeps one from it does not compile, if the policy is a constant; otherwise its
/// numbers are refused with `std::invalid_argument`. A service config (gRFC A6) knows
/// - `attempts{n}` or `retries{n}` with 2 to 5 attempts in all: gRPC silently makes 5 of more;
/// - `exponential` or `constant` backoff, in whole milliseconds and above zero;
/// - `full_jitter`, which stands for the channel's own randomness: it cannot be chosen;
/// - `grpc_retry_on<...>`;
/// - no logger: the channel does not say when it retries;
/// - no clock and no random source: the channel has its own;
/// - no limit on the time of an attempt: a call's deadline is for all of them.
///
/// \snippet docs/examples/services/grpc.cpp config
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The service config.
/// \throws std::invalid_argument if a number is out of gRPC's range.
template <detail::composed Policy>
[[nodiscard]] constexpr auto to_grpc_service_config(Policy const& policy) {
    auto const& composed = detail::policy_of(policy);
    using backoff_type = std::remove_cvref_t<decltype(composed.backoff())>;
    using jitter_type = std::remove_cvref_t<decltype(composed.jitter())>;
    using classifier_type = std::remove_cvref_t<decltype(composed.classifier())>;
    using logger_type = std::remove_cvref_t<decltype(composed.logger())>;
    using stop_type = std::remove_cvref_t<decltype(composed.stop())>;
    using limit_type = std::remove_cvref_t<decltype(composed.time_limit())>;
    using clock_type = std::remove_cvref_t<decltype(composed.clock())>;
    using random_type = std::remove_cvref_t<decltype(composed.random())>;
    constexpr bool is_exponential = std::same_as<backoff_type, exponential>;
    constexpr bool has_backoff = is_exponential || std::same_as<backoff_type, constant>;
    constexpr bool has_codes = !detail::grpc_codes_of<classifier_type>.empty();

    static_assert(
        has_backoff,
        "to_grpc_service_config: gRPC knows no such backoff: use exponential{initial, factor, cap} or "
        "constant{delay}");
    static_assert(
        std::same_as<jitter_type, full_jitter>,
        "to_grpc_service_config: gRPC's jitter is its own and cannot be chosen: use full_jitter{}, which stands "
        "for it");
    static_assert(
        has_codes,
        "to_grpc_service_config: gRPC retries by status codes alone: use grpc_failures or grpc_retry_on<codes...>");
    static_assert(
        std::same_as<logger_type, no_logging>,
        "to_grpc_service_config: a channel does not tell a logger that it retries: leave the logger out");
    static_assert(
        std::same_as<stop_type, attempts> || std::same_as<stop_type, retries>,
        "to_grpc_service_config: gRPC counts attempts and nothing else: use attempts{n} or retries{n}, and give "
        "each call a deadline of its own");

    static_assert(
        std::same_as<limit_type, no_time_limit>,
        "to_grpc_service_config: gRPC limits the time of a whole call, not that of an attempt: leave the limit out, "
        "and give each call a deadline of its own");

    static_assert(
        std::same_as<clock_type, steady> && std::same_as<random_type, entropy>,
        "to_grpc_service_config: a channel waits by a clock of its own, and draws randomness of its own: leave the "
        "clock and the random source out");

    auto const most = detail::max_attempts_of(composed.stop()).value_or(0);
    detail::require(
        most >= 2,
        "to_grpc_service_config: gRPC wants at least 2 attempts; with 1 there is nothing to say",
        most);
    detail::require(
        most <= 5, "to_grpc_service_config: gRPC makes at most 5 attempts, whatever it is told",
        most);

    // what was refused above needs no second error
    if constexpr (has_backoff && has_codes) {
        duration const initial = composed.backoff().delay(1);
        duration cap = initial;
        double factor = 1.0;
        if constexpr (is_exponential) {
            cap = composed.backoff().cap();
            factor = composed.backoff().factor();
        }
        using std::chrono::milliseconds;
        detail::require(
            initial > duration::zero(), "to_grpc_service_config: gRPC wants a delay above zero",
            initial);
        for (auto const delay : {initial, cap}) {
            detail::require(
                delay % milliseconds{1} == duration::zero(),
                "to_grpc_service_config: gRPC counts whole milliseconds", delay);
        }
        constexpr auto codes = detail::grpc_codes_of<classifier_type>;
        return grpc_service_config<codes.size()>{
            most, std::chrono::duration_cast<milliseconds>(initial),
            std::chrono::duration_cast<milliseconds>(cap), factor, codes};
    }
}

}  // namespace reprise

#endif  // REPRISE_SERVICES_GRPC_SERVICE_CONFIG_HPP
