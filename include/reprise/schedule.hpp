// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::schedule. Needs range-v3.

#ifndef REPRISE_SCHEDULE_HPP
#define REPRISE_SCHEDULE_HPP

#include <reprise/retry_policy.hpp>
#include <reprise/step_machine.hpp>

#include <range/v3/iterator/default_sentinel.hpp>
#include <range/v3/view/facade.hpp>

#include <optional>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief The delays of one run of a policy in which every attempt fails with a transient failure, as a range-v3 view.
///
/// They come from the step machine, step by step, so they are what a run waits. Attempts take no time here: only the
/// waits count against a limit on the time. Random words are drawn from the policy's own source: with
/// reprise::fixed_seed the view yields exactly the delays of a run. Each pass over the view is a new run.
/// \tparam Policy A reprise::retry_policy.
template <class Policy>
class schedule_view : public ranges::view_facade<schedule_view<Policy>, ranges::unknown> {
  public:
    /// \brief For the ranges library; not to be used.
    schedule_view() = default;

    /// \brief The delays of a policy.
    /// \param policy The policy; it is copied.
    constexpr explicit schedule_view(Policy policy) : policy_{std::move(policy)} {}

  private:
    friend ranges::range_access;

    // where a pass over the view is
    class cursor {
      public:
        cursor() = default;

        constexpr explicit cursor(Policy const& policy)
            : stream_{detail::unwrap(policy.random()).stream()}, machine_{policy.machine()} {
            next();
        }

        [[nodiscard]] constexpr duration read() const noexcept { return step_.delay(); }

        constexpr void next() {
            auto const now = machine_->start() + machine_->waited();
            step_ = machine_->failed(verdict::transient(), now, *stream_);
        }

        [[nodiscard]] constexpr bool equal(ranges::default_sentinel_t /*end*/) const noexcept {
            return !step_.waits();
        }

      private:
        using stream_type =
            decltype(detail::unwrap(std::declval<Policy const&>().random()).stream());

        std::optional<stream_type> stream_;
        std::optional<typename Policy::machine_type> machine_;
        step step_ = step::stop(stop_reason::succeeded);
    };

    [[nodiscard]] constexpr cursor begin_cursor() const { return cursor{*policy_}; }

    std::optional<Policy> policy_;
};

/// \ingroup core
/// \brief The delays between the attempts of a policy, as a view: `schedule(policy) | ranges::views::take(5)`.
///
/// \snippet docs/examples/schedule.cpp schedule
/// \tparam Policy A composed policy.
/// \param policy The policy; it is copied.
/// \return A view of reprise::duration; infinite for a policy that never gives up.
template <detail::composed Policy>
[[nodiscard]] constexpr auto schedule(Policy const& policy) {
    return schedule_view<detail::policy_of_t<Policy>>{detail::policy_of(policy)};
}

}  // namespace reprise

#endif  // REPRISE_SCHEDULE_HPP
