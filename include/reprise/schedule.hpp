// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::schedule. Needs range-v3.

#ifndef REPRISE_SCHEDULE_HPP
#define REPRISE_SCHEDULE_HPP

#include <reprise/policies/stop/forever.hpp>
#include <reprise/retry_policy.hpp>
#include <reprise/step_machine.hpp>

#include <range/v3/iterator/default_sentinel.hpp>
#include <range/v3/view/interface.hpp>

#include <cstddef>
#include <iterator>  // std::input_iterator_tag
#include <optional>
#include <ranges>  // std::ranges::enable_view
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// Only a policy that never gives up has a schedule without an end, as far as its type says.
template <class Policy>
inline constexpr bool never_ends = false;

template <class Policy>
    requires requires(Policy const& policy) { policy.backoff(); }
inline constexpr bool never_ends<Policy> =
    std::is_same_v<
        policy_type_t<std::remove_cvref_t<decltype(std::declval<Policy const&>().stop())>>,
        forever> &&
    !answers<std::remove_cvref_t<decltype(std::declval<Policy const&>().backoff())>>;

// of several policies, the schedule is that of the first
template <class Policy>
    requires requires { typename Policy::first_policy; }
inline constexpr bool never_ends<Policy> =
    !Policy::has_ceiling && never_ends<typename Policy::first_policy>;

template <class Policy>
inline constexpr ranges::cardinality schedule_length =
    never_ends<Policy> ? ranges::infinite : ranges::unknown;

}  // namespace detail

/// \ingroup core
/// \brief The delays of one run of a policy in which every attempt fails with a transient failure, as a range-v3 view.
///
/// They come from the step machine, step by step, so they are what a run waits. Attempts take no time here: only the
/// waits count against a limit on the time. Random words are drawn from the policy's own source: with
/// reprise::fixed_seed the view yields exactly the delays of a run. Each pass over the view is a new run.
/// \tparam Policy A reprise::retry_policy.
template <class Policy>
class schedule_view
    : public ranges::view_interface<schedule_view<Policy>, detail::schedule_length<Policy>> {
  public:
    /// \brief Goes from delay to delay, once.
    class iterator {
      public:
        /// \brief As far as ranges are concerned, a single pass.
        using iterator_concept = std::input_iterator_tag;
        /// \brief The same for algorithms that were written before there were concepts.
        using iterator_category = std::input_iterator_tag;
        /// \brief A delay.
        using value_type = duration;
        /// \brief Required of iterators.
        using difference_type = std::ptrdiff_t;
        /// \brief What `*` returns.
        using reference = duration;
        /// \brief There is nothing to point to.
        using pointer = void;

        /// \brief For the ranges library; not to be used.
        iterator() = default;

        /// \brief The delay.
        /// \return How long a run waits here.
        [[nodiscard]] constexpr duration operator*() const noexcept { return step_.delay(); }

        /// \brief Lets another attempt fail.
        /// \return This iterator.
        constexpr iterator& operator++() {
            next();
            return *this;
        }

        /// \brief The same.
        constexpr void operator++(int) { next(); }

        /// \brief Whether the run has ended.
        /// \param position An iterator.
        /// \return True if there is no further attempt.
        friend constexpr bool operator==(
            iterator const& position, ranges::default_sentinel_t /*end*/) noexcept {
            return !position.step_.waits();
        }

      private:
        friend schedule_view;

        using stream_type =
            decltype(detail::unwrap(std::declval<Policy const&>().random()).stream());

        constexpr iterator(Policy const& policy, time_point start)
            : stream_{detail::unwrap(policy.random()).stream()}, machine_{policy.machine(start)} {
            next();
        }

        constexpr void next() {
            auto const now = detail::moment_after(machine_->start(), machine_->waited());
            step_ = machine_->failed(verdict::transient(), now, *stream_);
        }

        std::optional<stream_type> stream_;
        std::optional<typename Policy::machine_type> machine_;
        step step_ = step::stop(stop_reason::succeeded);
    };

    /// \brief For the ranges library; not to be used.
    schedule_view() = default;

    /// \brief The delays of a policy.
    /// \param policy The policy; it is copied.
    /// \param start  When the run starts; only a reprise::deadline asks.
    constexpr explicit schedule_view(Policy policy, time_point start = {})
        : policy_{std::move(policy)}, start_{start} {}

    /// \brief Begins a run.
    /// \return An iterator, which refers to this view.
    [[nodiscard]] constexpr iterator begin() const { return iterator{*policy_, start_}; }

    /// \brief The end of the run.
    /// \return A sentinel.
    [[nodiscard]] constexpr ranges::default_sentinel_t end() const noexcept { return {}; }

  private:
    std::optional<Policy> policy_;
    time_point start_{};
};

/// \ingroup core
/// \brief The delays between the attempts of a policy, as a view: `schedule(policy) | ranges::views::take(5)`.
///
/// Of a reprise::first_match these are the delays where all failures are the first policy's; reprise::delay_bounds says
/// between what they lie whichever policy decides.
///
/// \snippet docs/examples/schedule.cpp schedule
/// \tparam Policy A composed policy.
/// \param policy The policy; it is copied.
/// \param start  When the run starts: how much time is left, a reprise::deadline says by that.
/// \return A view of reprise::duration; infinite for a policy that never gives up.
template <detail::composed Policy>
[[nodiscard]] constexpr auto schedule(Policy const& policy, time_point start = {}) {
    return schedule_view<detail::policy_of_t<Policy>>{detail::policy_of(policy), start};
}

}  // namespace reprise

/// \cond
// a view for the standard library's adaptors too
template <class Policy>
inline constexpr bool std::ranges::enable_view<reprise::schedule_view<Policy>> = true;
/// \endcond

#endif  // REPRISE_SCHEDULE_HPP
