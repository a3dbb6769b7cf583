// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the machine of reprise::first_match: one step machine for each policy.

#ifndef REPRISE_DETAIL_FIRST_MATCH_MACHINE_HPP
#define REPRISE_DETAIL_FIRST_MATCH_MACHINE_HPP

#include <reprise/step_machine.hpp>

#include <boost/hana/concept/foldable.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/unpack.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Calls an action with each machine of a tuple, or of a container where there are as many as somebody chose to have.
template <class Machines, class Action>
constexpr void for_each_machine(Machines& machines, Action const& action) {
    if constexpr (boost::hana::Foldable<std::remove_const_t<Machines>>::value) {
        boost::hana::for_each(machines, action);
    } else {
        for (auto& machine : machines) action(machine);
    }
}

// Hands each failure to the step machine of the policy that accepted it. It decides nothing itself.
//
// A shared counter says that all count one run's attempts together; else each counts those that failed under its
// policy.
template <class Machines>
class first_match_machine {
  public:
    constexpr first_match_machine(Machines machines, bool shared, time_point start) noexcept
        : machines_{std::move(machines)}, start_{start}, shared_{shared} {}

    [[nodiscard]] constexpr std::uint64_t attempt() const noexcept { return attempt_; }

    [[nodiscard]] constexpr duration waited() const noexcept {
        auto waited = duration::zero();
        detail::for_each_machine(machines_, [&waited](auto const& machine) {
            waited = saturating_add(waited, machine.waited());
        });
        return waited;
    }

    [[nodiscard]] constexpr time_point start() const noexcept { return start_; }

    template <class Draw>
    [[nodiscard]] constexpr step failed(
        verdict const& said, time_point now, Draw&& draw,
        repetition may = repetition::unstated) noexcept(decides_quietly<Draw>()) {
        auto next = step::stop(detail::reason_of_permanent(said, may));
        if (!reprise::weighed(said, may).retryable()) return next;
        with_machine(said.rule(), [&](auto& machine) {
            if (shared_) machine.count_from(attempt_);
            next = machine.failed(said, now, draw, may, attempt_);
        });
        if (next.waits()) {
            last_ = said.rule();
            if (attempt_ != std::numeric_limits<std::uint64_t>::max()) ++attempt_;
        }
        return next;
    }

    [[nodiscard]] constexpr step interrupted() noexcept {
        --attempt_;
        auto next = step::stop(stop_reason::cancelled);
        with_machine(last_, [&next](auto& machine) { next = machine.interrupted(); });
        return next;
    }

  private:
    template <class Draw>
    [[nodiscard]] static constexpr bool decides_quietly() {
        if constexpr (boost::hana::Foldable<Machines>::value) {
            return decltype(boost::hana::unpack(
                std::declval<Machines&>(), []<class... Machine>(Machine&...) {
                    return boost::hana::bool_c<(
                        noexcept(std::declval<Machine&>().failed(
                            std::declval<verdict const&>(), time_point{}, std::declval<Draw&>(),
                            repetition::unstated, std::uint64_t{})) &&
                        ...)>;
                }))::value;
        } else {
            return false;
        }
    }

    template <class Action>
    constexpr void with_machine(std::uint32_t index, Action const& action) {
        std::uint32_t number = 0;
        detail::for_each_machine(machines_, [&](auto& machine) {
            if (number++ == index) action(machine);
        });
    }

    Machines machines_;
    time_point start_;
    std::uint64_t attempt_ = 1;
    std::uint32_t last_ = 0;
    bool shared_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_FIRST_MATCH_MACHINE_HPP
