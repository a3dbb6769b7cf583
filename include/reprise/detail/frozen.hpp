// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a policy becomes a template argument.

#ifndef REPRISE_DETAIL_FROZEN_HPP
#define REPRISE_DETAIL_FROZEN_HPP

#include <reprise/retry_policy.hpp>

#include <array>
#include <bit>  // std::bit_cast
#include <cstddef>
#include <type_traits>

namespace reprise::detail {

// A part as a structural type. The parts' own members are private, and a std::chrono::duration is not structural
// either; their bytes are. An object without members is made anew.
template <class Part>
struct frozen_part {
    static_assert(
        std::is_trivially_copyable_v<Part>,
        "static_policy: a part of the policy owns or refers to something, so that it cannot be a template argument: "
        "write static_policy<[] { return compose(...); }>");

    std::array<unsigned char, sizeof(Part)> bytes;

    constexpr explicit frozen_part(Part const& part) noexcept
        : bytes{std::bit_cast<std::array<unsigned char, sizeof(Part)>>(part)} {}

    [[nodiscard]] constexpr Part thaw() const noexcept { return std::bit_cast<Part>(bytes); }
};

template <class Part>
    requires std::is_empty_v<Part> &&
             (std::is_default_constructible_v<Part> || std::is_trivially_copyable_v<Part>)
struct frozen_part<Part> {
    constexpr explicit frozen_part(Part const& /*part*/) noexcept {}

    [[nodiscard]] constexpr Part thaw() const noexcept {
        if constexpr (std::is_default_constructible_v<Part>) {
            return Part{};
        } else {
            return std::bit_cast<Part>(std::array<unsigned char, sizeof(Part)>{});
        }
    }
};

// What a static policy is made of: a callable that makes it, or the policy itself.
template <class Source>
struct frozen {
    Source source;

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so that a callable is a template argument
    constexpr frozen(Source made_by) noexcept : source{made_by} {}

    [[nodiscard]] constexpr auto thaw() const { return source(); }
};

template <
    class Backoff, class Jitter, class Classifier, class Logger, class Clock, class Stop,
    class Random, class Limit>
struct frozen<retry_policy<Backoff, Jitter, Classifier, Logger, Clock, Stop, Random, Limit>> {
    using policy = retry_policy<Backoff, Jitter, Classifier, Logger, Clock, Stop, Random, Limit>;

    frozen_part<Backoff> backoff;
    frozen_part<Jitter> jitter;
    frozen_part<Classifier> classifier;
    frozen_part<Logger> logger;
    frozen_part<Clock> clock;
    frozen_part<Stop> stop;
    frozen_part<Random> random;
    frozen_part<Limit> limit;

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so that a policy is a template argument
    constexpr frozen(policy const& whole) noexcept
        : backoff{whole.backoff()},
          jitter{whole.jitter()},
          classifier{whole.classifier()},
          logger{whole.logger()},
          clock{whole.clock()},
          stop{whole.stop()},
          random{whole.random()},
          limit{whole.time_limit()} {}

    [[nodiscard]] constexpr policy thaw() const {
        return {backoff.thaw(), jitter.thaw(), classifier.thaw(), logger.thaw(),
                clock.thaw(),   stop.thaw(),   random.thaw(),     limit.thaw()};
    }
};

template <class Source>
frozen(Source) -> frozen<Source>;

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_FROZEN_HPP
