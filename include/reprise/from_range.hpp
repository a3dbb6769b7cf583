// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::from_range. Needs range-v3.

#ifndef REPRISE_FROM_RANGE_HPP
#define REPRISE_FROM_RANGE_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/require.hpp>

#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/range/traits.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <utility>

namespace reprise {

namespace detail {

template <class Range>
concept range_of_delays = storable<Range> && ranges::forward_range<Range const> &&
                          std::convertible_to<ranges::range_reference_t<Range const>, any_duration>;

}  // namespace detail

/// \ingroup backoff
/// \brief Takes the delays from a range, retry by retry; the last one stays. See reprise::from_range().
///
/// \tparam Range A forward range of `std::chrono` durations that can be read while it is `const`.
///
/// \when The delays come from a configuration, or from an expression that range-v3 says best.
///
/// \whennot They are a few numbers: reprise::delay_table. And never a range that gives other elements each time it is
/// walked.
///
/// \formula `delay(n)` is element `n - 1` of the range, and the last one where the range is shorter; of an endless view
/// that is random-access, element 10^9 stays.
///
/// \bounds Those of the range; a negative delay counts as zero.
///
/// \picture{range_backoff, Three delays from a container\, the last one stays\, and what full_jitter makes of them}
///
/// \snippet docs/examples/schedule.cpp from_range
///
/// \model{reprise::backoff_policy}
template <detail::range_of_delays Range>
class range_backoff {
    // what has an end is checked at once; an endless range is looked at as far as a run gets
    static constexpr bool sized = ranges::sized_range<Range const>;

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "from_range";

    /// \brief Takes the range.
    /// \param range The range; kept, and copied with the policy.
    /// \throws std::invalid_argument if it is empty, or if its size is known and a delay is negative.
    constexpr explicit range_backoff(Range range) : range_{std::move(range)} {
        detail::require(
            ranges::begin(std::as_const(range_)) != ranges::end(std::as_const(range_)),
            "from_range: the range must hold at least one delay", 0);
        if constexpr (sized) {
            for (auto const& each : std::as_const(range_)) {
                auto const value = any_duration{each}.value();
                detail::require(
                    value >= duration::zero(), "from_range: a delay must not be negative", value);
            }
        }
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay of the range, or its last; a negative one counts as zero. A random-access range is asked for
    /// one element, any other is walked.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const {
        auto at = ranges::begin(range_);
        if constexpr (
            ranges::random_access_range<Range const> &&
            (sized || ranges::is_infinite<Range>::value)) {
            at += static_cast<ranges::range_difference_t<Range const>>(
                std::min(retry_number - 1, last()));
        } else {
            auto const end = ranges::end(range_);
            for (auto next = at; --retry_number > 0 && ++next != end;) at = next;
        }
        return detail::at_least_zero(any_duration{*at}.value());
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told the first delays, and their number where it is known.
    template <class Out>
    constexpr void describe(Out&& out) const {
        if constexpr (sized) out("delays", last() + 1);
        auto const end = ranges::end(range_);
        std::uint64_t told = 0;
        for (auto at = ranges::begin(range_); at != end && told < most_told; ++at, ++told)
            out("delay", detail::at_least_zero(any_duration{*at}.value()));
    }

  private:
    // a description has room for so many lines only
    static constexpr std::uint64_t most_told = 8;

    // how far the range can be advanced
    [[nodiscard]] constexpr std::uint64_t last() const {
        if constexpr (sized) {
            return static_cast<std::uint64_t>(ranges::size(range_)) - 1;
        } else {
            // far beyond any run, and within what a view that counts by int can count
            return 1'000'000'000;
        }
    }

    Range range_;
};

/// \ingroup backoff
/// \brief Takes the delays from any range: a container, or an endless view such as
/// `from_range(views::iota(1) | views::transform([](int n) { return n * n * 10ms; }))`.
///
/// The delay before retry `n` is element `n - 1`, and the last one where the range is shorter. The range is copied with
/// the policy: hand a long container over as a view of one that outlives the policy.
///
/// Makes a reprise::range_backoff, whose page says when to use it.
///
/// \tparam Range A forward range of `std::chrono` durations that can be read while it is `const`.
/// \param range The range.
/// \return The backoff.
/// \throws std::invalid_argument if it is empty, or if its size is known and a delay is negative.
template <detail::range_of_delays Range>
[[nodiscard]] constexpr range_backoff<Range> from_range(Range range) {
    return range_backoff<Range>{std::move(range)};
}

}  // namespace reprise

#endif  // REPRISE_FROM_RANGE_HPP
