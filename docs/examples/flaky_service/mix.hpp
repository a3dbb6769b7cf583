// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::mix.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_MIX_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_MIX_HPP

#include <cstdint>

namespace flaky {

/// \brief A random word that is a function of a seed and a number: the output step of SplitMix64.
///
/// A function rather than a generator, so that a document and its faults are the same in whatever
/// order the threads get to them.
/// \param seed   What the words are drawn from.
/// \param number Which of them.
/// \return The word.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t number) noexcept {
    auto word = seed + (number + 1) * 0x9e3779b97f4a7c15U;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31U);
}

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_MIX_HPP
