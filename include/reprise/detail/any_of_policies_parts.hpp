// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the classifier and the stop condition of reprise::any_of_policies.

#ifndef REPRISE_DETAIL_ANY_OF_POLICIES_PARTS_HPP
#define REPRISE_DETAIL_ANY_OF_POLICIES_PARTS_HPP

#include <reprise/any_retry_policy.hpp>
#include <reprise/detail/first_match_stop.hpp>

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// More policies than these need a place on the heap.
inline constexpr std::size_t usual_policies = 4;

// Asks one policy after the other; the verdict of the first that accepts carries its index.
class any_of_policies_classifier {
  public:
    using exceptions = exception_types<std::exception>;

    explicit any_of_policies_classifier(std::span<any_retry_policy const> policies) noexcept
        : policies_{policies} {}

    [[nodiscard]] verdict classify(std::exception const& exception) const {
        return first_that_accepts(failure_view::of_exception(exception, nullptr));
    }

    [[nodiscard]] verdict classify(other_exception const& /*other*/) const {
        for (std::size_t index = 0; index != policies_.size(); ++index) {
            auto const said = policies_[index].classify_current();
            if (said.retryable()) return said.by_rule(static_cast<std::uint32_t>(index));
        }
        return verdict::permanent();
    }

    template <class Error>
        requires(!std::is_base_of_v<std::exception, Error>)
    [[nodiscard]] verdict classify(Error const& error) const {
        return first_that_accepts(failure_view::of_value(error));
    }

  private:
    [[nodiscard]] verdict first_that_accepts(failure_view const& seen) const {
        for (std::size_t index = 0; index != policies_.size(); ++index) {
            auto const said = policies_[index].classify(seen);
            if (said.retryable()) return said.by_rule(static_cast<std::uint32_t>(index));
        }
        return verdict::permanent();
    }

    std::span<any_retry_policy const> policies_;
};

static_assert(classifier_policy<any_of_policies_classifier>);

// One condition for each policy, each with the ceiling before it. As a whole it stops when all of them do.
template <class Ceiling>
class any_of_policies_stop {
  public:
    static constexpr bool needs_time = true;
    static constexpr bool limits = true;

    any_of_policies_stop(bool shared, Ceiling ceiling, std::span<any_retry_policy const> policies)
        : ceiling_{std::move(ceiling)}, policies_{policies}, shared_{shared} {
        for (auto const& policy : policies) stops_.emplace_back(stop_view{ceiling_}, policy.stop());
    }

    // the conditions refer to the ceiling
    any_of_policies_stop(any_of_policies_stop const&) = delete;
    any_of_policies_stop& operator=(any_of_policies_stop const&) = delete;

    [[nodiscard]] std::span<limited_rule const> each() const noexcept { return stops_; }
    [[nodiscard]] Ceiling const& ceiling() const noexcept { return ceiling_.counted(); }

    [[nodiscard]] std::optional<stop_reason> stops(stop_query const& query) const {
        std::optional<stop_reason> reason;
        for (auto const& one : stops_) {
            reason = one.stops(query);
            if (!reason) break;
        }
        return reason;
    }

    [[nodiscard]] limit<std::uint64_t> max_attempts() const {
        limit<std::uint64_t> most = std::uint64_t{1};
        for (auto const& policy : policies_)
            most = detail::attempts_of_two(shared_, most, policy.max_attempts());
        return std::min(most, detail::max_attempts_of(ceiling_));
    }

    [[nodiscard]] limit<duration> max_elapsed() const {
        limit<duration> most = duration::zero();
        for (auto const& policy : policies_) most = std::max(most, policy.max_elapsed());
        return std::min(most, detail::max_elapsed_of(ceiling_));
    }

    [[nodiscard]] duration longest_wait(stop_query const& query) const {
        auto longest = duration::zero();
        for (auto const& one : stops_) longest = std::max(longest, one.longest_wait(query));
        return longest;
    }

    // the ceiling's; a policy that was chosen at run time brings one only where the ceiling has none
    [[nodiscard]] std::stop_token token() const {
        if (auto token = detail::token_of(ceiling_); token.stop_possible()) return token;
        for (auto const& policy : policies_) {
            if (auto token = policy.token(); token.stop_possible()) return token;
        }
        return {};
    }

  private:
    counting_all<Ceiling> ceiling_;
    std::span<any_retry_policy const> policies_;
    boost::container::small_vector<limited_rule, usual_policies> stops_;
    bool shared_;
};

// The machines of a run, made when a failure asks for the first: a run that succeeds at once makes none.
class machines_on_demand {
  public:
    machines_on_demand(
        std::span<any_retry_policy const> policies, std::span<limited_rule const> limits,
        time_point start) noexcept
        : policies_{policies}, limits_{limits}, start_{start} {}

    [[nodiscard]] auto begin() {
        make();
        return machines_.begin();
    }
    [[nodiscard]] auto end() {
        make();
        return machines_.end();
    }
    [[nodiscard]] auto begin() const { return machines_.begin(); }
    [[nodiscard]] auto end() const { return machines_.end(); }

  private:
    void make() {
        for (auto index = machines_.size(); index != policies_.size(); ++index)
            machines_.push_back(policies_[index].machine(limits_[index], start_));
    }

    std::span<any_retry_policy const> policies_;
    std::span<limited_rule const> limits_;
    time_point start_;
    boost::container::small_vector<erased_machine, usual_policies> machines_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_ANY_OF_POLICIES_PARTS_HPP
