// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what can be said of each delay of a policy: reprise::delay_bounds and reprise::schedule_table.

#ifndef REPRISE_DELAY_BOUNDS_HPP
#define REPRISE_DELAY_BOUNDS_HPP

#include <reprise/delay_range.hpp>
#include <reprise/detail/bounding_machine.hpp>
#include <reprise/policies/require.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace reprise {

/// \ingroup core
/// \brief Between what a delay lies, and what it is on average.
struct delay_bound {
    duration least;  ///< The shortest that can be drawn.
    duration mean;   ///< The expected value.
    duration most;   ///< The longest that can be drawn.

    /// \brief Same bounds.
    /// \param a Bounds.
    /// \param b Bounds.
    /// \return Whether they are equal.
    friend constexpr bool operator==(delay_bound const& a, delay_bound const& b) noexcept = default;
};

namespace detail {

// Several policies have no mean.
template <class Policy>
using bound_type = std::conditional_t<has_parts<Policy>, delay_bound, delay_range>;

template <std::size_t Count, class Policy>
[[nodiscard]] constexpr std::array<delay_range, Count> delay_ranges(Policy const& policy) {
    static_assert(
        Count <= Policy::known_delays,
        "delay_bounds: of several policies, the bounds of up to 128 delays are known");
    std::array<delay_range, Count> ranges{};
    auto const known = policy.delay_ranges(ranges);
    detail::require(
        known == Count, "delay_bounds: the policy makes fewer retries than bounds are asked for",
        known);
    return ranges;
}

template <std::size_t Count, class Policy>
[[nodiscard]] constexpr std::array<delay_bound, Count> delay_bounds(Policy const& policy) {
    auto least = detail::bounding_machine_of<bound::least>(policy);
    auto mean = detail::bounding_machine_of<bound::mean>(policy);
    auto most = detail::bounding_machine_of<bound::most>(policy);
    std::array<delay_bound, Count> bounds{};
    for (std::size_t retry_number = 0; retry_number < Count; ++retry_number) {
        auto const shortest = least.next();
        auto const middle = mean.next();
        auto const longest = most.next();
        detail::require(
            shortest.waits() && middle.waits() && longest.waits(),
            "delay_bounds: the policy makes fewer retries than bounds are asked for", retry_number);
        bounds[retry_number] = {shortest.delay(), middle.delay(), longest.delay()};
    }
    return bounds;
}

}  // namespace detail

/// \ingroup core
/// \brief The bounds of the delays before the first retries: `static_assert(delay_bounds<4>(policy)[3].most <= 1s)`.
///
/// The step machine itself is run with failure after failure, along the shortest, the mean and the longest delays. The
/// mean is what the jitter publishes, or an average over random words for a jitter that publishes none. With a jitter
/// that looks at the delay before, the mean is that after a mean delay: exact up to the cap, where it is too long by
/// what the cap cuts off. No bound counts a hint from the other side; a limit on the time cuts each delay.
///
/// Of a reprise::first_match the bounds are those over all orders in which its policies can be asked, for up to 128
/// retries: with a counter each, a policy's own first delay can come at any of them. It has no mean, see
/// reprise::delay_range.
/// \tparam Count  Of how many retries.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The bounds, retry by retry: each a reprise::delay_bound, or a reprise::delay_range of several policies.
/// \throws std::invalid_argument if the policy makes fewer retries; in a constant expression it does not compile then.
template <std::size_t Count, detail::composed Policy>
[[nodiscard]] constexpr std::array<detail::bound_type<Policy>, Count> delay_bounds(
    Policy const& policy) {
    if constexpr (detail::has_parts<Policy>) {
        return detail::delay_bounds<Count>(detail::policy_of(policy));
    } else {
        return detail::delay_ranges<Count>(detail::policy_of(policy));
    }
}

/// \ingroup core
/// \brief The first delays of a run in which every attempt fails, as an array: `constexpr auto table =
/// schedule_table<3>(policy)`.
///
/// The values of `reprise::schedule`, without range-v3: what a run of the policy's own random source waits. A constant
/// for a policy without jitter, or with reprise::fixed_seed.
/// \tparam Count  How many delays.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \param start  When the run starts: how much time is left, a reprise::deadline says by that.
/// \return The delays.
/// \throws std::invalid_argument if the policy makes fewer retries; in a constant expression it does not compile then.
template <std::size_t Count, detail::composed Policy>
[[nodiscard]] constexpr std::array<duration, Count> schedule_table(
    Policy const& policy, time_point start = {}) {
    auto const& composed = detail::policy_of(policy);
    auto stream = [&] {
        if constexpr (jitter_needs_random<std::remove_cvref_t<decltype(composed.jitter())>>) {
            return detail::unwrap(composed.random()).stream();
        } else {
            return [] { return std::uint64_t{0}; };
        }
    }();
    auto machine = composed.machine(start);
    std::array<duration, Count> table{};
    for (std::size_t retry_number = 0; retry_number < Count; ++retry_number) {
        auto const now = detail::moment_after(start, machine.waited());
        auto const next = machine.failed(verdict::transient(), now, stream);
        detail::require(
            next.waits(), "schedule_table: the policy makes fewer retries than the table has rows",
            retry_number);
        table[retry_number] = next.delay();
    }
    return table;
}

}  // namespace reprise

#endif  // REPRISE_DELAY_BOUNDS_HPP
