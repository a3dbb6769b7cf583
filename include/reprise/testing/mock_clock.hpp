// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::mock_clock. Needs GoogleMock.

#ifndef REPRISE_TESTING_MOCK_CLOCK_HPP
#define REPRISE_TESTING_MOCK_CLOCK_HPP

#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>

#include <functional>  // std::reference_wrapper
#include <stop_token>

namespace reprise::testing {

/// \ingroup testing
/// \brief A GoogleMock clock, for tests that say exactly which calls are made. Hand it to a policy as
/// `std::ref(clock)`.
///
/// | mocked | unless told otherwise |
/// |---|---|
/// | `time_point now()` | returns the epoch |
/// | `bool wait(duration delay, std::stop_token const& token)` | returns true: the delay passed |
///
/// Where the waits are to move the time, reprise::testing::virtual_clock is simpler.
///
/// \snippet docs/examples/testing_kit.cpp mocks
/// \model{reprise::clock_policy}
class mock_clock {
  public:
    /// \brief A coroutine may wait with it as it is: no wait blocks.
    static constexpr bool waits_virtually = true;

    /// \brief A clock that stands still.
    mock_clock() { ON_CALL(*this, wait).WillByDefault(::testing::Return(true)); }

    /// \cond
    MOCK_METHOD(time_point, now, ());
    MOCK_METHOD(bool, wait, (duration delay, std::stop_token const& token));
    /// \endcond
};

static_assert(clock_policy<std::reference_wrapper<mock_clock>>);

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_MOCK_CLOCK_HPP
