// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what can be said of a run that several policies share.

#ifndef REPRISE_DETAIL_SHARED_RUN_HPP
#define REPRISE_DETAIL_SHARED_RUN_HPP

#include <reprise/detail/rule_path.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace reprise::detail {

// Which policy decides, and when, is not known: the failures decide that. The bounds are those over all orders. Of more
// retries than are known one by one they may be wider than that.
class shared_run {
  public:
    // the paths are put in another order
    constexpr shared_run(
        std::span<rule_path const*> paths, bool shared, limit<std::uint64_t> attempts,
        duration further)
        : paths_{paths}, attempts_{attempts}, further_{further}, shared_{shared} {
        std::ranges::sort(paths, {}, &rule_path::elapsed);
        for (auto const* path : paths) of_all_ += path->known;
    }

    // when the last attempt starts at the latest
    [[nodiscard]] constexpr limit<duration> latest_start() const noexcept {
        bool const all_known =
            std::ranges::all_of(paths_, [](auto const* path) { return path->all_known; });
        auto const retries = attempts_.value_or(known_retries + 2) - 1;
        if (shared_ && (all_known || retries <= known_retries)) return in_step();
        if (!shared_ && retries < of_all_ && retries <= known_retries)
            return best(static_cast<std::size_t>(retries));
        return one_after_another();
    }

    // the delay before a retry, or nothing where there is none; not beyond those that are known
    [[nodiscard]] constexpr std::optional<delay_range> range(std::size_t retry_number) const {
        if (limit<std::uint64_t>{retry_number + 1} > attempts_) return std::nullopt;
        std::optional<delay_range> range;
        for (auto const* path : paths_) {
            auto const of_others = shared_ ? 0 : of_all_ - path->known;
            auto const first = retry_number > of_others ? retry_number - of_others : 1;
            for (auto own = first; own <= std::min(retry_number, path->known); ++own) {
                auto const delay = path->delays[own - 1];
                if (!range) range = delay;
                range->least = std::min(range->least, delay.least);
                range->most = std::max(range->most, delay.most);
            }
        }
        return range;
    }

    // writes as many as there are and there is room for
    constexpr std::size_t write_ranges(std::span<delay_range> ranges) const {
        std::size_t written = 0;
        for (; written < ranges.size(); ++written) {
            auto const next = range(written + 1);
            if (!next) break;
            ranges[written] = *next;
        }
        return written;
    }

  private:
    // Each policy uses up all that it allows, those with less time first: the others can still follow them.
    [[nodiscard]] constexpr limit<duration> one_after_another() const noexcept {
        limit<duration> total = duration::zero();
        for (auto const* path : paths_) {
            if (total.is_bounded() && path->longest.is_bounded()) {
                total = saturating_add(
                    total.value_or(further_), path->longest.value_or(duration::zero()));
            } else {
                total = unbounded;
            }
            total = std::min(total, path->elapsed);
        }
        return total;
    }

    // The same where there may not be retries enough for all of them: the best way to share out so many.
    [[nodiscard]] constexpr duration best(std::size_t retries) const noexcept {
        std::array<duration, known_retries + 1> best{};
        for (auto const* path : paths_) {
            auto const latest = path->elapsed.value_or(duration::max());
            auto const before = best;
            for (std::size_t used = 1; used <= retries; ++used) {
                auto own = duration::zero();
                for (std::size_t count = 1; count <= std::min(used, path->known); ++count) {
                    own = saturating_add(own, path->most(count - 1, further_));
                    auto const both = saturating_add(before[used - count], own);
                    best[used] = std::max(best[used], std::min(both, latest));
                }
            }
        }
        return *std::ranges::max_element(best);
    }

    // All count together, so that each retry is one of whichever policy waits longest.
    [[nodiscard]] constexpr duration in_step() const noexcept {
        auto total = duration::zero();
        for (std::size_t index = 0; index < known_retries; ++index) {
            auto longer = total;
            for (auto const* path : paths_) {
                if (index >= path->known) continue;
                auto const both = saturating_add(total, path->most(index, further_));
                longer = std::max(longer, std::min(both, path->elapsed.value_or(duration::max())));
            }
            total = longer;
        }
        return total;
    }

    std::span<rule_path const*> paths_;
    limit<std::uint64_t> attempts_;
    std::size_t of_all_ = 0;
    duration further_;
    bool shared_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_SHARED_RUN_HPP
