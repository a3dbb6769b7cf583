// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::random_stream, the counter-based generator.

#ifndef REPRISE_POLICIES_RANDOM_STREAM_HPP
#define REPRISE_POLICIES_RANDOM_STREAM_HPP

#include <cstdint>

namespace reprise {

namespace detail {

inline constexpr std::uint64_t golden_gamma =
    0x9e37'79b9'7f4a'7c15U;  // 2^64 / the golden ratio, odd

// The finalizer of SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with
// the constants of Stafford's variant 13.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t word) noexcept {
    word = (word ^ (word >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d0'49bb'1331'11ebU;
    return word ^ (word >> 31U);
}

}  // namespace detail

/// \ingroup random
/// \brief The randomness of one run: its words are a pure function of (seed, run, draw).
///
/// Word `d` of run `r` is word `d` of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) started from a state that is mixed
/// from seed and run, by integer arithmetic alone: the same to the bit on every compiler and standard library. The
/// state is 16 bytes. Not for cryptography.
class random_stream {
  public:
    /// \brief The stream of one run.
    /// \param seed The seed that all runs share.
    /// \param run  The number of the run.
    constexpr random_stream(std::uint64_t seed, std::uint64_t run) noexcept
        : key_{detail::mix(seed ^ detail::mix(run * detail::golden_gamma))} {}

    /// \brief The next word.
    /// \return A word, uniform over all 2^64 values.
    [[nodiscard]] constexpr std::uint64_t operator()() noexcept { return word(draw_++); }

    /// \brief Any word of the stream.
    /// \param draw The number of the draw, from 0.
    /// \return The word that the draw yields.
    [[nodiscard]] constexpr std::uint64_t word(std::uint64_t draw) const noexcept {
        return detail::mix(key_ + (draw + 1) * detail::golden_gamma);
    }

  private:
    std::uint64_t key_;
    std::uint64_t draw_ = 0;
};

static_assert(sizeof(random_stream) == 16);

}  // namespace reprise

#endif  // REPRISE_POLICIES_RANDOM_STREAM_HPP
