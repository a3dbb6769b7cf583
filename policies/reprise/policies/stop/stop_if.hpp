// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::stop_if.

#ifndef REPRISE_POLICIES_STOP_STOP_IF_HPP
#define REPRISE_POLICIES_STOP_STOP_IF_HPP

#include <reprise/concepts/stop_policy.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup stop
/// \brief Stops when a predicate says so. See reprise::stop_if().
/// \tparam Predicate Called as `const`, with a reprise::stop_query or with nothing; returns true, or a
///                   `std::optional<reprise::stop_reason>`.
/// \tparam NeedsTime Whether it looks at the time.
///
/// \when Something outside of the run says that there is no point in going on.
///
/// \whennot The wait has to end at once when that happens: a predicate is not asked during a wait; see
/// reprise::stop_on.
///
/// \bounds None by itself: it can only end a run sooner.
///
/// \picture{stop_if_t, A run that ends because a predicate says so}
///
/// \snippet docs/examples/stop_conditions.cpp stop_if
///
/// \model{reprise::stop_policy}
template <class Predicate, bool NeedsTime>
class stop_if_t {
    static constexpr bool takes_query = std::invocable<Predicate const&, stop_query const&>;
    static_assert(
        takes_query || std::invocable<Predicate const&>,
        "stop_if: the predicate must be callable, as const, with a stop_query or with nothing, and return true "
        "or false, or why to stop");

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "stop_if";

    /// \brief Whether it looks at the time.
    static constexpr bool needs_time = NeedsTime;

    /// \brief Takes the predicate.
    /// \param predicate The predicate.
    constexpr explicit stop_if_t(Predicate predicate) : predicate_{std::move(predicate)} {}

    /// \brief Asks the predicate.
    /// \param query What has happened.
    /// \return The predicate's reason; reprise::stop_reason::refused where it says just true; or nothing.
    /// \throws What the predicate throws.
    [[nodiscard]] constexpr std::optional<stop_reason> stops(stop_query const& query) const
        noexcept(noexcept(ask(std::declval<Predicate const&>(), query))) {
        return ask(predicate_, query);
    }

  private:
    static constexpr std::optional<stop_reason> ask(
        Predicate const& predicate, [[maybe_unused]] stop_query const& query) noexcept(nothrow) {
        auto const said = [&]() -> decltype(auto) {
            if constexpr (takes_query) {
                return std::invoke(predicate, query);
            } else {
                return std::invoke(predicate);
            }
        }();
        if constexpr (std::same_as<std::remove_cvref_t<decltype(said)>, bool>) {
            return said ? std::optional{stop_reason::refused} : std::nullopt;
        } else {
            return said;
        }
    }

    static constexpr bool nothrow =
        takes_query ? std::is_nothrow_invocable_v<Predicate const&, stop_query const&>
                    : std::is_nothrow_invocable_v<Predicate const&>;

    [[no_unique_address]] Predicate predicate_;
};

/// \ingroup stop
/// \brief Stops when a predicate says so: `attempts{5} || stop_if([&] { return breaker.is_open(); })`.
///
/// It is asked after each failed attempt that is worth another one, and limits nothing by itself: write
/// `attempts{5} || ...`, or `forever{} || ...` where that is meant. Once it has stopped, it has to stop for good.
///
/// Makes a reprise::stop_if_t, whose page says when to use it.
/// \tparam Predicate The predicate's type.
/// \param predicate Returns true to stop, or the reason as a `std::optional<reprise::stop_reason>`; takes a
///                  reprise::stop_query if it wants, in which the time is not set, see reprise::stop_if_timed().
/// \return The condition.
template <class Predicate>
[[nodiscard]] constexpr auto stop_if(Predicate predicate) {
    return stop_if_t<Predicate, false>{std::move(predicate)};
}

/// \ingroup stop
/// \brief The same with a predicate that looks at the time, or at the coming wait: the clock is read for it.
/// \tparam Predicate The predicate's type.
/// \param predicate Takes a reprise::stop_query.
/// \return The condition.
template <class Predicate>
[[nodiscard]] constexpr auto stop_if_timed(Predicate predicate) {
    return stop_if_t<Predicate, true>{std::move(predicate)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_STOP_IF_HPP
