// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines `||` and `&&` of stop conditions.

#ifndef REPRISE_POLICIES_STOP_COMBINE_HPP
#define REPRISE_POLICIES_STOP_COMBINE_HPP

#include <reprise/concepts/stop_policy.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>

namespace reprise {

/// \ingroup stop
/// \brief Stops as soon as one of two conditions does; the reason is that of the first that stops.
/// \tparam First  A reprise::stop_policy.
/// \tparam Second A reprise::stop_policy.
///
/// \when Any of several limits is enough: the usual case. Write it `first || second`.
///
/// \whennot Both have to be reached: reprise::stop_both.
///
/// \bounds The smaller of both limits.
///
/// \picture{stop_either, Runs under conditions combined with ||}
///
/// \snippet docs/examples/stop_conditions.cpp either
///
/// \model{reprise::stop_policy}
template <stop_policy First, stop_policy Second>
class stop_either {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "either";

    /// \brief It looks at the time if one of them does.
    static constexpr bool needs_time = stop_needs_time<First> || stop_needs_time<Second>;
    /// \brief It ends every run if one of them does.
    static constexpr bool limits = stop_limits<First> || stop_limits<Second>;

    static_assert(
        !(stop_has_token<First> && stop_has_token<Second>),
        "||: two conditions that bring a stop token: hand both tokens to one condition, stop_on{first, second}");

    /// \brief Of two conditions.
    /// \param first  The condition that is asked first.
    /// \param second The other.
    constexpr stop_either(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief Whether one of them stops.
    /// \param query What has happened.
    /// \return The reason of the first that stops, or nothing.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(stop_query const& query) const
        noexcept(
            noexcept(detail::unwrap(std::declval<First const&>()).stops(query)) &&
            noexcept(detail::unwrap(std::declval<Second const&>()).stops(query))) {
        if (std::optional<stop_reason> const reason = detail::unwrap(first_).stops(query))
            return reason;
        return detail::unwrap(second_).stops(query);
    }

    /// \brief The smaller of both limits.
    /// \return How many attempts there can be.
    [[nodiscard]] constexpr limit<std::uint64_t> max_attempts() const {
        return std::min(detail::max_attempts_of(first_), detail::max_attempts_of(second_));
    }

    /// \brief The smaller of both limits.
    /// \return When the last wait has ended at the latest.
    [[nodiscard]] constexpr limit<duration> max_elapsed() const {
        return std::min(detail::max_elapsed_of(first_), detail::max_elapsed_of(second_));
    }

    /// \brief The shorter of both.
    /// \param query What has happened.
    /// \return To how much a wait is shortened.
    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const
        noexcept(detail::limits_wait_quietly<First> && detail::limits_wait_quietly<Second>) {
        return std::min(
            detail::longest_wait_of(first_, query), detail::longest_wait_of(second_, query));
    }

    /// \brief How much time is left.
    /// \param query What there is to know.
    /// \return The shorter time of the two.
    [[nodiscard]] constexpr duration time_left(stop_query const& query) const {
        return std::min(detail::time_left_of(first_, query), detail::time_left_of(second_, query));
    }

    /// \brief The token of the one that has one.
    /// \constraint{one of the conditions has a token}
    /// \return The token.
    [[nodiscard]] std::stop_token token() const
        requires(stop_has_token<First> || stop_has_token<Second>)
    {
        if constexpr (stop_has_token<First>) {
            return detail::token_of(first_);
        } else {
            return detail::token_of(second_);
        }
    }

    /// \brief Both conditions are the same.
    /// \param a A condition.
    /// \param b A condition.
    /// \return Whether they are equal.
    friend constexpr bool operator==(stop_either const& a, stop_either const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup stop
/// \brief Stops only when both of two conditions do; the reason is that of the second.
///
/// A stop token that is part of it does not end a wait: it is not enough to stop.
/// \tparam First  A reprise::stop_policy.
/// \tparam Second A reprise::stop_policy.
///
/// \when A run shall be given up only when it has had both its number of attempts and its time. Write it `first &&
/// second`.
///
/// \whennot Either of them is a promise to somebody: `&&` breaks the smaller one. Use reprise::stop_either.
///
/// \bounds The larger of both limits; where one of them has none, there is none.
///
/// \picture{stop_both, Runs under conditions combined with &&}
///
/// \snippet docs/examples/stop_conditions.cpp both
///
/// \model{reprise::stop_policy}
template <stop_policy First, stop_policy Second>
class stop_both {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "both";

    /// \brief It looks at the time if one of them does.
    static constexpr bool needs_time = stop_needs_time<First> || stop_needs_time<Second>;
    /// \brief It ends every run if both do.
    static constexpr bool limits = stop_limits<First> && stop_limits<Second>;

    /// \brief Of two conditions.
    /// \param first  One condition.
    /// \param second The other.
    constexpr stop_both(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief Whether both stop.
    /// \param query What has happened.
    /// \return The second's reason, or nothing.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(stop_query const& query) const
        noexcept(
            noexcept(detail::unwrap(std::declval<First const&>()).stops(query)) &&
            noexcept(detail::unwrap(std::declval<Second const&>()).stops(query))) {
        if (std::optional<stop_reason> const reason = detail::unwrap(first_).stops(query); !reason)
            return reason;
        return detail::unwrap(second_).stops(query);
    }

    /// \brief The larger of both limits.
    /// \return How many attempts there can be.
    [[nodiscard]] constexpr limit<std::uint64_t> max_attempts() const {
        return std::max(detail::max_attempts_of(first_), detail::max_attempts_of(second_));
    }

    /// \brief The larger of both limits.
    /// \return When the last wait has ended at the latest.
    [[nodiscard]] constexpr limit<duration> max_elapsed() const {
        return std::max(detail::max_elapsed_of(first_), detail::max_elapsed_of(second_));
    }

    /// \brief The longer of both.
    /// \param query What has happened.
    /// \return To how much a wait is shortened.
    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const
        noexcept(detail::limits_wait_quietly<First> && detail::limits_wait_quietly<Second>) {
        return std::max(
            detail::longest_wait_of(first_, query), detail::longest_wait_of(second_, query));
    }

    /// \brief How much time is left.
    /// \param query What there is to know.
    /// \return The longer time of the two.
    [[nodiscard]] constexpr duration time_left(stop_query const& query) const {
        return std::max(detail::time_left_of(first_, query), detail::time_left_of(second_, query));
    }

    /// \brief Both conditions are the same.
    /// \param a A condition.
    /// \param b A condition.
    /// \return Whether they are equal.
    friend constexpr bool operator==(stop_both const& a, stop_both const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup stop
/// \brief Stops as soon as one of two conditions does: `attempts{5} || elapsed{30s}`.
/// \tparam First  A reprise::stop_policy.
/// \tparam Second A reprise::stop_policy.
/// \param first  The condition that is asked first.
/// \param second The other.
/// \return Their combination.
template <stop_policy First, stop_policy Second>
[[nodiscard]] constexpr stop_either<First, Second> operator||(First first, Second second) {
    return {std::move(first), std::move(second)};
}

/// \ingroup stop
/// \brief Stops only when both of two conditions do: `attempts{5} && elapsed{30s}`.
/// \tparam First  A reprise::stop_policy.
/// \tparam Second A reprise::stop_policy.
/// \param first  One condition.
/// \param second The other.
/// \return Their combination.
template <stop_policy First, stop_policy Second>
[[nodiscard]] constexpr stop_both<First, Second> operator&&(First first, Second second) {
    return {std::move(first), std::move(second)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_COMBINE_HPP
