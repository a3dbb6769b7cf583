// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what a run writes down.

#ifndef REPRISE_DETAIL_RECORDER_HPP
#define REPRISE_DETAIL_RECORDER_HPP

#include <reprise/concepts/dependent.hpp>
#include <reprise/report.hpp>

#include <cstdint>

namespace reprise::detail {

// For drivers that hand out no report.
struct no_recorder {
    static constexpr bool needs_time = false;

    template <class Keep>
    static constexpr void failed(
        std::uint64_t /*attempt*/, verdict const& /*said*/, duration /*delay*/,
        Keep const& /*keep*/) noexcept {}
    static constexpr void abandoned() noexcept {}
    static constexpr void ended(
        std::uint64_t /*attempts*/, stop_reason /*reason*/, duration /*waited*/,
        duration /*elapsed*/) noexcept {}
};

class report_recorder {
  public:
    static constexpr bool needs_time = true;

    report_recorder(report& written, bool all) noexcept : report_{&written}, all_{all} {}

    // keep() makes a failure that outlives the attempt.
    template <class Keep>
    void failed(std::uint64_t attempt, verdict const& said, duration delay, Keep const& keep) {
        dependent_t<report, Keep>& written = *report_;
        if (!all_) written.failures.clear();
        written.failures.push_back({attempt, keep(), said, delay});
    }

    void abandoned() noexcept { ++report_->abandoned; }

    void ended(
        std::uint64_t attempts, stop_reason reason, duration waited, duration elapsed) noexcept {
        report_->attempts = attempts;
        report_->reason = reason;
        report_->waited = waited;
        report_->elapsed = elapsed;
    }

  private:
    report* report_;
    bool all_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_RECORDER_HPP
