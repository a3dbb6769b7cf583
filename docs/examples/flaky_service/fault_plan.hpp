// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::fault_plan.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_PLAN_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_PLAN_HPP

#include "fault.hpp"
#include "mix.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace flaky {

/// \brief Which fault meets which attempt, settled beforehand by a script or by a seed.
class fault_plan {
  public:
    /// \brief Every document meets these faults in this order, and works after the last.
    /// \param script The faults.
    /// \return The plan.
    [[nodiscard]] static fault_plan by_script(std::vector<fault> script) {
        fault_plan plan;
        plan.script_ = std::move(script);
        return plan;
    }

    /// \brief Every attempt meets a fault with the same probability.
    /// \param seed The same seed gives the same faults.
    /// \param rate The probability, from 0 to 1.
    /// \return The plan.
    [[nodiscard]] static fault_plan by_chance(std::uint64_t seed, double rate) {
        fault_plan plan;
        plan.seed_ = seed;
        plan.rate_ = rate;
        return plan;
    }

    /// \brief What happens to an attempt.
    /// \param document The number of the document, from 0.
    /// \param attempt  The number of the attempt, from 1.
    /// \return The fault, or nothing if the attempt works.
    [[nodiscard]] std::optional<fault> at(std::size_t document, std::uint64_t attempt) const {
        if (!script_.empty()) {
            return attempt <= script_.size() ? std::optional{script_[attempt - 1]} : std::nullopt;
        }
        auto const of_document = mix(seed_, document);
        // 53 bits are what a double holds exactly: the comparison is the same on every machine
        auto const chance = static_cast<double>(mix(of_document, 2 * attempt) >> 11U) * 0x1p-53;
        if (chance >= rate_) return std::nullopt;
        return kinds_by_chance[mix(of_document, 2 * attempt + 1) % kinds_by_chance.size()];
    }

  private:
    // Stalls are rarer because each costs the client its whole timeout.
    static constexpr std::array kinds_by_chance{
        fault::refuse,   fault::refuse,   fault::reset,       fault::reset,
        fault::truncate, fault::truncate, fault::unavailable, fault::unavailable,
        fault::corrupt,  fault::corrupt,  fault::stall};

    fault_plan() = default;

    std::vector<fault> script_;
    std::uint64_t seed_ = 0;
    double rate_ = 0;
};

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_FAULT_PLAN_HPP
