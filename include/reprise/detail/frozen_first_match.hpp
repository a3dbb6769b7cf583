// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how several policies as one become a template argument.

#ifndef REPRISE_DETAIL_FROZEN_FIRST_MATCH_HPP
#define REPRISE_DETAIL_FROZEN_FIRST_MATCH_HPP

#include <reprise/detail/frozen.hpp>

#include <boost/hana/unpack.hpp>

namespace reprise {

template <class Ceiling, class Logger, class Clock, class Random, class Limit, class... Policy>
class first_match_policy;

namespace detail {

// A tuple that is structural.
template <class... Policy>
struct frozen_policies {
    constexpr frozen_policies() noexcept = default;

    template <class Make, class... Thawed>
    [[nodiscard]] constexpr auto thaw_into(Make const& make, Thawed const&... thawed) const {
        return make(thawed...);
    }
};

template <class First, class... More>
struct frozen_policies<First, More...> {
    frozen<First> first;
    frozen_policies<More...> more;

    constexpr explicit frozen_policies(First const& one, More const&... others) noexcept
        : first{one}, more{others...} {}

    template <class Make, class... Thawed>
    [[nodiscard]] constexpr auto thaw_into(Make const& make, Thawed const&... thawed) const {
        return more.thaw_into(make, thawed..., first.thaw());
    }
};

template <class Ceiling, class Logger, class Clock, class Random, class Limit, class... Policy>
struct frozen<first_match_policy<Ceiling, Logger, Clock, Random, Limit, Policy...>> {
    using policy = first_match_policy<Ceiling, Logger, Clock, Random, Limit, Policy...>;

    bool shared;
    frozen_part<Ceiling> ceiling;
    frozen_part<Logger> logger;
    frozen_part<Clock> clock;
    frozen_part<Random> random;
    frozen_part<Limit> limit;
    frozen_policies<Policy...> policies;

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so that a policy is a template argument
    constexpr frozen(policy const& whole) noexcept
        : shared{whole.counts_together()},
          ceiling{whole.ceiling()},
          logger{whole.logger()},
          clock{whole.clock()},
          random{whole.random()},
          limit{whole.time_limit()},
          policies{boost::hana::unpack(whole.policies(), [](Policy const&... each) {
              return frozen_policies<Policy...>{each...};
          })} {}

    [[nodiscard]] constexpr policy thaw() const {
        return policies.thaw_into([this](Policy const&... each) {
            return policy{shared,        ceiling.thaw(), logger.thaw(), clock.thaw(),
                          random.thaw(), limit.thaw(),   each...};
        });
    }
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_DETAIL_FROZEN_FIRST_MATCH_HPP
