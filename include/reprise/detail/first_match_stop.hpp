// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the stop condition of reprise::first_match.

#ifndef REPRISE_DETAIL_FIRST_MATCH_STOP_HPP
#define REPRISE_DETAIL_FIRST_MATCH_STOP_HPP

#include <reprise/concepts/stop_policy.hpp>
#include <reprise/policies/stop/combine.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Where nobody gave a ceiling.
struct no_ceiling {
    [[nodiscard]] constexpr std::optional<stop_reason> stops(
        stop_query const& /*query*/) const noexcept {
        return std::nullopt;
    }
};

// A condition that counts the attempts of the whole run, whichever policy made them.
template <class Ceiling>
class counting_all {
  public:
    static constexpr bool needs_time = stop_needs_time<Ceiling>;
    static constexpr bool limits = stop_limits<Ceiling>;

    constexpr explicit counting_all(Ceiling ceiling) : ceiling_{std::move(ceiling)} {}

    [[nodiscard]] constexpr Ceiling const& counted() const noexcept { return ceiling_; }

    [[nodiscard]] constexpr std::optional<stop_reason> stops(stop_query const& query) const
        noexcept(noexcept(detail::unwrap(std::declval<Ceiling const&>()).stops(query))) {
        return detail::unwrap(ceiling_).stops(for_all(query));
    }

    [[nodiscard]] constexpr limit<std::uint64_t> max_attempts() const {
        return detail::max_attempts_of(ceiling_);
    }

    [[nodiscard]] constexpr limit<duration> max_elapsed() const {
        return detail::max_elapsed_of(ceiling_);
    }

    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const
        noexcept(limits_wait_quietly<Ceiling>) {
        return detail::longest_wait_of(ceiling_, for_all(query));
    }

    [[nodiscard]] constexpr duration time_left(stop_query const& query) const {
        return detail::time_left_of(ceiling_, for_all(query));
    }

    [[nodiscard]] std::stop_token token() const
        requires stop_has_token<Ceiling>
    {
        return detail::token_of(ceiling_);
    }

  private:
    [[nodiscard]] static constexpr stop_query for_all(stop_query query) noexcept {
        if (query.total != 0) query.attempts = query.total;
        return query;
    }

    [[no_unique_address]] Ceiling ceiling_;
};

// How many attempts there can be under two policies: with a counter each, the last failure of the one may follow all
// that the other puts up with.
[[nodiscard]] constexpr limit<std::uint64_t> attempts_of_two(
    bool shared, limit<std::uint64_t> first, limit<std::uint64_t> second) noexcept {
    if (shared || !first.is_bounded() || !second.is_bounded()) return std::max(first, second);
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    auto const some = first.value_or(1);
    auto const more = second.value_or(1) - 1;
    return more > largest - some ? largest : some + more;
}

// One condition for each policy, each with the ceiling before it. As a whole it stops when all of them do.
template <class Ceiling, class... Stop>
class first_match_stop {
    static constexpr std::size_t tokens =
        (std::size_t{stop_has_token<Stop>} + ... + std::size_t{stop_has_token<Ceiling>});
    static_assert(
        tokens <= 1,
        "first_match: several of its policies bring a stop token: give the token to first_match itself, "
        "first_match(p1, p2, stop_on{token})");

  public:
    template <class One>
    using limited = stop_either<counting_all<Ceiling>, One>;

    static constexpr bool needs_time = stop_needs_time<Ceiling> || (stop_needs_time<Stop> || ...);
    static constexpr bool limits = true;

    constexpr first_match_stop(bool shared, Ceiling const& ceiling, Stop const&... stop)
        : max_attempts_{std::min(
              detail::max_attempts_of(ceiling), added(shared, {detail::max_attempts_of(stop)...}))},
          max_elapsed_{std::min(
              detail::max_elapsed_of(ceiling), std::max({detail::max_elapsed_of(stop)...}))},
          stops_{limited<Stop>{counting_all<Ceiling>{ceiling}, stop}...} {}

    // the condition of one policy, with the ceiling
    template <std::size_t Index>
    [[nodiscard]] constexpr auto const& of() const noexcept {
        return boost::hana::at_c<Index>(stops_);
    }

    [[nodiscard]] constexpr std::optional<stop_reason> stops(stop_query const& query) const {
        std::optional<stop_reason> reason;
        bool all = true;
        boost::hana::for_each(stops_, [&](auto const& one) {
            if (all) reason = one.stops(query);
            all = all && reason.has_value();
        });
        return reason;
    }

    [[nodiscard]] constexpr limit<std::uint64_t> max_attempts() const noexcept {
        return max_attempts_;
    }

    [[nodiscard]] constexpr limit<duration> max_elapsed() const noexcept { return max_elapsed_; }

    [[nodiscard]] constexpr duration longest_wait(stop_query const& query) const {
        auto longest = duration::zero();
        boost::hana::for_each(
            stops_, [&](auto const& one) { longest = std::max(longest, one.longest_wait(query)); });
        return longest;
    }

    [[nodiscard]] constexpr duration time_left(stop_query const& query) const {
        auto longest = duration::zero();
        boost::hana::for_each(
            stops_, [&](auto const& one) { longest = std::max(longest, one.time_left(query)); });
        return longest;
    }

    [[nodiscard]] std::stop_token token() const
        requires(tokens == 1)
    {
        std::stop_token found;
        boost::hana::for_each(stops_, [&found](auto const& one) {
            if constexpr (stop_has_token<std::remove_cvref_t<decltype(one)>>) found = one.token();
        });
        return found;
    }

  private:
    [[nodiscard]] static constexpr limit<std::uint64_t> added(
        bool shared, std::initializer_list<limit<std::uint64_t>> each) {
        limit<std::uint64_t> most = std::uint64_t{1};
        for (auto const& one : each) most = detail::attempts_of_two(shared, most, one);
        return most;
    }

    limit<std::uint64_t> max_attempts_;
    limit<duration> max_elapsed_;
    boost::hana::tuple<limited<Stop>...> stops_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_FIRST_MATCH_STOP_HPP
