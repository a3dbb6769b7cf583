// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief The delays of a backoff and a jitter, as the library itself computes them, and their picture.

#ifndef REPRISE_DOCS_PICTURES_CURVE_HPP
#define REPRISE_DOCS_PICTURES_CURVE_HPP

#include <reprise/retry.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictures {

using delays = std::vector<reprise::duration>;

struct curve {
    std::string title;
    delays backoff;               // before jitter
    delays least;                 // of each retry
    delays mean;                  // of each retry, over many runs
    delays most;                  // of each retry
    std::vector<delays> samples;  // some of the runs
    bool spread = false;          // whether there is a jitter at all
    std::string spread_by{};      // by which jitter, where the title does not say it
};

// Draws it: the band between least and most, the mean, the backoff and the sample runs.
[[nodiscard]] std::string draw(curve const& shown);

inline constexpr std::uint64_t shown_retries = 10;
inline constexpr std::size_t shown_runs = 48;
inline constexpr std::size_t measured_runs = 40000;

// The delays of a run in which every attempt fails.
template <class Policy, class Draw>
[[nodiscard]] delays run_of(Policy const& policy, Draw&& draw) {
    delays waits;
    auto machine = policy.machine();
    for (;;) {
        auto const step = machine.failed(reprise::verdict::transient(), {}, draw);
        if (!step.waits()) return waits;
        waits.push_back(step.delay());
    }
}

// `paper_ends` where delays before jitter would not fit on the paper.
template <class Backoff, class Jitter>
[[nodiscard]] curve curve_of(
    std::string title, Backoff backoff, Jitter jitter,
    reprise::duration paper_ends = reprise::duration::max()) {
    auto const policy =
        reprise::compose(std::move(backoff), jitter, reprise::retries{shown_retries});
    auto const plain = reprise::with(policy, reprise::no_jitter{});
    curve found{
        .title = std::move(title),
        .backoff = run_of(plain, [] { return std::uint64_t{0}; }),
        .least = run_of(policy, [] { return std::uint64_t{0}; }),
        .mean = {},
        .most = run_of(policy, [] { return std::numeric_limits<std::uint64_t>::max(); }),
        .samples = {},
        .spread = reprise::jitter_needs_random<Jitter>};
    // where the words 0 and 2^64 - 1 do not give the bounds, the jitter says them itself
    if constexpr (requires(reprise::jitter_input input) {
                      jitter.most(reprise::duration{}, input);
                  }) {
        for (std::size_t i = 0; i != found.backoff.size(); ++i) {
            reprise::jitter_input input;
            input.retry = i + 1;
            found.least[i] = jitter.least(found.backoff[i], input);
            found.most[i] = jitter.most(found.backoff[i], input);
        }
    }
    for (auto& delay : found.backoff) delay = std::min(delay, paper_ends);
    std::vector<double> sums(found.least.size());
    for (std::size_t run = 0; run != measured_runs; ++run) {
        auto waits = run_of(policy, reprise::fixed_seed{1, run}.stream());
        for (std::size_t retry = 0; retry != waits.size(); ++retry) {
            sums[retry] += static_cast<double>(waits[retry].count());
        }
        if (run < shown_runs) found.samples.push_back(std::move(waits));
    }
    for (double const sum : sums) {
        found.mean.emplace_back(
            static_cast<reprise::duration::rep>(sum / static_cast<double>(measured_runs)));
    }
    return found;
}

}  // namespace pictures

#endif  // REPRISE_DOCS_PICTURES_CURVE_HPP
