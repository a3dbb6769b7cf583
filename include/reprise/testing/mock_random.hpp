// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::mock_random. Needs GoogleMock.

#ifndef REPRISE_TESTING_MOCK_RANDOM_HPP
#define REPRISE_TESTING_MOCK_RANDOM_HPP

#include <reprise/concepts/random_policy.hpp>

#include <gmock/gmock.h>

#include <cstdint>
#include <functional>  // std::reference_wrapper

namespace reprise::testing {

/// \ingroup testing
/// \brief A GoogleMock random source: the test says every word. Hand it to a policy as `std::ref(random)`.
///
/// | mocked | unless told otherwise |
/// |---|---|
/// | `std::uint64_t draw()` | returns 0, which gives the shortest delay; the longest is that of word `2^64 - 1` |
///
/// \snippet docs/examples/testing_kit.cpp mocks
/// \model{reprise::random_policy}
class mock_random {
  public:
    /// \cond
    MOCK_METHOD(std::uint64_t, draw, ());
    /// \endcond

    /// \brief The randomness of one run.
    /// \return A callable that returns `draw()`.
    [[nodiscard]] auto stream() {
        return [this] { return draw(); };
    }
};

static_assert(random_policy<std::reference_wrapper<mock_random>>);

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_MOCK_RANDOM_HPP
