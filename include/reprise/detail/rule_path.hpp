// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the delays of one of several policies that share a run, along their bounds.

#ifndef REPRISE_DETAIL_RULE_PATH_HPP
#define REPRISE_DETAIL_RULE_PATH_HPP

#include <reprise/delay_range.hpp>
#include <reprise/detail/bounding_machine.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace reprise::detail {

// For so many retries it is known one by one what each policy would wait; beyond them there are sums.
inline constexpr std::size_t known_retries = 128;

// What limits a policy, and the run that it shares with others.
struct path_limits {
    limit<std::uint64_t> attempts;
    limit<duration> elapsed;
    bool shared;       // the policies count their attempts together
    duration further;  // what passes with each delay besides
};

// The delays of a policy, one failure after the other, if all failures were its own.
struct rule_path {
    std::array<delay_range, known_retries> delays{};
    std::size_t known = 0;
    bool all_known = false;
    limit<duration> longest{
        unbounded};  // the sum of the longest delays, and of what passes besides
    limit<duration> elapsed{unbounded};  // no wait of this policy ends later

    [[nodiscard]] constexpr duration most(std::size_t index, duration further) const noexcept {
        return saturating_add(delays[index].most, further);
    }
};

template <bound Least, bound Most, class Backoff, class Jitter>
constexpr void follow(
    rule_path& path, Backoff const& backoff, Jitter const& jitter, path_limits const& limits) {
    path.elapsed = limits.elapsed;
    bounding_machine<Least, Backoff, Jitter> least{
        backoff, jitter, limits.attempts, limits.elapsed};
    bounding_machine<Most, Backoff, Jitter> most{backoff, jitter, limits.attempts, limits.elapsed};
    auto total = duration::zero();
    for (; path.known < known_retries; ++path.known) {
        auto const shortest = least.next();
        auto const longest = most.next();
        if (!shortest.waits() || !longest.waits()) {
            path.all_known = true;
            path.longest = total;
            return;
        }
        path.delays[path.known] = {shortest.delay(), longest.delay()};
        total = saturating_add(total, path.most(path.known, limits.further));
    }
    if (!limits.attempts.is_bounded()) return;
    total = saturating_add(total, most.sum(limits.further));
    path.longest = total;
}

// Where the attempts are counted together, failures of other policies can come between those of this one.
template <class Backoff, class Jitter>
[[nodiscard]] constexpr rule_path path_of(
    Backoff const& backoff, Jitter const& jitter, path_limits const& limits) {
    rule_path path;
    if (limits.shared) {
        detail::follow<bound::least_in_turn, bound::most_in_turn>(path, backoff, jitter, limits);
    } else {
        detail::follow<bound::least, bound::most>(path, backoff, jitter, limits);
    }
    return path;
}

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_RULE_PATH_HPP
