// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a random word becomes a duration.

#ifndef REPRISE_POLICIES_JITTER_SCALE_HPP
#define REPRISE_POLICIES_JITTER_SCALE_HPP

#include <reprise/concepts/duration.hpp>

#include <cstdint>

namespace reprise::detail {

// The upper half of a 64 by 64 bit product, by halves: needs no wider type.
[[nodiscard]] constexpr std::uint64_t high_product_by_halves(
    std::uint64_t a, std::uint64_t b) noexcept {
    auto const a_low = a & 0xffff'ffffU;
    auto const a_high = a >> 32U;
    auto const b_low = b & 0xffff'ffffU;
    auto const b_high = b >> 32U;
    auto const low = a_low * b_low;
    auto const middle = a_high * b_low + (low >> 32U);
    auto const carry = a_low * b_high + (middle & 0xffff'ffffU);
    return a_high * b_high + (middle >> 32U) + (carry >> 32U);
}

[[nodiscard]] constexpr std::uint64_t high_product(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<wide>(a) * b) >> 64U);
#else
    return detail::high_product_by_halves(a, b);
#endif
}

// The product divided by 2^64, to the nearest.
[[nodiscard]] constexpr std::uint64_t rounded_high_product(
    std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
    // one product: compilers make two of an upper and a lower half
    __extension__ using wide = unsigned __int128;
    auto const product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product >> 64U) +
           (static_cast<std::uint64_t>(product) >> 63U);
#else
    return detail::high_product_by_halves(a, b) + (a * b >> 63U);
#endif
}

// Uniform over [0, most], both ends included: word 0 gives 0 and the largest word gives `most`. Lemire, "Fast Random
// Integer Generation in an Interval", ACM TOMACS 29(1), 2019, without the rejection step: the bias is below one part in
// 2^64 / (most + 1), which for a delay of an hour is 10^-6 of a nanosecond's probability.
[[nodiscard]] constexpr duration scale(std::uint64_t word, duration const& most) noexcept {
    return duration{static_cast<duration::rep>(
        detail::high_product(word, static_cast<std::uint64_t>(most.count()) + 1))};
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JITTER_SCALE_HPP
