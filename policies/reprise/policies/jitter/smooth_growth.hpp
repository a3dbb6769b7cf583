// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the arithmetic of reprise::smoothed_jitter, by whole numbers.

#ifndef REPRISE_POLICIES_JITTER_SMOOTH_GROWTH_HPP
#define REPRISE_POLICIES_JITTER_SMOOTH_GROWTH_HPP

#include <reprise/policies/jitter/scale.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if !defined(__GNUC__)
#include <cmath>
#endif

namespace reprise::detail {

// 2^63 * exp(x / 2^64), at most a few units in the last place too small; for tables, at compile time.
[[nodiscard]] constexpr std::uint64_t exp_by_series(std::uint64_t x) noexcept {
    constexpr std::uint64_t one = std::uint64_t{1} << 63U;
    std::uint64_t sum = one;
    std::uint64_t term = one;
    for (std::uint64_t n = 1; term != 0; ++n) {
        term = detail::high_product(term, x) / n;
        sum += term;
    }
    return sum;
}

inline constexpr std::uint64_t ln_2 = 0xb172'17f7'd1cf'79abU;  // 2^64 * ln 2

// 2^63 * 2^(i / step) for i from 0 to 63
template <std::uint64_t Step>
[[nodiscard]] consteval std::array<std::uint64_t, 64> powers_of_two() {
    std::array<std::uint64_t, 64> powers{};
    for (std::size_t i = 0; i < powers.size(); ++i)
        powers[i] = detail::exp_by_series(ln_2 / Step * i);
    return powers;
}

inline constexpr auto powers_by_64 = detail::powers_of_two<64>();
inline constexpr auto powers_by_4096 = detail::powers_of_two<4096>();

// 2^63 * 2^(word / 2^64): two tables for the upper twelve bits, three terms of the series for the rest. All is rounded
// down, so that a power below 2 never comes out as 2.
[[nodiscard]] constexpr std::uint64_t power_of_two(std::uint64_t word) noexcept {
    auto const power =
        detail::high_product(powers_by_64[word >> 58U], powers_by_4096[(word >> 52U) & 63U]) << 1U;
    // 2^12 times the rest's logarithm, and as much of the growth: y + y^2 * (1 / 2 + y / 6)
    auto const y = detail::high_product(word << 12U, ln_2);
    auto const sixth = detail::high_product(y, 0x2aaa'aaaa'aaaa'aaaaU) >> 12U;
    auto const bent =
        detail::high_product(detail::high_product(y, y), (std::uint64_t{1} << 63U) + sixth);
    return power + (detail::high_product(power, y + (bent >> 12U)) >> 12U);
}

// By Newton's steps, from above.
[[nodiscard]] constexpr double square_root_by_steps(double x) noexcept {
    if (x == 0) return 0;
    auto root = x < 1 ? 1.0 : x;
    // NOLINTNEXTLINE(cert-flp30-c,clang-analyzer-security.FloatLoopCounter): it iterates until nothing changes
    for (auto next = (root + x / root) / 2; next < root; next = (root + x / root) / 2) root = next;
    return root;
}

[[nodiscard]] constexpr double square_root_estimate(double x) noexcept {
    if (std::is_constant_evaluated()) return detail::square_root_by_steps(x);
#if defined(__GNUC__)
    return __builtin_sqrt(x);
#else
    return std::sqrt(x);
#endif
}

// 2^49 * sqrt(x / 2^56), rounded down; x is below 2^63. The estimate is off by a unit at most; whole numbers put it
// right, so that the result does not depend on how it was estimated.
[[nodiscard]] constexpr std::uint64_t square_root(std::uint64_t x) noexcept {
    // by signed numbers, which convert in one instruction
    auto const estimate =
        detail::square_root_estimate(static_cast<double>(static_cast<std::int64_t>(x)));
    auto const root = static_cast<std::uint64_t>(static_cast<std::int64_t>(estimate * 2097152.0));
    // x * 2^42 less the square; both are wider than a word, their difference is not
    auto const rest = static_cast<std::int64_t>((x << 42U) - root * root);
    return root - (rest < 0 ? 1U : 0U) + (rest > static_cast<std::int64_t>(2 * root) ? 1U : 0U);
}

// 2^63 * tanh(2 * sqrt(n + word / 2^64)), which is (1 - q) / (1 + q) with q = exp(-4 * sqrt(...)). Without branches.
[[nodiscard]] constexpr std::uint64_t smoothing(std::uint64_t n, std::uint64_t word) noexcept {
    // from there on it is 1 to all the bits that there are
    auto const whole = n < 116 ? n : 116;
    auto const root = detail::square_root((whole << 56U) | (word >> 8U));
    // 2^57 times the exponent to base 2; log2(e) / 2 is 0.7213...
    auto const exponent = detail::high_product(root << 11U, 0xb8aa'3b29'5c17'f0bbU);
    // the power of 1 less the fraction, so that it is above 1; less 2^-64 too, so that it is below 2
    auto const q = detail::power_of_two(~(exponent << 7U)) >> (exponent >> 57U);
    // a quotient of two doubles that hold whole numbers: IEEE 754 says what it is, to the bit
    constexpr std::int64_t one = std::int64_t{1} << 53U;
    auto const part = static_cast<std::int64_t>(q >> 11U);
    auto const quotient = static_cast<double>(one - part) / static_cast<double>(one + part);
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(quotient * 4611686018427387904.0))
           << 1U;
}

// 2^62 * 2^u * tanh(2 * sqrt(n + u)) for u = word / 2^64
[[nodiscard]] constexpr std::uint64_t smooth_growth(std::uint64_t n, std::uint64_t word) noexcept {
    // the longer way first, so that the processor can begin it early
    auto const smoothed = detail::smoothing(n, word);
    return detail::high_product(detail::power_of_two(word), smoothed);
}

// 2^63 / 1.4 times what has grown since the retry before, whose own growth is half as high by today's measure
[[nodiscard]] constexpr std::uint64_t smooth_difference(
    std::uint64_t growth, std::uint64_t before) noexcept {
    auto const twice = 2 * growth;
    return detail::high_product(twice > before ? twice - before : 0, 0xb6db'6db6'db6d'b6dbU);
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_JITTER_SMOOTH_GROWTH_HPP
