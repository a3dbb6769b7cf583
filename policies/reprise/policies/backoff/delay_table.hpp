// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::delay_table.

#ifndef REPRISE_POLICIES_BACKOFF_DELAY_TABLE_HPP
#define REPRISE_POLICIES_BACKOFF_DELAY_TABLE_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace reprise {

/// \ingroup backoff
/// \brief Waits what a list says, retry by retry; the last delay of the list stays: `delay_table{50ms, 200ms, 1s}`.
///
/// \tparam Size How many delays; deduced.
///
/// \when The delays are agreed with somebody, or measured.
///
/// \whennot The list is long, or comes from elsewhere at run time: `reprise::from_range` takes any range.
///
/// \formula `delay(n)` is the `n`-th of the list, and the last one where the list is shorter.
///
/// \bounds From the smallest to the largest of the list.
///
/// \picture{delay_table, delay_table{50ms\, 200ms\, 1s}\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp delay_table
///
/// \model{reprise::backoff_policy}
template <std::size_t Size>
class delay_table {
    static_assert(
        Size > 0, "delay_table: needs at least one delay; to wait not at all write no_backoff{}");

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "delay_table";

    /// \brief Takes the delays in order.
    /// \tparam Delay Each a `std::chrono` duration of any unit.
    /// \param delay Each delay, not negative.
    /// \throws std::invalid_argument if one is negative.
    template <std::convertible_to<any_duration>... Delay>
        requires(sizeof...(Delay) == Size)
    constexpr explicit delay_table(Delay... delay) : delays_{any_duration{delay}.value()...} {
        for (auto const each : delays_) {
            detail::require(
                each >= duration::zero(), "delay_table: a delay must not be negative", each);
        }
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay of the list, or its last.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept {
        return delays_[static_cast<std::size_t>(std::min<std::uint64_t>(retry_number, Size) - 1)];
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        for (auto const each : delays_) out("delay", each);
    }

    /// \brief Same parameters.
    /// \param a A backoff.
    /// \param b A backoff.
    /// \return Whether they are equal.
    friend constexpr bool operator==(delay_table const& a, delay_table const& b) noexcept = default;

  private:
    std::array<duration, Size> delays_;
};

/// \ingroup backoff
/// \brief As many delays as are written.
/// \tparam Delay Each a `std::chrono` duration of any unit.
template <class... Delay>
delay_table(Delay...) -> delay_table<sizeof...(Delay)>;

static_assert(backoff_policy<delay_table<1>>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_DELAY_TABLE_HPP
