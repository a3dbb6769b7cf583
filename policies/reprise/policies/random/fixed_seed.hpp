// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::fixed_seed.

#ifndef REPRISE_POLICIES_RANDOM_FIXED_SEED_HPP
#define REPRISE_POLICIES_RANDOM_FIXED_SEED_HPP

#include <reprise/concepts/random_policy.hpp>
#include <reprise/policies/random/stream.hpp>

#include <cstdint>

namespace reprise {

/// \ingroup random
/// \brief The same random words in every run: delays that can be reproduced, on every machine.
///
/// \when Tests, previews and replays.
///
/// \whennot In production: every caller with the same seed waits equally long.
///
/// \formula Word `d` is word `d` of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014) from a state mixed from `seed` and `run`: integer arithmetic alone, see reprise::random_stream.
///
/// \snippet docs/examples/clock_and_random.cpp fixed_seed
///
/// \model{reprise::random_policy}
class fixed_seed {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "fixed_seed";

    /// \brief All runs draw the words of one stream.
    /// \param seed Any number.
    /// \param run  Any number: selects one of the seed's streams.
    constexpr explicit fixed_seed(std::uint64_t seed, std::uint64_t run = 0) noexcept
        : seed_{seed}, run_{run} {}

    /// \brief The randomness of one run.
    /// \return The stream of this seed and run, from its beginning.
    [[nodiscard]] constexpr random_stream stream() const noexcept {
        return random_stream{seed_, run_};
    }

    /// \brief Same seed and run.
    /// \param a A random policy.
    /// \param b A random policy.
    /// \return Whether they are equal.
    friend constexpr bool operator==(fixed_seed const& a, fixed_seed const& b) noexcept = default;

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("seed", seed_);
        out("run", run_);
    }

  private:
    std::uint64_t seed_;
    std::uint64_t run_;
};

static_assert(random_policy<fixed_seed>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_RANDOM_FIXED_SEED_HPP
