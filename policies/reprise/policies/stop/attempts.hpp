// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::attempts and reprise::retries.

#ifndef REPRISE_POLICIES_STOP_ATTEMPTS_HPP
#define REPRISE_POLICIES_STOP_ATTEMPTS_HPP

#include <reprise/concepts/stop_policy.hpp>
#include <reprise/policies/require.hpp>

#include <cstdint>
#include <limits>
#include <optional>

namespace reprise {

namespace detail {

class attempt_count_stop {
  public:
    static constexpr bool limits = true;

    [[nodiscard]] constexpr std::optional<stop_reason> stops(
        stop_query const& query) const noexcept {
        if (query.attempts >= most_) return stop_reason::attempts_exhausted;
        return std::nullopt;
    }

    [[nodiscard]] constexpr limit<std::uint64_t> max_attempts() const noexcept { return most_; }

    friend constexpr bool operator==(
        attempt_count_stop const& a, attempt_count_stop const& b) noexcept = default;

  protected:
    constexpr explicit attempt_count_stop(std::uint64_t most) noexcept : most_{most} {}

  private:
    std::uint64_t most_;
};

}  // namespace detail

/// \ingroup stop
/// \brief At most so many calls in all, the first one included: `attempts{3}` is the loop of `retries{2}`.
///
/// \when Always, as one part of the stop condition: it is the one limit that holds whatever the clock does.
///
/// \whennot It is all there is, and somebody waits for the answer: attempts can take long. Add reprise::elapsed.
///
/// \bounds At most `count` calls, at least one.
///
/// \picture{attempts, Runs under attempts}
///
/// \snippet docs/examples/stop_conditions.cpp attempts
///
/// \model{reprise::stop_policy}
class attempts : public detail::attempt_count_stop {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "attempts";

    /// \brief At most `count` calls.
    /// \param count How many calls there may be, at least 1.
    /// \throws std::invalid_argument if it is zero.
    constexpr explicit attempts(std::uint64_t count) : attempt_count_stop{count} {
        detail::require(
            count > 0, "attempts: the first call counts too, so there must be at least 1", count);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("most", max_attempts().value_or(0));
    }
};

/// \ingroup stop
/// \brief At most so many calls after the first one: `retries{2}` is the loop of `attempts{3}`.
///
/// \when The number comes from somewhere that counts what follows the first call, as most configuration files do.
///
/// \whennot It is all there is, and somebody waits for the answer: attempts can take long. Add reprise::elapsed.
///
/// \bounds At most `count + 1` calls.
///
/// \picture{retries, Runs under retries}
///
/// \snippet docs/examples/stop_conditions.cpp retries
///
/// \model{reprise::stop_policy}
class retries : public detail::attempt_count_stop {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retries";

    /// \brief At most `count` calls after the first.
    /// \param count How many; zero means a single call.
    constexpr explicit retries(std::uint64_t count) noexcept
        : attempt_count_stop{
              count == std::numeric_limits<std::uint64_t>::max() ? count : count + 1} {}

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("most", max_attempts().value_or(1) - 1);
    }
};

static_assert(stop_policy<attempts>);
static_assert(stop_policy<retries>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_ATTEMPTS_HPP
