// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::smoothed_jitter.

#ifndef REPRISE_POLICIES_JITTER_SMOOTHED_HPP
#define REPRISE_POLICIES_JITTER_SMOOTHED_HPP

#include <reprise/concepts/jitter_policy.hpp>
#include <reprise/policies/jitter/scale.hpp>
#include <reprise/policies/jitter/smooth_growth.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace reprise {

/// \ingroup jitter
/// \brief Waits by a curve on which every moment is about equally likely: the formula of Polly's "jitter V2", also
/// called decorrelated.
///
/// With `exponential{base, 2.0, cap}`, the moments of all callers' retries lie along one smooth curve, without gaps and
/// without bunches. With another backoff than doubling it is a jitter like others.
///
/// Exact to the nanosecond on every compiler and standard library: computed by whole numbers; the square root and the
/// quotient in it are put right by them or prescribed by IEEE 754. No call of `std::pow` or `std::tanh`.
///
/// \when Very many callers fail at one moment, and the load that they make shall be level.
///
/// \whennot Waits need a bound that a reader can check in the head: reprise::full_jitter.
///
/// \formula The delay before retry `n` is `base / 1.4 * (F(n - 1 + u) - F(n - 2 + v))`, where `F(t) = 2^t * tanh(sqrt(4
/// * t))`, `F` is 0 below 0, `u` is this retry's random number between 0 and 1 and `v` the one of the retry before.
/// George Polevoy's formula, in Polly and Polly.Contrib.WaitAndRetry as `DecorrelatedJitterBackoffV2`. Written so that
/// it spreads whatever the backoff says, `d / 1.4 * (2^u * tanh(...) - 2^(v - 1) * tanh(...))`, it stays spread at the
/// backoff's cap, where Polly's own cuts off what it has drawn: from the sixth retry on nearly all callers wait exactly
/// the cap there.
///
/// \bounds From next to nothing to 142 % of `d` at first, 107.2 % at the cap. The mean and the relative standard
/// deviation are those of the table.
///
/// | retry | 1 | 2 | 3 | 4 | 5 and more |
/// |---|---|---|---|---|---|
/// | mean by the backoff's delay | 0.8711 | 0.5791 | 0.5195 | 0.5159 | 0.5153, going to 0.51525 |
/// | relative standard deviation | 0.3590 | 0.4516 | 0.4449 | 0.4455 | 0.4456 |
///
/// \picture{smoothed_jitter, The delays of smoothed_jitter{} on an exponential backoff}
///
/// \snippet docs/examples/jitters.cpp smoothed_jitter
///
/// \model{reprise::jitter_policy}
struct smoothed_jitter {
    /// \brief It lengthens delays.
    static constexpr bool may_exceed_delay = true;
    /// \brief What a description calls it.
    static constexpr char const* name = "smoothed_jitter";

    /// \brief By the formula.
    /// \param delay The backoff's delay.
    /// \param input The random word, the memory and the number of the retry are used.
    /// \return The delay to wait, to the nearest nanosecond; saturates.
    [[nodiscard]] constexpr duration apply(
        duration delay, jitter_input const& input) const noexcept {
        return draw(delay, input).delay;
    }

    /// \brief By the formula, with what the next retry has to know of this one.
    /// \param delay The backoff's delay.
    /// \param input The random word, the memory and the number of the retry are used.
    /// \return The delay to wait, and `F(n - 1 + u) / 2^(n - 1)` as a multiple of `2^-62`.
    [[nodiscard]] constexpr jitter_draw draw(
        duration delay, jitter_input const& input) const noexcept {
        auto const growth = detail::smooth_growth(input.retry - 1, input.word);
        return {scaled(delay, detail::smooth_difference(growth, input.memory)), growth};
    }

    /// \brief The shortest delay, over this retry's word and that of the one before.
    /// \param delay The backoff's delay.
    /// \param input The number of the retry is used.
    /// \return The delay where this retry's word is 0 and the one before was the largest.
    [[nodiscard]] constexpr duration least(
        duration delay, jitter_input const& input) const noexcept {
        return apply(delay, {.retry = input.retry, .memory = before(input.retry, largest_word)});
    }

    /// \brief The longest delay, over this retry's word and that of the one before.
    /// \param delay The backoff's delay.
    /// \param input The number of the retry is used.
    /// \return The delay where this retry's word is the largest and the one before was 0.
    [[nodiscard]] constexpr duration most(
        duration delay, jitter_input const& input) const noexcept {
        return apply(
            delay, {.word = largest_word, .retry = input.retry, .memory = before(input.retry, 0)});
    }

    /// \brief The expected delay, over this retry's word and that of the one before.
    /// \param delay The backoff's delay.
    /// \param input The number of the retry is used.
    /// \return The mean, to seven digits.
    [[nodiscard]] constexpr duration mean(
        duration delay, jitter_input const& input) const noexcept {
        return scaled(
            delay, static_cast<std::uint64_t>(moments_of(input).mean * 9223372036854775808.0));
    }

    /// \brief How wide it spreads, over this retry's word and that of the one before.
    /// \param delay Does not matter.
    /// \param input The number of the retry is used.
    /// \return The standard deviation divided by the mean, to seven digits.
    [[nodiscard]] constexpr double relative_standard_deviation(
        [[maybe_unused]] duration delay, jitter_input const& input) const noexcept {
        return moments_of(input).deviation;
    }

    /// \brief All are the same.
    /// \param a A jitter.
    /// \param b A jitter.
    /// \return True.
    friend constexpr bool operator==(smoothed_jitter const& a, smoothed_jitter const& b) noexcept =
        default;

  private:
    static constexpr std::uint64_t largest_word = ~std::uint64_t{0};

    struct moments {
        double mean;
        double deviation;  // divided by the mean
    };

    // By Gauss-Legendre quadrature of F and its square; from the last row on they do not change in seven digits.
    static constexpr std::array<moments, 16> table{{
        {0.871115715673, 0.359028186767},
        {0.579073202681, 0.451611536076},
        {0.519478649626, 0.444894982087},
        {0.515949735080, 0.445520993369},
        {0.515403041280, 0.445621975530},
        {0.515287147575, 0.445642914442},
        {0.515258314371, 0.445648028325},
        {0.515250568708, 0.445649407722},
        {0.515248487108, 0.445649797933},
        {0.515247998825, 0.445649906970},
        {0.515247950066, 0.445649933729},
        {0.515248005044, 0.445649937027},
        {0.515248069302, 0.445649934536},
        {0.515248120479, 0.445649931374},
        {0.515248156800, 0.445649928808},
        {0.515248228889, 0.445649923370},
    }};

    [[nodiscard]] static constexpr moments moments_of(jitter_input const& input) noexcept {
        return table[static_cast<std::size_t>(
            std::min<std::uint64_t>(input.retry, table.size()) - 1)];
    }

    [[nodiscard]] static constexpr std::uint64_t before(
        std::uint64_t retry_number, std::uint64_t word) noexcept {
        return retry_number == 1 ? 0 : detail::smooth_growth(retry_number - 2, word);
    }

    // delay * parts / 2^63, to the nearest; saturates
    [[nodiscard]] static constexpr duration scaled(duration delay, std::uint64_t parts) noexcept {
        auto const count =
            detail::rounded_high_product(2 * static_cast<std::uint64_t>(delay.count()), parts);
        return duration{static_cast<duration::rep>(
            std::min(count, static_cast<std::uint64_t>(duration::max().count())))};
    }
};

static_assert(jitter_policy<smoothed_jitter>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_JITTER_SMOOTHED_HPP
