// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::verdict.

#ifndef REPRISE_CONCEPTS_VERDICT_HPP
#define REPRISE_CONCEPTS_VERDICT_HPP

#include <reprise/concepts/dependent.hpp>
#include <reprise/concepts/duration.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

/// \ingroup concepts
/// \brief What kind of failure it was.
enum class failure_kind : std::uint8_t {
    transient,  ///< May go away by itself: worth another attempt.
    throttled,  ///< The other side asked for fewer requests: worth another attempt, later.
    permanent   ///< Will fail the same way again: not retried.
};

/// \ingroup concepts
/// \brief The kind as it is spelled in logs.
/// \param kind A kind of failure.
/// \return Its name.
[[nodiscard]] constexpr std::string_view to_string(failure_kind kind) noexcept {
    switch (kind) {
        case failure_kind::transient: return "transient";
        case failure_kind::throttled: return "throttled";
        case failure_kind::permanent: return "permanent";
    }
    return "unknown kind";
}

/// \ingroup concepts
/// \brief What a classifier says of a failure: its kind, the delay that the other side asked for, if any, and whether
/// the attempt may have taken effect all the same.
///
/// A hint is used where it is longer than the delay that the policy computed, but lengthens that delay by no more
/// than its allowance (reprise::verdict::default_allowance, 5 s, unless set otherwise). A hint that no longer fits
/// before the deadline ends the run.
///
/// A failure is *ambiguous* where the attempt may have done its work on the other side although it failed here: a
/// connection that broke while the answer was awaited, a timeout. For an operation that says that it must not happen
/// twice (reprise::non_idempotent) such a failure is permanent, and ends the run with
/// reprise::stop_reason::ambiguous_failure; to every other it makes no difference.
class verdict {
  public:
    /// \brief By how much a hint may lengthen a computed delay where nothing else is said.
    static constexpr duration default_allowance = std::chrono::seconds{5};

    /// \brief A failure that may go away by itself.
    /// \return The verdict, without a hint.
    [[nodiscard]] static constexpr verdict transient() noexcept {
        return verdict{failure_kind::transient};
    }

    /// \brief The other side asked for fewer requests.
    /// \return The verdict, without a hint.
    [[nodiscard]] static constexpr verdict throttled() noexcept {
        return verdict{failure_kind::throttled};
    }

    /// \brief A failure that another attempt would only repeat.
    /// \return The verdict.
    [[nodiscard]] static constexpr verdict permanent() noexcept {
        return verdict{failure_kind::permanent};
    }

    /// \brief The same verdict with a delay that the other side asked for.
    /// \param delay     How long the other side asked to wait; a negative delay counts as zero.
    /// \param allowance By how much the hint may lengthen the computed delay; a negative one counts as zero.
    /// \return The verdict with that hint.
    [[nodiscard]] constexpr verdict after(
        any_duration delay, any_duration allowance = default_allowance) const noexcept {
        verdict hinted = *this;
        hinted.hint_ = detail::at_least_zero(delay.value());
        hinted.allowance_ = detail::at_least_zero(allowance.value());
        return hinted;
    }

    /// \brief The same verdict, given by one of several policies; see reprise::first_match.
    /// \param index Which of them, from 0.
    /// \return The verdict with that index.
    [[nodiscard]] constexpr verdict by_rule(std::uint32_t index) const noexcept {
        verdict given = *this;
        given.rule_ = index;
        return given;
    }

    /// \brief Which of several policies accepted the failure, and so decides what follows.
    /// \return Its index; 0 where there is one policy, or where none has accepted it.
    [[nodiscard]] constexpr std::uint32_t rule() const noexcept { return rule_; }

    /// \brief The same verdict on a failure after which nobody knows whether the attempt has taken effect.
    /// \param may_have_happened Whether it is so.
    /// \return The verdict with that said.
    [[nodiscard]] constexpr verdict ambiguous(bool may_have_happened = true) const noexcept {
        verdict said = *this;
        said.ambiguous_ = may_have_happened;
        return said;
    }

    /// \brief The same verdict on a failure that another attempt would only repeat, or must not repeat.
    /// \return The verdict with its kind changed to permanent; the hint and the rest are kept.
    [[nodiscard]] constexpr verdict as_permanent() const noexcept {
        verdict said = *this;
        said.kind_ = failure_kind::permanent;
        return said;
    }

    /// \brief What kind of failure it was.
    /// \return The kind.
    [[nodiscard]] constexpr failure_kind kind() const noexcept { return kind_; }

    /// \brief Whether another attempt may help.
    /// \return True for transient and throttled failures.
    [[nodiscard]] constexpr bool retryable() const noexcept {
        return kind_ != failure_kind::permanent;
    }

    /// \brief Whether the attempt may have taken effect although it failed.
    /// \return True for an ambiguous failure.
    [[nodiscard]] constexpr bool is_ambiguous() const noexcept { return ambiguous_; }

    /// \brief Whether the other side asked for a delay.
    /// \return True if it did.
    [[nodiscard]] constexpr bool has_hint() const noexcept { return hint_.count() >= 0; }

    /// \brief The delay that the other side asked for. Where its address is wanted, as for `testing::Property`, it is
    /// `&verdict::hint<>`.
    /// \tparam Duration reprise::duration.
    /// \return The hint, or nothing.
    // A template, of duration alone, so that a program that asks for no hint does not compile the optional.
    template <class Duration = duration>
    [[nodiscard]] constexpr std::optional<Duration> hint() const noexcept {
        return has_hint() ? std::optional<Duration>{hint_} : std::nullopt;
    }

    /// \brief The delay that the other side asked for, or another where it asked for none.
    /// \param otherwise The other delay.
    /// \return One of the two.
    [[nodiscard]] constexpr duration hint_or(duration const& otherwise) const noexcept {
        return has_hint() ? hint_ : otherwise;
    }

    /// \brief By how much the hint may lengthen the computed delay.
    /// \return The allowance.
    [[nodiscard]] constexpr duration allowance() const noexcept { return allowance_; }

    /// \brief Same kind, hint, allowance, rule and ambiguity.
    /// \param a A verdict.
    /// \param b A verdict.
    /// \return Whether they are equal.
    friend constexpr bool operator==(verdict const& a, verdict const& b) noexcept = default;

  private:
    constexpr explicit verdict(failure_kind kind) noexcept : kind_{kind} {}

    failure_kind kind_;
    bool ambiguous_ = false;
    std::uint32_t rule_ = 0;
    duration hint_{-1};  // below zero: none; an optional would not fit into registers as well
    duration allowance_ = default_allowance;
};

/// \ingroup concepts
/// \brief What is said of a returned value: a verdict, or nothing, where it is no failure. It is
/// `std::optional<reprise::verdict>`, spelled so that only programs with such values compile it.
/// \tparam Result What an operation returns.
template <class Result>
using judgement_t = std::optional<detail::dependent_t<verdict, Result>>;

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_VERDICT_HPP
